/*
 * What Postgres keeps of tasks, attempts and jobs, how it is written, and what must hold after every commit.
 * Included by lease.pml.
 *
 * Bytes with plural names are sets of small numbers, one a bit.
 */

/* ---- How far the search goes. In life there is no such end, but a search must have one. ---- */
#ifndef TASKS
#define TASKS 1        /* or 2 */
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 2 /* may fail before the task does */
#endif
#ifndef GIVE_BACKS
#define GIVE_BACKS 1   /* a task */
#endif

/* ---- The bugs: each takes a rule out. SPLIT_CLAIM and NO_SWEEPER are in lease.pml. ---- */
#ifdef NO_FENCE        /* settle and checkpoint look at the task's state, not at its attempt */
#define NO_SETTLE_FENCE
#define NO_CHECKPOINT_FENCE
#endif
#ifdef BARE_JOB_ID     /* only the job fences a settle; a retry is the same job again, and its count is ignored */
#define NO_SETTLE_FENCE
#define COUNT_IGNORED
#endif
#ifdef COUNT_IGNORED
#define KEEP_JOB_ID    /* a retry is the same job with a higher count: what pg-boss itself would do */
#endif

mtype = { pending, claimed, processing, retry, completed, failed }

typedef Task {
  mtype state
  byte attempt
  byte failures
  byte job_id
  byte job_retry_count
  bool lease_over     /* lease_until < now() */
  byte checkpoint_by  /* the attempt that wrote the checkpoint */
  byte open_attempts  /* rows of `attempts` without an end */
  byte given_back
}

typedef Jobs {
  byte waiting_ids
  byte active_ids
  byte retry_count    /* of the task's one job with KEEP_JOB_ID, else 0 */
  byte dead_letters   /* how many */
}

Task tasks[TASKS]
Jobs jobs[TASKS]

#define only(n)       (1 << (n))
#define held(t, n)    (tasks[t].attempt == (n)) /* the fence */
#define is_waiting(t) (tasks[t].state == pending || tasks[t].state == retry)
#define is_held(t)    (tasks[t].state == claimed || tasks[t].state == processing)
#define has_ended(t)  (tasks[t].state == completed || tasks[t].state == failed)
#if TASKS == 1
#define all_ended     has_ended(0)
#define a_job_waits   jobs[0].waiting_ids
#else
#define all_ended     (has_ended(0) && has_ended(1))
#define a_job_waits   (jobs[0].waiting_ids || jobs[1].waiting_ids)
#endif

ltl every_task_ends { [] <> all_ended }

inline invariants(t) {
  /* A waiting task has its one job waiting, a held one has it active, an ended one has none. */
  assert(jobs[t].waiting_ids == (is_waiting(t) -> only(tasks[t].job_id) : 0))
  assert(jobs[t].active_ids == (is_held(t) -> only(tasks[t].job_id) : 0))
  /* At most one attempt is live: the newest, while the task is held. */
  assert(tasks[t].open_attempts == (is_held(t) -> only(tasks[t].attempt) : 0))
  assert(jobs[t].dead_letters == (tasks[t].state == failed -> 1 : 0))
  assert(tasks[t].failures <= MAX_ATTEMPTS)
  assert(is_held(t) || !tasks[t].lease_over)
}

/* ---- queue.ts ---- */
inline send(t) {
#ifdef KEEP_JOB_ID
  jobs[t].retry_count++
#else
  tasks[t].job_id++
#endif
  jobs[t].waiting_ids = jobs[t].waiting_ids | only(tasks[t].job_id)
}

/* Sets `hit`: whether the job was active at that count. A dead letter ends its job in the same way. */
inline complete(t, id, count) {
#ifdef COUNT_IGNORED
  hit = (jobs[t].active_ids & only(id)) != 0
#else
  hit = (jobs[t].active_ids & only(id)) != 0 && jobs[t].retry_count == count
#endif
  if
  :: hit -> jobs[t].active_ids = jobs[t].active_ids & ~only(id)
  :: else
  fi
}

/* ---- mover.ts; its guard is asked by the caller ---- */
inline move(t, to) {
  assert(!has_ended(t)) /* no late write moves what has ended */
  tasks[t].state = to
}

/* ---- attempts.ts ---- */
inline open_attempt(t) {
  assert(tasks[t].open_attempts >> (tasks[t].attempt) == 0) /* no number twice, none going down */
  tasks[t].open_attempts = tasks[t].open_attempts | only(tasks[t].attempt)
}

inline end_attempt(t, n) {
  assert(tasks[t].open_attempts & only(n)) /* an attempt is settled once */
  assert(tasks[t].attempt == n)            /* and only the newest is */
  tasks[t].open_attempts = tasks[t].open_attempts & ~only(n)
  tasks[t].lease_over = false
}
