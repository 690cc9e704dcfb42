import type { AttemptView } from '@reelyard/pipeline'
import { printable } from '../terminal.ts'
import { shownJson, shownTime } from '../shown.ts'

/** One attempt for people: how it ended, what it used and cost, its last log lines. */
export function attemptLines(attempt: AttemptView, logLines: number): string[] {
  const { number, outcome, worker, error, late } = attempt
  const log = attempt.log ?? []
  const shown = log.slice(Math.max(log.length - logLines, 0))
  return [
    `#${number}  ${outcome ?? 'running'}${error ? `  ${printable(error.code)}: ${printable(error.message)}` : ''}`,
    ...[
      `${printable(worker)}, ${spanOf(attempt)}`,
      ...endingOf(attempt),
      ...usageOf(attempt),
      ...(attempt.cost === null ? [] : [`cost ${attempt.cost}`]),
      ...(attempt.checkpoint === null ? [] : [`checkpoint ${shownJson(attempt.checkpoint)}`]),
      ...(late ? ['its result came after the claim was lost, and was not applied'] : []),
      ...(shown.length === 0 ? [] : [`log, last ${shown.length} of ${log.length} lines:`]),
      ...shown.map((line) => `  ${line}`),
    ].map((line) => `    ${line}`),
  ]
}

function spanOf({ claimedAt, startedAt, endedAt }: AttemptView): string {
  const start = startedAt ?? claimedAt
  if (endedAt === null) return `since ${shownTime(start)} UTC`
  const seconds = (Date.parse(endedAt) - Date.parse(start)) / 1_000
  return `${shownTime(start)} to ${shownTime(endedAt)} UTC (${seconds.toFixed(1)} s)`
}

function endingOf({ error }: AttemptView): string[] {
  if (typeof error?.signal === 'string') return [`ended by ${printable(error.signal)}`]
  return typeof error?.exitCode === 'number' ? [`exit code ${error.exitCode}`] : []
}

function usageOf({ usage }: AttemptView): string[] {
  if (!usage) return []
  const { wallSeconds, cpuSeconds, maxRssBytes, logBytes } = usage
  const parts = [
    `${wallSeconds.toFixed(1)} s`,
    ...(cpuSeconds === null ? [] : [`${cpuSeconds.toFixed(1)} s of processor time`]),
    ...(maxRssBytes === null ? [] : [`${(maxRssBytes / 1e6).toFixed(1)} MB of memory`]),
    `${logBytes} bytes of log`,
  ]
  return [`used ${parts.join(', ')}`]
}
