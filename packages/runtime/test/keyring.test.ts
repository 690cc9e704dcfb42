import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EnvironmentError, readEnvironment } from '../src/environment.ts'
import { readKeyring, type Keyring } from '../src/keyring.ts'
import { secretKeys } from '../src/settings.ts'

const OLD = `old:${randomBytes(32).toString('base64')}`
const NEW = `new:${randomBytes(32).toString('base64')}`
const CONTEXT = 'credential/news/API_TOKEN'

function keyringOf(text: string): Keyring {
  const keyring = readKeyring(text)
  if (!keyring) throw new Error('There is no keyring.')
  return keyring
}

function faultOf(text: string): string {
  try {
    readEnvironment(z.object({ REELYARD_SECRET_KEYS: secretKeys }), { REELYARD_SECRET_KEYS: text })
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message
    throw error
  }
  throw new Error('The keys were taken for good ones.')
}

describe('a sealed secret', () => {
  it('is opened by what it was sealed for, whatever its text', () => {
    const keyring = keyringOf(NEW)
    for (const text of ['hunter2', '', 'größer 🎬\n\0', 'x'.repeat(65_536)]) {
      const sealed = keyring.seal(text, CONTEXT)
      expect(sealed).toMatch(/^new\.[\w-]{16}\.[\w-]{22}\.[\w-]*$/)
      expect(keyring.open(sealed, CONTEXT)).toBe(text)
    }
  })

  it('never looks the same twice', () => {
    const keyring = keyringOf(NEW)
    expect(keyring.seal('hunter2', CONTEXT)).not.toBe(keyring.seal('hunter2', CONTEXT))
  })

  it('is not opened for anything else, nor after any change, and what is said of it holds no secret', () => {
    const keyring = keyringOf(NEW)
    const sealed = keyring.seal('hunter2', CONTEXT)
    const refused = expect.objectContaining({ code: 'cannot_unseal', reason: 'tampered' }) as unknown
    expect(() => keyring.open(sealed, 'credential/sport/API_TOKEN')).toThrow(refused)
    const [id = '', ...parts] = sealed.split('.')
    parts.forEach((part, changed) => {
      const first = part.startsWith('A') ? 'B' : 'A'
      const other = parts.map((each, index) => (index === changed ? first + each.slice(1) : each))
      expect(() => keyring.open([id, ...other].join('.'), CONTEXT)).toThrow(refused)
    })
    const odd = ['', 'hunter2', 'new', 'new...', `${sealed}.x`, 'new.AAAA.AAAA.AAAA', '__proto__.a.b.c', ' .a.b.c']
    for (const text of odd) expect(() => keyring.open(text, CONTEXT)).toThrow(expect.not.stringContaining('hunter2'))
  })

  it('says which key is missing', () => {
    const sealed = keyringOf(OLD).seal('hunter2', CONTEXT)
    expect(() => keyringOf(NEW).open(sealed, CONTEXT)).toThrow(
      expect.objectContaining({ reason: 'missing_key', message: expect.stringContaining("'old'") as string }) as Error,
    )
  })
})

describe('a ring of several keys', () => {
  it('seals with the first, opens with all, and knows what is to be sealed anew', () => {
    const both = keyringOf(`${NEW}, ${OLD}`)
    const before = keyringOf(OLD).seal('hunter2', CONTEXT)
    const now = both.seal('hunter2', CONTEXT)
    expect(both.open(before, CONTEXT)).toBe('hunter2')
    expect([both.isCurrent(before), both.isCurrent(now)]).toEqual([false, true])
    expect(keyringOf(NEW).open(now, CONTEXT)).toBe('hunter2')
  })

  it('derives another key from each for every purpose, the current one first', () => {
    const [current, former] = keyringOf(`${NEW},${OLD}`).derive('review links')
    expect(current).toEqual(keyringOf(NEW).derive('review links')[0])
    expect(former).toEqual(keyringOf(OLD).derive('review links')[0])
    expect(current).not.toEqual(former)
    expect(current).not.toEqual(keyringOf(NEW).derive('other')[0])
    expect(current).toHaveLength(32)
  })

  it('shows no key to a log', () => {
    const [, base64 = ''] = OLD.split(':')
    const keyring = keyringOf(OLD)
    expect(JSON.stringify(keyring) + String(Object.values(keyring))).not.toContain(base64)
  })
})

describe('the keys in the environment', () => {
  it('may be absent', () => {
    expect(readKeyring(undefined)).toBeNull()
    expect(readKeyring('  ')).toBeNull()
  })

  it('are refused with the place of each that is wrong, and never repeated', () => {
    const short = randomBytes(16).toString('base64')
    const message = faultOf(`${NEW},${short},a b:${short},x:${short},x:hunter2!`)
    for (const place of [2, 3, 4, 5]) expect(message).toContain(`Key ${place} `)
    expect(message).toContain('is not the base64 of 32 bytes')
    for (const secret of [short, 'hunter2', NEW.slice(4)]) expect(message).not.toContain(secret)
  })

  it('must have ids of their own', () => {
    expect(faultOf(`${NEW},${NEW}`)).toContain('Two keys have the same id.')
  })
})
