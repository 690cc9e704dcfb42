import { WORKER_NAMES } from '../fleet.ts'
import { heldBy, type Scenario } from '../strike.ts'

/** SIGKILL at random moments; the platform starts the victim anew, maybe under its old name. Its scripts go on a while. */
export const killWorker: Scenario = {
  pause: [2, 6],
  strike: async ({ world, number, random, wait, note }) => {
    const place = random.pick(WORKER_NAMES)
    const away = random.between(0, 1.5)
    const renamed = random.chance(0.3)
    const victim = world.fleet.current(place)
    const fault = note(`SIGKILL ${victim.name}`)
    await world.fleet.kill(place)
    fault.held = await heldBy(world, victim)
    await wait(away)
    world.fleet.start(place, renamed ? `${place}.${number}` : place)
  },
}
