/*
 * Claim, lease, expire and settle, for the model checker spin. README.md: what is in it, what is not, how to run it.
 *
 * An inline has the name of the function that it stands for (claimTasks: claim_tasks). What stands in one `atomic`
 * or `d_step` is one transaction. A pause (SIGSTOP) needs no line of its own: spin tries each worker standing still
 * at each point for each length of time, while the others go on. A crash is a step: the worker loses its memory, and
 * starts again or not.
 */
#include "postgres.pml"
#include "pipeline.pml"

#define SURVIVOR 0 /* the worker that always starts again */

/* run-task.ts, until-stored.ts: where the answer is lost, the settle is sent again. */
inline settle() {
  has_beaten = false
  if
  :: d_step { fenced(); phase = settling }
  :: d_step { fenced(); forget() }
  fi
}

/* A worker with one slot: claim-loop.ts, run-task.ts. */
proctype worker(byte me) {
  mtype phase = idle, outcome
  byte task, attempt, failures, job_id, retry_count                /* ClaimedTask */
  bool has_beaten                                                  /* one beat a claim: no script runs for ever */
  bool hit

  do
#ifdef SPLIT_CLAIM
  :: atomic { phase == idle && a_job_waits -> fetch() }
  :: phase == fetched -> claim_tasks()
#else
  :: atomic { phase == idle && a_job_waits -> fetch(); claim_tasks() }
#endif
  :: d_step { phase == holding -> start() }
  :: d_step { phase == holding && held(task, attempt) && tasks[task].state == claimed ->
       start(); phase = holding }                                  /* the answer is lost: it is said again */
  :: d_step { phase == running && tasks[task].checkpoint_by != attempt ->
       checkpoint() }                                              /* the same again would change nothing */
  :: d_step { (phase == holding || phase == running) && !has_beaten &&
              !(held(task, attempt) && is_held(task) && !tasks[task].lease_over) ->
       heartbeat() }                                               /* one in good time would change nothing */
  :: atomic { phase == running ->                                  /* the script ends, by itself or by a drain */
       if
       :: outcome = succeeds
       :: outcome = fails
       :: outcome = fails_for_good
       :: tasks[task].given_back < GIVE_BACKS -> outcome = interrupted
       fi
       settle() }
  :: atomic { phase == holding && tasks[task].given_back < GIVE_BACKS ->
       outcome = interrupted; settle() }                           /* release */
  :: d_step { phase == settling -> fenced(); forget() }
  :: d_step { phase != idle -> forget() }                          /* crash, and start again */
  :: d_step { me != SURVIVOR || all_ended -> forget() }; break     /* crash for good */
  od
}

/* The list of what is over (expiredTasks) is read in one transaction, and each is expired in one of its own. */
proctype sweeper() {
  byte task, attempt
  bool hit

  do
  :: d_step { !attempt && tasks[0].lease_over -> task = 0; attempt = tasks[0].attempt }
#if TASKS > 1
  :: d_step { !attempt && tasks[1].lease_over -> task = 1; attempt = tasks[1].attempt }
#endif
  :: d_step { attempt -> expire(); task = 0; attempt = 0 }
  :: !attempt && all_ended -> break
  :: else /* nothing is over: the next pass */
  od
}

/* now(): any lease may be over at any moment, and is in the end where its worker says nothing. */
proctype clock() {
  do
  :: d_step { is_held(0) && !tasks[0].lease_over -> tasks[0].lease_over = true }
#if TASKS > 1
  :: d_step { is_held(1) && !tasks[1].lease_over -> tasks[1].lease_over = true }
#endif
  :: all_ended -> break
  od
}

/* submit.ts: each task with its first job. */
init {
  byte t
  atomic {
    for (t : 0 .. TASKS - 1) {
      tasks[t].state = pending
      jobs[t].waiting_ids = only(0)
    }
    run worker(0)
    run worker(1)
    run clock()
#ifndef NO_SWEEPER
    run sweeper()
#ifdef TWO_SWEEPERS
    run sweeper()
#endif
#endif
  }
}
