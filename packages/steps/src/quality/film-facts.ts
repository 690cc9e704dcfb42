/** What a finished film is, read from the file by ffprobe and from its boxes: formats, lengths, each frame's time. */
import { stat } from 'node:fs/promises'
import { runFfprobe } from '../ffmpeg.ts'
import { outerBoxes } from './mp4.ts'

/** What a player would find in the file. */
export interface FilmFacts {
  seconds: number
  frames: number
  sizeBytes: number
  video: {
    codec: string
    profile: string
    pixelFormat: string
    width: number
    height: number
    frameRate: number
    constantFrameRate: boolean
  }
  audio: { codec: string; profile: string; sampleRate: number; channels: number; bitRate: number }
  /** The index stands before the pictures, so that playing starts before all is loaded. */
  faststart: boolean
}

/** One coded frame. */
export interface CodedFrame {
  /** Seconds at which it is shown. */
  time: number
  key: boolean
  bytes: number
}

/** What ffprobe finds, frame by frame. Times in seconds. */
export interface ProbedFilm {
  facts: FilmFacts
  /** In the order in which they are shown. */
  frames: CodedFrame[]
  /** Each frame is stored after the one before it in time. */
  monotonic: boolean
  videoStart: number
  audioStart: number
  audioSeconds: number
}

interface Stream {
  index: number
  codec_type: string
  codec_name: string
  profile?: string
  pix_fmt?: string
  width?: number
  height?: number
  time_base: string
  start_time?: string
  duration?: string
  sample_rate?: string
  channels?: number
  bit_rate?: string
}

interface Packet {
  stream_index: number
  pts: number
  dts: number
  size: string
  flags: string
}

const PACKET = 'stream_index,pts,dts,size,flags'
const STREAM =
  'index,codec_type,codec_name,profile,pix_fmt,width,height,time_base,start_time,duration,sample_rate,channels,bit_rate'

/** Reads the film's index and each frame's header; decodes nothing. */
export async function probeFilm(path: string): Promise<ProbedFilm> {
  const [probed, boxes, { size }] = await Promise.all([
    runFfprobe(['-show_entries', `stream=${STREAM}:format=duration:packet=${PACKET}`, path]),
    outerBoxes(path),
    stat(path),
  ])
  const {
    streams,
    format,
    packets: all,
  } = probed as { streams: Stream[]; format: { duration: string }; packets: Packet[] }
  const video = streams.find((stream) => stream.codec_type === 'video')
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  const packets = all.filter((packet) => packet.stream_index === video?.index)
  const [unit = 1, perSecond = 1] = (video?.time_base ?? '1/1').split('/').map(Number)
  const ticks = packets.map((packet) => packet.pts).sort((a, b) => a - b)
  const step = mostCommonStep(ticks)
  return {
    facts: {
      seconds: Number(format.duration),
      frames: packets.length,
      sizeBytes: size,
      video: {
        ...pictureFacts(video),
        frameRate: step > 0 ? perSecond / (unit * step) : 0,
        constantFrameRate: isEven(ticks, step),
      },
      audio: soundFacts(audio),
      faststart: boxes.includes('moov') && boxes.indexOf('moov') < boxes.indexOf('mdat'),
    },
    frames: packets.map((packet) => codedFrame(packet, unit / perSecond)).sort((a, b) => a.time - b.time),
    monotonic: packets.every((packet, i) => i === 0 || packet.dts > packets[i - 1]!.dts),
    videoStart: ((ticks[0] ?? 0) * unit) / perSecond,
    audioStart: Number(audio?.start_time ?? 0),
    audioSeconds: Number(audio?.duration ?? 0),
  }
}

function pictureFacts(stream: Stream | undefined) {
  return {
    codec: stream?.codec_name ?? 'none',
    profile: stream?.profile ?? 'none',
    pixelFormat: stream?.pix_fmt ?? 'none',
    width: stream?.width ?? 0,
    height: stream?.height ?? 0,
  }
}

function soundFacts(stream: Stream | undefined) {
  return {
    codec: stream?.codec_name ?? 'none',
    profile: stream?.profile ?? 'none',
    sampleRate: Number(stream?.sample_rate ?? 0),
    channels: stream?.channels ?? 0,
    bitRate: Number(stream?.bit_rate ?? 0),
  }
}

function codedFrame({ pts, size, flags }: Packet, tick: number): CodedFrame {
  return { time: pts * tick, key: flags.startsWith('K'), bytes: Number(size) }
}

function mostCommonStep(ticks: readonly number[]): number {
  const counts = new Map<number, number>()
  for (let i = 1; i < ticks.length; i++) {
    const step = ticks[i]! - ticks[i - 1]!
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

function isEven(ticks: readonly number[], step: number): boolean {
  return step > 0 && ticks.every((tick, i) => tick === ticks[0]! + i * step)
}
