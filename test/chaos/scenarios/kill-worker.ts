import { heldBy, anyWorker, findVictim, type Victim } from '../victims.ts'
import { scenario } from '../strike.ts'

interface Kill {
  victim: Victim
  awaySeconds: number
  renamed: boolean
}

/** SIGKILL at random moments; the platform starts the victim anew, maybe under its old name. */
export const killWorker = scenario<Kill>({
  excused: ['attempts_burned', 'reruns'],
  isTimed: true,
  pause: [2, 6],
  draw: (random) => ({
    victim: anyWorker(random),
    awaySeconds: random.between(0, 1.5),
    renamed: random.chance(0.3),
  }),
  short: [
    { victim: 'at work', awaySeconds: 0.5, renamed: true },
    { victim: 'in assembly', awaySeconds: 0, renamed: false },
  ],
  strike: async (strike, { victim, awaySeconds, renamed }) => {
    const { world, number, wait, note } = strike
    const place = await findVictim(strike, victim)
    const killed = world.fleet.current(place)
    const fault = note(`SIGKILL ${killed.name}`)
    await world.fleet.kill(place)
    fault.held = await heldBy(world, killed)
    await wait(awaySeconds)
    world.fleet.start(place, renamed ? `${place}.${number}` : place)
  },
  missing: ({ attempts }) => (attempts.lost ? null : 'No attempt was lost.'),
})
