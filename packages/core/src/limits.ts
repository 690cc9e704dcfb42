/** Figures that more than one process must agree on. */

/** How long a claim holds without a heartbeat. A heartbeat comes four times as often. */
export const LEASE_SECONDS = 15

/** Longest lease that can be set: half an hour, since that is how long a crashed worker's task may stand still. */
export const LEASE_SECONDS_MAX = 1_800

/** Tasks in flight a worker, unless set. */
export const SLOTS = 5

/** Megabytes (10^6) of task input in flight a worker, unless set. */
export const INPUT_MB = 10
