/** The file is not one that is taken. Its message is a sentence for people. */
export class InvalidPictureError extends Error {
  override readonly name = 'InvalidPictureError'
  readonly code = 'invalid_picture'
}

/** The picture says one thing and is another. */
export function broken(what: string): InvalidPictureError {
  return new InvalidPictureError(`The picture is damaged: ${what}.`)
}

/** A film is no picture: how long would it take to look at? */
export function moving(): InvalidPictureError {
  return new InvalidPictureError('The picture moves: only still ones are taken.')
}

/** In pixels. */
export interface Size {
  width: number
  height: number
}

/** The size of a still picture, and the offset of its end. */
export interface Walked {
  size: Size
  end: number
}
