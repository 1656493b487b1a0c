import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EXIT } from '../../../offchain/maker/commands/exitCode.ts'
import { type FakeRpc, startFakeRpc } from '../fakeRpc.ts'
import { createRunner } from './runMaker.ts'

const KEY = `0x${'c0ffee'.repeat(10)}beef`
const POOL = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const COMMANDS = ['register', 'rotate', 'release', 'exit', 'claim', 'balance', 'history', 'status', 'unquote'] as const

describe('what the maker’s commands refuse', () => {
  const runner = createRunner()
  let rpc: FakeRpc
  let folder: string
  let environment: Record<string, string>
  beforeAll(async () => {
    rpc = await startFakeRpc((method) => (method === 'eth_chainId' ? '0x7a69' : '0x'))
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'maker-refusals-'))
    fs.writeFileSync(path.join(folder, 'account.key'), KEY, { mode: 0o600 })
  })
  beforeEach(() => {
    environment = {
      RPC_URL: rpc.url,
      DARK_POOL_ADDRESS: POOL,
      MAKER_SLOT_KEY_FILE: path.join(folder, 'slot.key'),
      MAKER_ACCOUNT_KEY_FILE: path.join(folder, 'account.key'),
    }
  })
  afterAll(async () => {
    await rpc.stop()
    fs.rmSync(folder, { recursive: true, force: true })
    const said = runner.said.join('\n')
    expect(said).not.toContain(KEY.slice(2))
    expect(said).not.toContain(new URL(rpc.url).pathname)
  })
  const run = (...args: string[]) => runner.run(environment, ...args)

  it.each(COMMANDS)('a pool that is none, for %s', async (command) => {
    const { code, err } = await run(command)
    expect([code, err]).toEqual([EXIT.misconfigured, `error: DARK_POOL_ADDRESS ${POOL} has no code on chain 31337\n`])
  })

  it.each([
    [['balance', '--account-key', KEY], 3],
    [['balance', `--slot-key=${KEY}`], 2],
    [['balance', KEY.slice(2)], 2],
  ])('a key on the command line, without showing it: %#', async (args, place) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([EXIT.misconfigured, ''])
    expect(err).toContain(`argument ${place} looks like a key`)
    expect(err).not.toContain(KEY.slice(2))
  })

  it.each([
    [['deposit', '--amount', '1.5'], 'give a decimal amount and its unit'],
    [['deposit', '--amount', 'WBTC'], 'give a decimal amount and its unit'],
    [['withdraw', '--amount', '1e9 WBTC'], 'give a decimal amount and its unit'],
    [['deposit'], "required option '--amount <amount>'"],
    [['quote', '--size', '1 WBTC', '--premium', '10001'], 'give basis points'],
    [['quote', '--size', '1 WBTC', '--premium', '0.5'], 'give basis points'],
    [['register', '--wait', '0'], 'give seconds'],
    [['withdraw', '--amount', '1 WBTC', '--force'], "unknown option '--force'"],
    [['sell'], "unknown command 'sell'"],
  ])('a usage that is wrong: %j', async (args, why) => {
    const { code, err } = await run(...args)
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining(why)])
  })

  it('files that others can read, and keys given twice or nowhere', async () => {
    const file = environment.MAKER_ACCOUNT_KEY_FILE as string
    fs.chmodSync(file, 0o644)
    expect((await run('balance')).err).toContain(`run: chmod 600 ${file}`)
    fs.chmodSync(file, 0o600)
    const slotFile = path.join(folder, 'open.key')
    fs.writeFileSync(slotFile, KEY, { mode: 0o644 })
    environment.MAKER_SLOT_KEY_FILE = slotFile
    expect(await run('balance')).toMatchObject({
      code: EXIT.misconfigured,
      err: expect.stringContaining(`run: chmod 600 ${slotFile}`),
    })
    environment.MAKER_ACCOUNT_KEY = KEY
    expect((await run('balance')).err).toContain('both set; unset one')
    environment = { ...environment, MAKER_ACCOUNT_KEY: `${KEY}00`, MAKER_ACCOUNT_KEY_FILE: '' }
    expect((await run('balance')).err).toContain('MAKER_ACCOUNT_KEY must be 0x and 64 hex digits')
    environment = { ...environment, MAKER_ACCOUNT_KEY: '' }
    expect((await run('balance')).err).toContain('set MAKER_ACCOUNT_KEY, or MAKER_ACCOUNT_KEY_FILE')
  })

  it('settings that are missing, or that there are not, all at once', async () => {
    environment = { MAKER_SLOT_KEY: KEY, DARK_POOL_ADDRESS: '0x12' }
    const { code, err } = await run('status')
    expect(code).toBe(EXIT.misconfigured)
    for (const part of [
      'MAKER_SLOT_KEY is not a setting',
      'DARK_POOL_ADDRESS is "0x12"',
      'MAKER_SLOT_KEY_FILE is missing',
    ])
      expect(err).toContain(part)
  })

  it('another chain, and says that one which does not answer may answer later', async () => {
    environment.CHAIN_ID = '1'
    expect(await run('status')).toMatchObject({
      code: EXIT.misconfigured,
      err: expect.stringContaining('check CHAIN_ID'),
    })
    environment = { ...environment, CHAIN_ID: '', RPC_URL: 'http://127.0.0.1:9/secret-path' }
    const { code, err } = await run('status')
    expect([code, err]).toEqual([EXIT.tryLater, expect.stringContaining('check RPC_URL')])
    expect(err).not.toContain('secret-path')
  }, 30_000)

  it('nothing of a question: help names every setting and exit code', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(EXIT.ok)
    for (const part of [
      'MAKER_SLOT_KEY_FILE',
      'VAULT_MASTER_KEY',
      'START_BLOCK',
      'Exit codes: 0 done',
      '4 refused',
      '75',
    ])
      expect(out).toContain(part)
  })
})
