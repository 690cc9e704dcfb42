import type { ClaimedTask } from '@reelyard/pipeline'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSlots } from '../src/slots.ts'

/** Slots look at the size of a task's input only. */
function taskOf(inputBytes: number): ClaimedTask {
  return { inputBytes } as ClaimedTask
}

const never = new AbortController().signal

/** Slots with a line of tasks, each taken and asking for room in its turn, and a record of who was let in. */
async function setup(limit: { tasks: number; bytes: number }, sizes: number[]) {
  const slots = createSlots(limit)
  const admitted: ClaimedTask[] = []
  const tasks = sizes.map(taskOf)
  for (const task of tasks) {
    slots.take(task)
    void slots.room(task, never).then((inside) => inside && admitted.push(task))
  }
  await settled()
  return { slots, tasks, admitted }
}

/** Lets promises that are settled already call back. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('slots', () => {
  it('are as many as the limit, each taken once and free again when its task leaves', () => {
    const slots = createSlots({ tasks: 2, bytes: 10 })
    const [one, two] = [taskOf(0), taskOf(0)]
    expect(slots.free()).toBe(2)
    slots.take(one)
    slots.take(two)
    expect(slots.free()).toBe(0)
    slots.leave(one)
    slots.leave(one)
    expect(slots.free()).toBe(1)
  })

  it('are not free while a claimed task waits for room', async () => {
    const { slots, tasks } = await setup({ tasks: 5, bytes: 10 }, [8, 8])
    expect(slots.free()).toBe(0)
    slots.leave(tasks[0]!)
    expect(slots.free()).toBe(4)
  })

  it('have room for as many bytes as the limit, not one more', async () => {
    const { admitted, tasks } = await setup({ tasks: 5, bytes: 10 }, [4, 6, 1])
    expect(admitted).toEqual(tasks.slice(0, 2))
  })

  it('let a task that is larger than the whole limit run alone', async () => {
    const { slots, admitted, tasks } = await setup({ tasks: 5, bytes: 10 }, [1, 50, 1])
    expect(admitted).toEqual([tasks[0]])
    slots.leave(tasks[0]!)
    await settled()
    expect(admitted).toEqual([tasks[0], tasks[1]])
    slots.leave(tasks[1]!)
    await settled()
    expect(admitted).toEqual(tasks)
  })

  it('never let a small task overtake a large one', async () => {
    const { slots, admitted, tasks } = await setup({ tasks: 5, bytes: 10 }, [6, 9, 1, 1])
    expect(admitted).toEqual([tasks[0]])
    slots.leave(tasks[0]!)
    await settled()
    expect(admitted).toEqual(tasks.slice(0, 3))
  })

  it('answer no to a task that gives up, and let those behind it in', async () => {
    const slots = createSlots({ tasks: 5, bytes: 10 })
    const patience = new AbortController()
    const answers: [string, boolean][] = []
    const ask = async (name: string, bytes: number, signal: AbortSignal) => {
      answers.push([name, await slots.room(taskOf(bytes), signal)])
    }
    void ask('first', 6, never)
    void ask('large', 9, patience.signal)
    void ask('small', 1, never)
    patience.abort()
    await settled()
    expect(answers).toEqual([
      ['first', true],
      ['large', false],
      ['small', true],
    ])
  })

  it('answer no at once to a task that has given up before', async () => {
    const slots = createSlots({ tasks: 5, bytes: 10 })
    expect(await slots.room(taskOf(1), AbortSignal.abort())).toBe(false)
    expect(slots.free()).toBe(5)
  })

  it('keep to both limits and to the order of the line, however tasks come and go', async () => {
    const bytes = 100
    const anySizes = fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(anySizes, fc.infiniteStream(fc.nat()), async (sizes, order) => {
        const { slots, tasks, admitted } = await setup({ tasks: sizes.length, bytes }, sizes)
        const gone = new Set<ClaimedTask>()
        while (gone.size < tasks.length) {
          const inside = admitted.filter((task) => !gone.has(task))
          expect(inside.length).toBeGreaterThan(0)
          const total = inside.reduce((sum, task) => sum + task.inputBytes, 0)
          expect(inside.length === 1 || total <= bytes).toBe(true)
          const leaves = inside[order.next().value % inside.length]!
          gone.add(leaves)
          slots.leave(leaves)
          await settled()
        }
        expect(admitted).toEqual(tasks)
        expect(slots.free()).toBe(sizes.length)
      }),
    )
  })
})
