/** Files that tasks made, kept by what is in them. */
import type { Readable } from 'node:stream'

/**
 * A file is known by its SHA-256, 64 lower-case hex digits, so the same content is stored once and never changes. A
 * method that is given anything else throws InvalidDigestError.
 */
export interface ArtifactStore {
  /** Stores a copy of a file and says what it is known by. Safe to repeat, also beside others with the same content. */
  put(file: string): Promise<{ sha256: string; bytes: number }>
  /**
   * Lays a copy at `target`, replacing what is there; its folder must exist. The copy is checked before it appears.
   * Throws ArtifactMissingError, ArtifactCorruptError.
   */
  fetch(sha256: string, target: string): Promise<void>
  /**
   * Opens a file to be read as a stream, unchecked. `start` and `end` are byte offsets, both included, as in HTTP;
   * `bytes` is what the stream will give. Destroy the stream if you do not read it to its end. Throws
   * ArtifactMissingError, ArtifactRangeError.
   */
  open(sha256: string, range?: ByteRange): Promise<{ stream: Readable; bytes: number }>
  /** Whether a file of that digest is there; its content is not looked at. */
  has(sha256: string): Promise<boolean>
  /**
   * Removes a file for good; with `olderThanMs`, only one whose last put was longer ago, and says whether it is gone. Safe to
   * repeat. Open streams of the file stay readable.
   */
  remove(sha256: string, olderThanMs?: number): Promise<boolean>
  /** The files whose last put was longer ago than that. One that is put or removed meanwhile may be missed. */
  list(olderThanMs: number): AsyncIterable<string>
  /** Removes what dead writers left behind; gives the number of files. `olderThanMs` must outlast the longest put. */
  sweepTemporary(olderThanMs: number): Promise<number>
}

/** Byte offsets, both included; without `end`, to the end of the file. */
export interface ByteRange {
  start: number
  end?: number
}
