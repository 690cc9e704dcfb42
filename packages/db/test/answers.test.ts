import { expect, it } from 'vitest'
import { createAnswers } from '../src/answers.ts'

/** A message of a type, with a body of that many bytes. */
function message(type: string, bodyBytes = 0): Buffer {
  const bytes = Buffer.alloc(5 + bodyBytes, 'Z')
  bytes.write(type)
  bytes.writeInt32BE(4 + bodyBytes, 1)
  return bytes
}

function messages(types: string): Buffer {
  return Buffer.concat([...types].map((type) => message(type, type === 'Z' ? 1 : 3)))
}

/** Past the startup. */
function started() {
  const answers = createAnswers()
  answers.sent(Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]))
  expect(answers.owed()).toBe(true)
  answers.received(messages('RSSKZ'))
  expect(answers.owed()).toBe(false)
  return answers
}

it.each([
  ['a simple statement', ['Q'], ['T', 'D', 'C', 'Z']],
  ['a statement whose description is waited for', ['PDH', 'BEHS'], ['1t', 'TC', '2Z']],
  ['a description that fails', ['PDH', 'S'], ['E', 'Z']],
  ['two in one go, one answer each', ['BEHS', 'BEHS'], ['2CZ', '2C', 'Z']],
  ['a first one that fails, with its description', ['PDBEHS', 'BEHS'], ['E', 'Z2C', 'Z']],
  ['a simple one, and a description behind it', ['Q', 'PDH'], ['CZ', '1', 't']],
])('owes until the last answer: %s', (_what, asked, answered) => {
  const answers = started()
  for (const types of asked) answers.sent(messages(types))
  for (const types of answered) {
    expect(answers.owed()).toBe(true)
    answers.received(messages(types))
  }
  expect(answers.owed()).toBe(false)
})

it('owes nothing for what it says unasked', () => {
  const answers = started()
  answers.received(messages('ASN'))
  expect(answers.owed()).toBe(false)
})

it('takes messages cut anywhere, and bodies that look like messages', () => {
  const answers = started()
  answers.sent(messages('QQ'))
  const bytes = messages('TDDCZTDC')
  for (const byte of bytes) answers.received(Buffer.from([byte]))
  expect(answers.owed()).toBe(true)
  for (const byte of messages('Z')) answers.received(Buffer.from([byte]))
  expect(answers.owed()).toBe(false)
})
