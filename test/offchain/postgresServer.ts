import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { createRunFolder } from '../../offchain/local/process/createRunFolder.ts'
import { spawnLeashed } from '../../offchain/local/process/spawnLeashed.ts'
import { createLog } from '../../offchain/log.ts'

export type PostgresServer = {
  /** Of the superuser, on a loopback port of its own. */
  url: string
  /** Holds all its files. */
  folder: string
  /** Creates an empty database and hands back its URL. */
  createDatabase(): Promise<string>
  /** SIGKILL for the server, then a new one on the same files. */
  crash(): Promise<void>
  /** Stops it and removes its files. Should this process be killed first, it stops all the same. */
  stop(): Promise<void>
}

const DEBIAN = '/usr/lib/postgresql'
const run = promisify(execFile)

/** The programs of the newest PostgreSQL that Debian's package has installed; undefined, loudly, when there is none. */
export const findPostgres = (): string | undefined => {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  const folder = newest && path.join(DEBIAN, newest, 'bin')
  if (folder && fs.existsSync(path.join(folder, 'initdb'))) return folder
  console.warn('SKIPPED: no PostgreSQL on this machine; run: apt-get install postgresql')
  return undefined
}

/** PostgreSQL refuses to run as root: then its own user runs it. */
const unprivileged: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : []

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })

/** Left behind only by a process that is killed, and then removed by the next one that comes here. */
const createServerFolder = async (): Promise<string> => {
  const runFolder = await createRunFolder(path.join(os.tmpdir(), 'self-healing-reserve-postgres'), {
    signal: new AbortController().signal,
    onShutdown: () => undefined,
    shutdown: async () => undefined,
  })
  return fs.mkdtempSync(path.join(runFolder, 'server-'))
}

/** Starts a server of our own from the programs in `programs`, with its files in a temporary folder. */
export const startPostgres = async (programs = findPostgres()): Promise<PostgresServer> => {
  if (!programs) throw new Error('PostgreSQL is not installed')
  const folder = await createServerFolder()
  const password = randomBytes(12).toString('hex')
  const data = path.join(folder, 'data')
  const passwordFile = path.join(folder, 'password')
  fs.writeFileSync(passwordFile, password)
  if (unprivileged.length > 0) await run('chown', ['-R', 'postgres:', path.dirname(folder)])

  const [initdb = '', ...initdbArgs] = [
    ...unprivileged,
    path.join(programs, 'initdb'),
    ...['-D', data, '-U', 'agent', '-A', 'scram-sha-256', '--pwfile', passwordFile],
    ...['--locale=C', '--encoding=UTF8', '--no-sync'],
  ]
  await run(initdb, initdbArgs, { cwd: folder })

  const port = await findFreePort()
  const url = `postgres://agent:${password}@127.0.0.1:${port}`

  const launch = async () => {
    const [command = '', ...args] = [
      ...unprivileged,
      path.join(programs, 'postgres'),
      ...['-D', data, '-p', String(port), '-k', folder],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'shared_buffers=16MB', '-c', 'max_connections=40'],
    ]
    const said: string[] = []
    let isReady = () => {}
    const ready = new Promise<void>((resolve) => {
      isReady = resolve
    })
    const server = await spawnLeashed(command, args, {
      cwd: folder,
      log: createLog({ name: 'postgres', level: 'silent' }),
      onLine: (line) => {
        said.push(line)
        if (line.includes('ready to accept connections')) isReady()
      },
    })
    const gone = server.exited.then(() => Promise.reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`)))
    await Promise.race([ready, gone])
    gone.catch(() => undefined)
    return server
  }

  let server = await launch()
  return {
    url: `${url}/postgres`,
    folder,
    async createDatabase() {
      const name = `case_${randomBytes(6).toString('hex')}`
      const client = new pg.Client({ connectionString: `${url}/postgres` })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return `${url}/${name}`
    },
    async crash() {
      process.kill(server.pid, 'SIGKILL')
      await server.exited
      server = await launch()
    },
    async stop() {
      // Its "fast" shutdown: SIGTERM alone would wait for the clients to leave.
      process.kill(server.pid, 'SIGINT')
      await server.stop()
      fs.rmSync(folder, { recursive: true, force: true })
      // The run folder goes with its last server.
      if (fs.readdirSync(path.dirname(folder)).length === 0) fs.rmdirSync(path.dirname(folder))
    },
  }
}
