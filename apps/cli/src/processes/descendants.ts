import { listProcesses } from './process-table.ts'

/** Ids of all processes below `pid`, nearest first: a worker that has to be killed cannot end its scripts any more. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const table = await listProcesses()
  const found: number[] = []
  for (let generation = [pid]; generation.length > 0;) {
    generation = table.filter(({ parent }) => generation.includes(parent)).map((row) => row.pid)
    found.push(...generation)
  }
  return found
}
