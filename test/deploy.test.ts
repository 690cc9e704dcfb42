import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))

interface ComposeService {
  image: string
  command?: string[]
  build?: { context: string; dockerfile: string }
  environment: Record<string, string>
  ports?: string[]
  volumes: string[]
  stop_grace_period?: string
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
}

interface RailwayConfig {
  build: { builder: string; dockerfilePath: string }
  deploy: Record<string, unknown> & { startCommand: string; drainingSeconds: number }
}

function read(path: string): Promise<string> {
  return readFile(join(PROJECT, path), 'utf8')
}

async function composeServices(): Promise<Record<string, ComposeService>> {
  const file = parse(await read('docker/compose.yaml'), { merge: true }) as { services: Record<string, ComposeService> }
  return file.services
}

async function railway(path: string): Promise<RailwayConfig> {
  return JSON.parse(await read(path)) as RailwayConfig
}

/** The program of a command line that is `node <program> …`, with or without tini. */
function programOf(command: string): string {
  const [, program = ''] = /^(?:tini -- )?node (\S+)/.exec(command) ?? []
  return program
}

describe('compose.yaml', () => {
  it('runs Postgres 18, the migration, web and three workers', async () => {
    const services = await composeServices()
    expect(Object.keys(services)).toEqual(['postgres', 'migrate', 'web', 'worker-1', 'worker-2', 'worker-3'])
    expect(services.postgres?.image).toBe('postgres:18')
  })

  it('names commands that exist, and gives each worker its service name', async () => {
    const { postgres: _postgres, ...ours } = await composeServices()
    for (const { command = [] } of Object.values(ours)) {
      expect(existsSync(join(PROJECT, programOf(command.join(' '))))).toBe(true)
    }
    const workers = Object.entries(ours).filter(([name]) => name.startsWith('worker'))
    for (const [name, { command }] of workers) expect(command?.slice(-2)).toEqual(['--name', name])
  })

  it('builds every service from the one Dockerfile, in the project folder', async () => {
    const { postgres: _postgres, ...ours } = await composeServices()
    for (const { build } of Object.values(ours)) {
      expect(build).toEqual({ context: '..', dockerfile: 'docker/Dockerfile' })
    }
  })

  it('lets all processes see one artifact store and one database', async () => {
    const { postgres: _postgres, ...ours } = await composeServices()
    const urls = new Set(Object.values(ours).map((service) => service.environment.DATABASE_URL))
    expect(urls.size).toBe(1)
    for (const { volumes } of Object.values(ours)) expect(volumes).toContain('artifacts:/data/artifacts')
    expect(await read('docker/Dockerfile')).toContain('REELYARD_ARTIFACTS_DIR=/data/artifacts')
  })

  it('hands on the keys of the environment: the same ones to all processes, and what is about the API to web', async () => {
    const { postgres: _postgres, ...ours } = await composeServices()
    for (const { environment } of Object.values(ours)) {
      expect(environment.REELYARD_SECRET_KEYS).toBe('${REELYARD_SECRET_KEYS:-}')
    }
    for (const part of ['ADMIN_KEY', 'PUBLIC_URL', 'TRUSTED_PROXIES', 'OUTBOUND_ALLOW']) {
      expect(ours.web?.environment[`REELYARD_${part}`]).toBe(`\${REELYARD_${part}:-}`)
    }
  })

  it('publishes the port that the web app listens on', async () => {
    const { web } = await composeServices()
    expect(web?.ports).toEqual([`127.0.0.1:3000:${web?.environment.PORT}`])
  })

  it('starts web and workers after the migration, and that after Postgres', async () => {
    const { migrate, postgres: _postgres, ...others } = await composeServices()
    expect(migrate?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } })
    for (const { depends_on: needs } of Object.values(others)) {
      expect(needs).toEqual({ migrate: { condition: 'service_completed_successfully' } })
    }
  })
})

