/** Files that tasks make, behind one contract. */
export type { ArtifactStore, ByteRange } from './artifact-store.ts'
export { ArtifactCorruptError, ArtifactMissingError, ArtifactRangeError, InvalidDigestError } from './errors.ts'
export { folderStore } from './folder-store.ts'
