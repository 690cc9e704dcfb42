/** What can be wrong with an artifact. `code` is stable; messages are for people. */

/** The store has no such file. */
export class ArtifactMissingError extends Error {
  override readonly name = 'ArtifactMissingError'
  readonly code = 'artifact_missing'
  readonly sha256: string

  constructor(sha256: string) {
    super(`There is no artifact ${sha256}.`)
    this.sha256 = sha256
  }
}

/** The stored bytes are not those that were put. */
export class ArtifactCorruptError extends Error {
  override readonly name = 'ArtifactCorruptError'
  readonly code = 'artifact_corrupt'
  readonly sha256: string
  /** What the bytes come to instead. */
  readonly found: string

  constructor(sha256: string, found: string) {
    super(`The artifact ${sha256} is damaged: its content comes to ${found}.`)
    this.sha256 = sha256
    this.found = found
  }
}

/** The range begins beyond the end of the file, or is none. */
export class ArtifactRangeError extends Error {
  override readonly name = 'ArtifactRangeError'
  readonly code = 'artifact_range'
  /** Size of the whole file. */
  readonly bytes: number

  constructor(sha256: string, bytes: number) {
    super(`The artifact ${sha256} has ${bytes} bytes, and the range lies outside them.`)
    this.bytes = bytes
  }
}

/** Not 64 lower-case hex digits. */
export class InvalidDigestError extends Error {
  override readonly name = 'InvalidDigestError'
  readonly code = 'invalid_digest'

  constructor(given: string) {
    super(`Not a SHA-256 in hex: ${JSON.stringify(given.slice(0, 80))}.`)
  }
}
