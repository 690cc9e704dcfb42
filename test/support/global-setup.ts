import { migrate } from '@reelyard/pipeline'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { startTestPostgres } from './test-postgres.ts'

/** Cloned by every test file that needs a database: migrating once is enough. */
const TEMPLATE = 'reelyard_template'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Url of the server's maintenance database. */
    postgresUrl: string
    templateDatabase: string
  }
}

/** Starts one Postgres for the whole run and migrates the template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres()
  const template = `${TEMPLATE}_${process.pid}`
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${template}`)
  const url = new URL(server.url)
  url.pathname = `/${template}`
  await migrate(url.href)
  project.provide('postgresUrl', server.url)
  project.provide('templateDatabase', template)
  return async () => {
    await admin.unsafe(`drop database ${template} with (force)`)
    await admin.end()
    await server.stop()
  }
}
