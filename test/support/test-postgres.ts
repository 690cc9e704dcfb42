import { execFileSync } from 'node:child_process'
import { startEmbeddedPostgres } from '@reelyard/runtime/postgres'

export interface TestPostgres {
  url: string
  stop(): Promise<void>
}

/** TEST_DATABASE_URL, else a container where Docker answers, else the embedded Postgres. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  return dockerAnswers() ? startContainer() : startEmbedded()
}

function dockerAnswers(): boolean {
  try {
    execFileSync('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5_000, stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}

async function startContainer(): Promise<TestPostgres> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const container = await new GenericContainer('postgres:18')
    .withEnvironment({ POSTGRES_PASSWORD: 'test' })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start()
  const url = `postgres://postgres:test@${container.getHost()}:${container.getMappedPort(5432)}/postgres`
  return { url, stop: async () => void (await container.stop()) }
}

async function startEmbedded(): Promise<TestPostgres> {
  const server = await startEmbeddedPostgres({ folder: 'temporary' })
  return { url: server.url('postgres'), stop: server.stop }
}