describe('railway', () => {
  it.each(['railway.json', 'docker/railway.worker.json'])(
    '%s builds the Dockerfile and names a program',
    async (path) => {
      const { build, deploy } = await railway(path)
      expect(build).toEqual({ builder: 'DOCKERFILE', dockerfilePath: 'docker/Dockerfile' })
      expect(existsSync(join(PROJECT, build.dockerfilePath))).toBe(true)
      expect(existsSync(join(PROJECT, programOf(deploy.startCommand)))).toBe(true)
    },
  )

  it('migrates in the deploy of web only', async () => {
    const [web, worker] = await Promise.all([railway('railway.json'), railway('docker/railway.worker.json')])
    const [migration = ''] = web.deploy.preDeployCommand as string[]
    expect(migration).toBe('node apps/cli/src/main.ts migrate')
    expect(worker.deploy).not.toHaveProperty('preDeployCommand')
  })
})

describe('health checks', () => {
  it('ask for a route that the web app has', async () => {
    const { deploy } = await railway('railway.json')
    const { web } = await composeServices()
    const [, ofCompose = ''] = /http:\/\/localhost:\d+(\/\w+)/.exec(web?.healthcheck?.test.at(-1) ?? '') ?? []
    const routes = await webRoutes()
    expect(routes).toContain(deploy.healthcheckPath)
    expect(routes).toContain(ofCompose)
  })
})

describe('stopping', () => {
  it('leaves a worker the time of its drain, and then some', async () => {
    const { deploy } = await railway('docker/railway.worker.json')
    const services = await composeServices()
    const drain = await defaultDrainSeconds()
    expect(deploy.drainingSeconds).toBeTypeOf('number')
    expect(deploy.drainingSeconds).toBeGreaterThanOrEqual(drain + 20)
    for (const name of ['worker-1', 'worker-2', 'worker-3']) {
      expect(secondsOf(services[name]?.stop_grace_period)).toBeGreaterThanOrEqual(drain + 20)
    }
  })

  it('leaves the web app the time of its requests', async () => {
    const { deploy } = await railway('railway.json')
    const { web } = await composeServices()
    expect(deploy.drainingSeconds).toBeTypeOf('number')
    expect(deploy.drainingSeconds).toBeGreaterThanOrEqual(15)
    expect(secondsOf(web?.stop_grace_period)).toBeGreaterThanOrEqual(15)
  })
})

describe('the image', () => {
  it('runs node itself under tini, as a user that is not root', async () => {
    const lines = (await read('docker/Dockerfile')).split('\n')
    expect(lines).toContain('ENTRYPOINT ["/usr/bin/tini", "--"]')
    expect(lines).toContain('USER node')
    const [, program = ''] = /^CMD \["node", "(.+)"\]$/m.exec(lines.join('\n')) ?? []
    expect(existsSync(join(PROJECT, program))).toBe(true)
  })

  it('has the pnpm that the project pins', async () => {
    const { packageManager } = JSON.parse(await read('package.json')) as { packageManager: string }
    expect(await read('docker/Dockerfile')).toContain(`npm install --global ${packageManager}\n`)
  })

  it.each(['ffmpeg', 'tini', 'espeak-ng', 'fonts-'])('brings %s', async (name) => {
    const [, packages = ''] =
      /apt-get install -y --no-install-recommends (.+?) \\/.exec(await read('docker/Dockerfile')) ?? []
    expect(packages.split(' ').some((one) => one.startsWith(name))).toBe(true)
  })
})

/** The paths that the web process says it serves. It needs no database for that. */
async function webRoutes(): Promise<string[]> {
  const web = spawn(process.execPath, ['apps/web/src/main.ts'], {
    cwd: PROJECT,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      REELYARD_ARTIFACTS_DIR: tmpdir(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const line of createInterface({ input: web.stdout })) {
      const { url } = JSON.parse(line) as { url?: string }
      if (url === undefined) continue
      const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object }
      return Object.keys(document.paths)
    }
    throw new Error('The web app ended before it listened.')
  } finally {
    const gone = once(web, 'exit')
    web.kill('SIGTERM')
    await gone
  }
}

/** As the worker itself says it. */
async function defaultDrainSeconds(): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['apps/worker/src/main.ts', '--help'], {
    cwd: PROJECT,
  })
  const [, seconds] = /--drain-seconds <n>[^(]*\(default:\s+(\d+)\)/.exec(stdout) ?? []
  return Number(seconds)
}

function secondsOf(period: string | undefined): number {
  return Number(/^(\d+)s$/.exec(period ?? '')?.[1])
}
