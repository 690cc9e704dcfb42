/** What became of a worker's claims, for its watchdog. */
export interface Progress {
  /** It begins to claim. */
  begin(): void
  succeed(): void
  /** `answered`: Postgres itself has refused. */
  fail(answered: boolean): void
  /** Whether what was tried last has failed. */
  failing(): boolean
  /** Whether a claim has ended since it was last asked, well or by a refusal, or none is owed. */
  comesOn(): boolean
  /** Whether a claim has succeeded since it was last asked, or none has failed since. */
  succeeds(): boolean
}

export function createProgress(): Progress {
  /** It has begun, and there was no answer yet. */
  let owed = false
  let failing = false
  const answer = createNews()
  const success = createNews()
  const settle = () => {
    owed = false
    answer.bring()
  }
  return {
    begin: () => void (owed = true),
    succeed: () => {
      settle()
      failing = false
      success.bring()
    },
    fail: (answered) => {
      failing = true
      if (answered) settle()
    },
    failing: () => failing,
    comesOn: () => answer.take() || !owed,
    succeeds: () => success.take() || !failing,
  }
}

/** Whether something has happened since somebody last looked. */
function createNews() {
  let isThere = false
  return {
    bring: () => void (isThere = true),
    take: () => {
      const was = isThere
      isThere = false
      return was
    },
  }
}
