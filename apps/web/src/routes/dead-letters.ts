/** What failed for good: to be looked at, tried again, or dropped. */
import type { Principal } from '@reelyard/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { success } from '../api-description.ts'
import { idParams, notFound } from '../access/objects.ts'
import { route } from '../access/route.ts'
import type { AppOptions, PipelineCalls } from '../app.ts'
import { filterOf, letterOf, redriveOf, refusedOf, wholeLetterOf } from '../resources/dead-letter-views.ts'
import {
  dropBody,
  dropResource,
  letterCountsResource,
  letterFilterQuery,
  letterPageQuery,
  letterPageResource,
  redriveBody,
  redriveResource,
  wholeLetterResource,
  type DropResource,
  type LetterCountsResource,
  type LetterPageResource,
  type RedriveResource,
  type WholeLetterResource,
} from '../resources/dead-letters.ts'

const READ = { access: 'videos:read', tag: 'dead letters' } as const
const WRITE = { access: 'videos:write', tag: 'dead letters' } as const

const PARTS = 'Works on the 1,000 oldest letters that match, and for 20 seconds at most: go on with `nextCursor`.'

export async function deadLetterRoutes(app: FastifyInstance, { pipeline }: AppOptions): Promise<void> {
  routePage(app, pipeline)
  routeCounts(app, pipeline)
  routeLetter(app, pipeline)
  routeRedrive(app, pipeline, true)
  routeRedrive(app, pipeline, false)
  routeDrop(app, pipeline)
}

function routePage(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...READ,
    method: 'GET',
    url: '/v1/dead-letters',
    summary: 'List what failed for good and waits for a person, newest first',
    query: letterPageQuery,
    answers: { 200: success('A page of open letters', letterPageResource) },
    problems: ['bad_cursor'],
    handle: async ({ query: { limit, cursor = null, ...filter }, principal }): Promise<LetterPageResource> => {
      const page = await pipeline.pageOfDeadLetters(filterOf(filter, principal.channels), limit, cursor)
      return { deadLetters: page.letters.map(letterOf), nextCursor: page.nextCursor }
    },
  })
}

function routeCounts(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...READ,
    method: 'GET',
    url: '/v1/dead-letters/counts',
    summary: 'How many there are, by step and code',
    query: letterFilterQuery,
    answers: { 200: success('Their numbers', letterCountsResource) },
    handle: async ({ query, principal }): Promise<LetterCountsResource> => {
      const counts = await pipeline.deadLetterCounts(filterOf(query, principal.channels))
      return { counts, total: counts.reduce((sum, { count }) => sum + count, 0) }
    },
  })
}

function routeLetter(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...READ,
    method: 'GET',
    url: '/v1/dead-letters/:id',
    object: 'dead_letter',
    summary: 'A letter, open or ended: what its task was told, and each attempt with its log',
    params: idParams,
    answers: { 200: success('The letter', wholeLetterResource) },
    handle: async ({ params: { id } }): Promise<WholeLetterResource> => {
      const letter = await pipeline.getDeadLetter(id)
      if (!letter) throw notFound('dead_letter', id)
      return wholeLetterOf(letter)
    },
  })
}

function routeRedrive(app: FastifyInstance, pipeline: PipelineCalls, preview: boolean): void {
  route(app, {
    ...WRITE,
    method: 'POST',
    url: preview ? '/v1/dead-letters/preview' : '/v1/dead-letters/redrive',
    summary: preview ? 'Say what a redrive would do; changes nothing' : 'Have what failed for good tried again',
    description: PARTS,
    body: redriveBody,
    answers: { 200: success(preview ? 'What would become of each' : 'What became of each', redriveResource) },
    problems: ['bad_cursor'],
    handle: async ({ body, principal, log }): Promise<RedriveResource> => {
      const { filter = {}, ids, cursor = null, ...rerun } = body
      const options = { ...stated(rerun), by: principal.name, preview }
      const report = await pipeline.redriveSomeLetters(filterOf(filter, principal.channels, ids), options, cursor)
      if (!preview) logCount(log, 'redriven', report.redriven, principal)
      return redriveOf(report)
    },
  })
}

function routeDrop(app: FastifyInstance, pipeline: PipelineCalls): void {
  route(app, {
    ...WRITE,
    method: 'POST',
    url: '/v1/dead-letters/drop',
    summary: 'End letters that nobody wants to see again; their tasks stay failed',
    description: 'Drops the 1,000 oldest letters that match: call again while some remain.',
    body: dropBody,
    answers: { 200: success('What was dropped', dropResource) },
    handle: async ({ body: { filter = {}, ids }, principal, log }): Promise<DropResource> => {
      const report = await pipeline.dropSomeLetters(filterOf(filter, principal.channels, ids), principal.name)
      logCount(log, 'dropped', report.dropped.length, principal)
      return { ...report, refused: report.refused.map(refusedOf) }
    },
  })
}

function stated({
  perSecond,
  parameters,
  note,
}: Pick<z.output<typeof redriveBody>, 'perSecond' | 'parameters' | 'note'>) {
  return {
    ...(perSecond !== undefined && { perSecond }),
    ...(parameters !== undefined && { parameters }),
    ...(note !== undefined && { note }),
  }
}

function logCount(log: FastifyRequest['log'], what: string, count: number, { name }: Principal): void {
  if (count > 0) log.info({ count, by: name }, `dead letters ${what}`)
}
