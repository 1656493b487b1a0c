import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeJournal } from './journalContract.ts'
import { findPostgres, type PostgresServer, startPostgres } from './postgresServer.ts'

describe('the embedded journal', () => {
  let folder: string
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'))
  })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  describeJournal({
    name: 'sqlite',
    createLocation: async () => path.join(fs.mkdtempSync(path.join(folder, 'case-')), 'nested', 'journal.db'),
  })
})

const programs = findPostgres()
describe.skipIf(!programs)('the shared journal', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres(programs)
  })
  afterAll(() => server?.stop())

  describeJournal({ name: 'postgres', createLocation: () => server.createDatabase() })
})
