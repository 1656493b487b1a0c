import net from 'node:net'
import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { binding, makeAction, makeReport, word } from '../../test/offchain/journalRecords.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../../test/offchain/postgresServer.ts'
import { KitError } from '../errors.ts'
import type { Journal } from './journal.ts'
import { connectPostgres } from './postgres/connectPostgres.ts'
import { openPostgresJournal, readPostgresJournal } from './postgresJournal.ts'

/** What a call was rejected with. */
const failureOf = async (call: Promise<unknown>): Promise<KitError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(KitError)
  return error as KitError
}

/** Everything a logger could print of an error, causes included. */
const printed = (error: unknown) => inspect(error, { depth: 10, showHidden: true })

const programs = findPostgres()
describe.skipIf(!programs)('openPostgresJournal', () => {
  let server: PostgresServer
  let admin: pg.Client
  const journals: Journal[] = []
  const cleanups: (() => unknown)[] = []
  const open = async (url: string) => {
    const journal = await openPostgresJournal(url, binding, {
      signal: new AbortController().signal,
      onStandby: () => undefined,
    })
    journals.push(journal)
    return journal
  }
  const terminateClients = (url: string) =>
    admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      new URL(url).pathname.slice(1),
    ])

  beforeAll(async () => {
    server = await startPostgres(programs)
    admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
  })
  afterEach(async () => {
    for (const journal of journals.splice(0)) await journal.close()
    for (const cleanup of cleanups.splice(0)) await cleanup()
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  it('rejects every call, as worth retrying with a new journal, once its connection is gone', async () => {
    const url = await server.createDatabase()
    const journal = await open(url)
    await journal.saveAction(makeAction(1))
    await terminateClients(url)
    const incident = { kind: 'a', severity: 'info', summary: '', openedAt: 1 } as const
    for (const call of [
      () => journal.probe(),
      () => journal.saveAction(makeAction(2)),
      () => journal.saveProgress({ reports: [], checkpoint: { blockNumber: 1n, blockHash: word(1) } }),
      () => journal.openIncident(incident, []),
      () => journal.actions(),
      () => journal.probe(),
    ]) {
      expect(await failureOf(call())).toMatchObject({ retryable: true })
    }
    await journal.close()
    expect(await (await open(url)).actions()).toEqual([makeAction(1)])
  })

  it('leaves nothing of a transaction whose connection goes in the middle', async () => {
    const url = await server.createDatabase()
    const journal = await open(url)
    const reports = Array.from({ length: 20_000 }, (_, index) => makeReport(index, 5n))
    const saving = failureOf(journal.saveProgress({ reports, checkpoint: { blockNumber: 5n, blockHash: word(5) } }))
    await expect
      .poll(async () => {
        const { rows } = await admin.query(
          `select count(*)::int as busy from pg_stat_activity where datname = $1 and backend_xid is not null`,
          [new URL(url).pathname.slice(1)],
        )
        return rows[0].busy
      })
      .toBe(1)
    await terminateClients(url)
    expect(await saving).toMatchObject({ retryable: true })
    const reopened = await open(url)
    expect(await reopened.checkpoints()).toEqual([])
    expect(await reopened.report(0)).toBeUndefined()
  })

  it('shares a database with other tables of the same names', async () => {
    const url = await server.createDatabase()
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('create table action (something_else text); create table binding (belongs_to text)')
    await (await open(url)).saveAction(makeAction(1))
    const { rows } = await other.query('select * from action')
    await other.end()
    expect(rows).toEqual([])
  })

  it('needs no right but to its own schema once that exists', async () => {
    const url = await server.createDatabase()
    const name = `plain_${new URL(url).pathname.slice(1)}`
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    await owner.query(`create role ${name} login password 'plain'; create schema reserve_agent authorization ${name}`)
    await owner.end()
    const plain = new URL(url)
    plain.username = name
    plain.password = 'plain'
    await (await open(plain.href)).saveAction(makeAction(1))
  })

  it('commits to disk although the database is set to confirm earlier', async () => {
    const url = await server.createDatabase()
    const database = new URL(url).pathname.slice(1)
    await admin.query(`alter database ${database} set synchronous_commit = off`)
    const connection = await connectPostgres(url)
    const settings = await connection.run('show synchronous_commit')
    await connection.end()
    expect(settings).toEqual([{ synchronous_commit: 'on' }])
  })

  it('refuses a journal of a newer release', async () => {
    const url = await server.createDatabase()
    await (await open(url)).close()
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    await owner.query('update reserve_agent.binding set version = 2')
    await owner.end()
    await expect(open(url)).rejects.toThrow('is of version 2, this release knows 1; upgrade the agent')
    await expect(readPostgresJournal(url, binding)).rejects.toThrow('upgrade the agent')
  })

  it('says what is wrong with an address without repeating any of it', async () => {
    const secret = 's3cr3tpassw0rd'
    const { port } = new URL(server.url)
    const cases = [
      [`postgres://agent:${secret}@127.0.0.1:1/journal`, /ECONNREFUSED/, true],
      [`postgres://agent:${secret}@nowhere.invalid/journal`, /ENOTFOUND|EAI_AGAIN/, true],
      [`postgres://agent:${secret}@127.0.0.1:${port}/postgres`, /password authentication failed.*28P01/, false],
      [server.url.replace(/postgres$/, 'no_such_database'), /does not exist.*3D000/, false],
      [`postgres://agent:${secret}@127.0.0.1:port/journal`, /DATABASE_URL cannot be used/, false],
      [`postgres://agent:${secret}@127.0.0.1:${port}/postgres?sslrootcert=/no/such/file`, /cannot be used/, false],
      [`postgres://agent:${secret}@127.0.0.1:${port}/postgres?sslmode=verify-full`, /SSL/, true],
    ] as const
    for (const [url, message, retryable] of cases) {
      for (const error of [await failureOf(open(url)), await failureOf(readPostgresJournal(url, binding))]) {
        expect(error.message).toMatch(message)
        expect(error.retryable, error.message).toBe(retryable)
        for (const part of [
          secret,
          new URL(server.url).password,
          'nowhere',
          'postgres://agent',
          '127.0.0.1',
          '/no/such/file',
        ]) {
          expect(printed(error)).not.toContain(part)
        }
      }
    }
  })

  /** Forwards to the server until it is told to be silent; then both ends wait for each other. */
  const startSilentProxy = async () => {
    const upstreamPort = Number(new URL(server.url).port)
    const sockets = new Set<net.Socket>()
    const proxy = net.createServer((client) => {
      const upstream = net.connect(upstreamPort, '127.0.0.1')
      for (const socket of [client, upstream]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
      }
      client.pipe(upstream)
      upstream.pipe(client)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    })
    const silence = () => {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    }
    return { port: (proxy.address() as net.AddressInfo).port, silence }
  }

  it.skipIf(!process.env.TEST_DEEP)('gives up on a server that does not answer, and stays given up', async () => {
    const { port, silence } = await startSilentProxy()
    const url = new URL(await server.createDatabase())
    url.port = String(port)
    const journal = await open(url.href)
    silence()
    const started = performance.now()
    const [first, second] = await Promise.all([
      failureOf(journal.saveAction(makeAction(1))),
      failureOf(journal.probe()),
    ])
    expect(performance.now() - started).toBeLessThan(20_000)
    for (const error of [first, second]) expect(error.retryable).toBe(true)
    expect(await failureOf(journal.probe())).toMatchObject({ retryable: true })
  })
})
