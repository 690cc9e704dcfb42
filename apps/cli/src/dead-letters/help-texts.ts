/** What stands below the options in --help. */

const CODES = `
Exit codes:
  0  done
  1  failed
  2  used wrongly: nothing was changed
  3  some letters were refused, the others are done`

/** By subcommand; `all`: of the command that holds them. */
export const AFTER_HELP = {
  all: `
Examples:
  reelyard dead-letters counts
  reelyard dead-letters list --step assets --since 2h
  reelyard dead-letters show 6f9619ff-8b86-4011-b42d-00c04fc964ff
  reelyard dead-letters preview --code exit_69
  reelyard dead-letters redrive --code exit_69 --rate 2 --yes
${CODES}`,
  list: `
Examples:
  reelyard dead-letters list --channel my-channel --since 2026-11-21T08:00Z
  reelyard dead-letters list --code lease_expired --limit 200 --json`,
  counts: `
Examples:
  reelyard dead-letters counts
  reelyard dead-letters counts --since 1d --json`,
  show: `
Examples:
  reelyard dead-letters show 6f9619ff-8b86-4011-b42d-00c04fc964ff
  reelyard dead-letters show --log-lines 200 6f9619ff-8b86-4011-b42d-00c04fc964ff`,
  preview: `
Examples:
  reelyard dead-letters preview
  reelyard dead-letters preview --step clips --rate 0.5
  reelyard dead-letters preview --step publish --parameters '{"title": "Tide"}'
${CODES}`,
  redrive: `
Examples:
  reelyard dead-letters redrive 6f9619ff-8b86-4011-b42d-00c04fc964ff
  reelyard dead-letters redrive --code exit_69 --since 1d --rate 2 --yes
  reelyard dead-letters redrive --step assets --parameters change.json
  reelyard dead-letters redrive --all --rate 5 --note 'quota raised'
${CODES}`,
  drop: `
Examples:
  reelyard dead-letters drop 6f9619ff-8b86-4011-b42d-00c04fc964ff
  reelyard dead-letters drop --code unknown_task --until 7d --yes
${CODES}`,
} as const
