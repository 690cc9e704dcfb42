/*
 * The transactions of packages/pipeline: what one of them writes stands in one inline. Included by lease.pml.
 *
 * They use the variables of the process that calls them: task, attempt, and for a worker what it keeps of its claim.
 */

mtype = { idle, fetched, holding, running, settling }            /* what a worker is at */
mtype = { succeeds, fails, fails_for_good, interrupted }         /* how its script ends */

#ifdef NO_SETTLE_FENCE
#define settle_fence true
#else
#define settle_fence held(task, attempt)
#endif
#ifdef NO_CHECKPOINT_FENCE
#define checkpoint_fence true
#else
#define checkpoint_fence held(task, attempt)
#endif

/* ---- claim.ts ---- */
/* Any task's job, and of one task's the oldest. */
inline fetch() {
  if
  :: jobs[0].waiting_ids -> task = 0
#if TASKS > 1
  :: jobs[1].waiting_ids -> task = 1
#endif
  fi
  d_step {
    do
    :: jobs[task].waiting_ids & only(job_id) -> break
    :: else -> job_id++
    od
    jobs[task].waiting_ids = jobs[task].waiting_ids & ~only(job_id)
    jobs[task].active_ids = jobs[task].active_ids | only(job_id)
    retry_count = jobs[task].retry_count
    phase = fetched
  }
}

inline claim_tasks() {
  d_step {
    assert(is_waiting(task) && tasks[task].job_id == job_id) /* no strays: nobody cancels here */
    move(task, claimed)
    tasks[task].attempt++
    tasks[task].job_retry_count = retry_count
    open_attempt(task)
    attempt = tasks[task].attempt
    failures = tasks[task].failures
    phase = holding
    invariants(task)
  }
}

/* ---- run.ts ---- */
inline start() {
  if
  :: held(task, attempt) && tasks[task].state == claimed -> move(task, processing); phase = running
  :: held(task, attempt) && tasks[task].state == processing -> phase = running /* said before, the answer was lost */
  :: else -> forget()
  fi
  assert(phase == idle || held(task, attempt)) /* no script starts for a claim that is lost */
  invariants(task)
}

inline checkpoint() {
  if
  :: checkpoint_fence && tasks[task].state == processing ->
     assert(!has_ended(task))                     /* no late write changes what has ended */
     assert(tasks[task].checkpoint_by <= attempt) /* no newer one is overwritten */
     tasks[task].checkpoint_by = attempt
  :: else -> lose()
  fi
}

inline heartbeat() {
  if
  :: held(task, attempt) && is_held(task) -> tasks[task].lease_over = false; has_beaten = true
  :: else -> lose()
  fi
}

/* The script is ended, and the worker tries to give the task back. */
inline lose() {
  outcome = interrupted
  phase = settling
  has_beaten = false
}

/* ---- succeed.ts, fail.ts, give-back.ts ---- */
inline succeed() {
  move(task, completed)
  end_attempt(task, attempt)
}

inline fail() {
  tasks[task].failures++
  end_attempt(task, attempt)
  if
  :: outcome == fails_for_good || failures + 1 >= MAX_ATTEMPTS -> move(task, failed); jobs[task].dead_letters++
  :: else -> move(task, retry); send(task)
  fi
}

inline give_back() {
  move(task, pending)
  end_attempt(task, attempt)
  tasks[task].given_back++
  send(task)
}

/* ---- fenced.ts: all of it or nothing ---- */
inline fenced() {
  hit = settle_fence && (tasks[task].state == processing || (tasks[task].state == claimed && outcome == interrupted))
  if
  :: hit -> complete(task, job_id, retry_count) /* settleJob */
  :: else
  fi
  if
  :: hit && outcome == succeeds -> succeed()
  :: hit && (outcome == fails || outcome == fails_for_good) -> fail()
  :: hit && outcome == interrupted -> give_back()
  :: else /* ClaimLostError: rolled back; the late result is kept on its own attempt */
  fi
  hit = false
  invariants(task)
}

inline forget() {
  phase = idle; outcome = 0; task = 0; attempt = 0; failures = 0; job_id = 0; retry_count = 0; has_beaten = false
}

/* ---- expire.ts ---- */
inline expire() {
  if
  :: held(task, attempt) && is_held(task) && tasks[task].lease_over ->
     complete(task, tasks[task].job_id, tasks[task].job_retry_count)
     assert(hit) /* the code does not look at this answer */
     hit = false
     tasks[task].failures++
     end_attempt(task, attempt)
     if
     :: tasks[task].failures >= MAX_ATTEMPTS -> move(task, failed); jobs[task].dead_letters++
     :: else -> move(task, retry); send(task)
     fi
  :: else /* renewed, settled or expired by another meanwhile */
  fi
  invariants(task)
}
