/** What a caller tells the wrapper, and what it hears while the script runs. */
import type { DeclaredOutputs } from './step-command.ts'

/** One run of a script. Times in milliseconds. */
export interface ScriptOptions {
  /** Program and arguments; no shell reads them. */
  argv: readonly string[]
  /** The private scratch folder, absolute: working directory of the script, and the only place its outputs may lie. */
  folder: string
  /** The environment of the script: nothing is inherited, and `REELYARD_RUN` is added. See `scriptEnvironment`. */
  environment: Readonly<Record<string, string>>
  /**
   * Values that are replaced by `[redacted]` in log lines, messages and `result`. Values shorter than 4 characters are
   * ignored. Checkpoints and file names are data that is handed back, so they stay as they are.
   */
  secrets?: readonly string[]
  timeoutMs: number
  /** Between SIGTERM and SIGKILL, both to the script's whole process group; 5,000 by default. */
  graceMs?: number
  /** Of stdout and stderr together; 64 MiB by default. A script that writes more is ended: `output_limit`. */
  maxOutputBytes?: number
  /** Ends the script; the outcome is `interrupted`. */
  signal?: AbortSignal
  /**
   * Outputs of a tool that knows nothing of the protocol: where it wrote no `output.json`, these files are its
   * outputs, and all of them must be there. Its stdin is closed from the start, since it may read it to the end; a
   * checkpoint is stored, but not answered.
   */
  declaredOutputs?: DeclaredOutputs
  /**
   * Told the number of the script's process group, and the variable that stands in the environment of all that it starts,
   * before it does anything: for a guard that ends them should this process be killed. Returns what to call at its end.
   */
  onStart?(run: { group: number; mark: string }): () => void
  onProgress?(progress: ScriptProgress): void
  /**
   * Awaited; the script hears `{"checkpoint":"stored"}` on its stdin only after it resolves. One at a time, in order;
   * also in the grace time after SIGTERM. If it rejects (the claim was lost), the script is ended and the outcome is
   * `temporary`. Without it the script's stdin is closed from the start, and checkpoints are dropped.
   */
  onCheckpoint?(value: unknown): Promise<void>
  /**
   * Hears some 5,000 lines at once and 500 a second, fewer where they are long; what is left out beyond that is told in
   * a line of `worker`.
   */
  onLog?(line: ScriptLogLine): void
  /** Hears every line of log, redacted and cut as in `logTail`: it must be quick. */
  onLine?(text: string): void
}

/** One protocol line: at least one of the three is there. */
export interface ScriptProgress {
  /** 0 to 1. */
  progress?: number
  /** A sentence for people, redacted. */
  message?: string
  /** What the script says it has spent since its last such line. */
  cost?: number
}

/** One line that is not protocol: redacted, invalid UTF-8 replaced, at most some 64 KiB. */
export interface ScriptLogLine {
  /** `worker`: not the script's, but what is to be said of it. */
  stream: 'stdout' | 'stderr' | 'worker'
  text: string
}
