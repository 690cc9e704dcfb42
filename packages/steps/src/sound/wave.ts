/** WAV files: 16-bit PCM, read and written whole, on machines that are little-endian as the files are. */

/** One channel of sound, samples from -1 to 1. */
export interface Sound {
  samples: Float32Array
  sampleRate: number
}

const headerBytes = 44

/** The channels as one 16-bit WAV file; samples outside -1 to 1 are held at the border. */
export function encodeWave(channels: readonly Float32Array[], sampleRate: number): Buffer {
  const count = channels.length
  const frames = channels[0]?.length ?? 0
  const file = Buffer.alloc(headerBytes + frames * count * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(count, 22)
  file.writeUInt32LE(sampleRate, 24)
  file.writeUInt32LE(sampleRate * count * 2, 28)
  file.writeUInt16LE(count * 2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(file.length - headerBytes, 40)
  const pcm = new Int16Array(file.buffer, file.byteOffset + headerBytes, frames * count)
  channels.forEach((samples, channel) => {
    for (let i = 0, at = channel; i < frames; i++, at += count) {
      const value = samples[i]! * 32767
      pcm[at] = value >= 32767 ? 32767 : value <= -32767 ? -32767 : value + (value < 0 ? -0.5 : 0.5)
    }
  })
  return file
}

/**
 * The first channel of a 16-bit WAV file. A length in the header that goes past the end of the file, as programs
 * write that stream to a pipe, is taken as 'to the end'. Throws RangeError where it is no such file.
 */
export function decodeWave(file: Buffer): Sound {
  let channels = 1
  let sampleRate = 0
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4)
    const length = file.readUInt32LE(at + 4)
    if (name === 'fmt ') {
      channels = file.readUInt16LE(at + 10)
      sampleRate = file.readUInt32LE(at + 12)
    }
    if (name === 'data') return { samples: firstChannel(file, at + 8, length, channels), sampleRate }
    at += 8 + length + (length % 2)
  }
  throw new RangeError('This is no WAV file with sound in it.')
}

function firstChannel(file: Buffer, start: number, length: number, channels: number): Float32Array {
  const end = Math.min(file.length, start + length)
  const frames = Math.floor((end - start) / (2 * channels))
  // A copy: 16-bit numbers may stand at even places only.
  const pcm = new Int16Array(Uint8Array.from(file.subarray(start, start + frames * channels * 2)).buffer)
  const samples = new Float32Array(frames)
  for (let i = 0, at = 0; i < frames; i++, at += channels) samples[i] = pcm[at]! / 32768
  return samples
}
