import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startTestProgram } from '../../offchain/local/process/testPrograms.ts'
import { findPostgres, startPostgres } from './postgresServer.ts'

const programs = findPostgres()

describe.skipIf(!programs || !process.env.TEST_DEEP)('startPostgres', () => {
  it('ends the server when the test that started it is killed, and the next one removes its files', async () => {
    const program = startTestProgram(
      `import { startPostgres } from './test/offchain/postgresServer.ts'
      const { url, folder } = await startPostgres()
      console.log(url)
      console.log(folder)`,
    )
    const [url] = await program.line(/^postgres:.*/)
    const [folder] = await program.line(/^\/.*/)
    program.process.kill('SIGKILL')
    await program.exited
    await expect
      .poll(
        async () => {
          const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
          client.on('error', () => undefined)
          return client.connect().then(
            () => client.end().then(() => 'alive'),
            (error: NodeJS.ErrnoException) => error.code,
          )
        },
        { timeout: 20_000 },
      )
      .toBe('ECONNREFUSED')
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(true)

    const server = await startPostgres(programs)
    expect(fs.existsSync(folder)).toBe(false)
    await server.stop()
    expect(fs.existsSync(server.folder)).toBe(false)
  })
})
