import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import type { Hex } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CollateralStores } from '../../../offchain/chain/collateral/collateralCalls.ts'
import { createClient } from '../../../offchain/chain/createClient.ts'
import { addCollateralCommand } from '../../../offchain/enclave/commands/collateralCommand.ts'
import { localClient } from '../../../offchain/local/chain/localClient.ts'
import { type Anvil, startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { createLog } from '../../../offchain/log.ts'
import { deployStores } from './deployStores.ts'
import { type FakePccs, startFakePccs } from './fakePccs.ts'
import { type SimulatedDocuments, simulatedDocuments } from './simulatedDocuments.ts'

const DAY = 86_400
const { privateKey: PAYER_KEY, address: PAYER } = LOCAL_ACCOUNTS.agent
/** What the shell of whoever runs the tests may have set. */
const NAMES = ['RPC_URL', 'CRL_STORE_ADDRESS', 'TCB_STORE_ADDRESS', 'COLLATERAL_SOURCE', 'COLLATERAL_FMSPC', 'CHAIN_ID']

type Answer = { text: string; code: number; log: string }

describe('enclave collateral', () => {
  let chain: Anvil
  let client: Awaited<ReturnType<typeof createClient>>
  let pccs: FakePccs
  let simulated: SimulatedDocuments
  let stores: CollateralStores
  let now: number
  /** Of empty stores. */
  let snapshot: Hex
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'collateral-'))
  const shell = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]))

  beforeAll(async () => {
    for (const name of NAMES) delete process.env[name]
    chain = await startAnvil({ port: 0, log: createLog({ name: 'test', level: 'silent' }) })
    client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 20 })
    pccs = await startFakePccs()
    stores = await deployStores(client)
  })
  beforeEach(async () => {
    snapshot = await localClient(chain.rpcUrl).snapshot()
    now = Number((await client.getBlock()).timestamp)
    simulated = simulatedDocuments(now)
    pccs.serve(simulated.file({ issuedAt: now - 3_600 }))
  })
  afterEach(async () => {
    for (const name of NAMES) delete process.env[name]
    pccs.setFault('tcbInfo', undefined)
    await localClient(chain.rpcUrl).revert({ id: snapshot })
  })
  afterAll(async () => {
    Object.assign(process.env, Object.fromEntries(Object.entries(shell).filter(([, value]) => value !== undefined)))
    for (const proxy of proxies) proxy.close().closeAllConnections()
    await chain.process.stop()
    await pccs.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const run = async (args: readonly string[], environment: NodeJS.ProcessEnv = { ENCLAVE_PAYER_KEY: PAYER_KEY }) => {
    const answer: Answer = { text: '', code: 0, log: '' }
    const write = (text: string) => {
      answer.text += text
    }
    const complain = (line: string) => {
      answer.log += line
    }
    const program = new Command('enclave').exitOverride().configureOutput({
      writeOut: write,
      writeErr: complain,
    })
    addCollateralCommand(program, {
      environment,
      log: createLog({ name: 'enclave', level: 'info', stream: { write: complain } }),
      write,
      setExitCode(code) {
        answer.code = code
      },
      now: () => now,
    })
    try {
      await program.parseAsync(['collateral', ...args], { from: 'user' })
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      answer.code = error.exitCode === 0 ? 0 : 2
    }
    return answer
  }
  const place = () => [
    ...['--rpc-url', chain.rpcUrl, '--crl-store', stores.crlStore, '--tcb-store', stores.tcbStore],
    ...['--fmspc', simulated.platform.fmspc.slice(2)],
  ]
  const refresh = (...args: string[]) => run(['refresh', ...place(), '--source', pccs.url, ...args])
  const status = (...args: string[]) => run(['status', ...place(), '--source', pccs.url, ...args])
  const proxies: http.Server[] = []
  /** A node that refuses a method after it was asked so often. */
  const startProxy = async (method: string, after: number): Promise<string> => {
    let asked = 0
    const server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks).toString()
      const call = JSON.parse(body) as { id: number; method: string }
      const isRefused = call.method === method && ++asked > after
      const error = { jsonrpc: '2.0', id: call.id, error: { code: -32_000, message: `no ${method} here` } }
      const headers = { 'content-type': 'application/json' }
      const answered = isRefused ? undefined : await fetch(chain.rpcUrl, { method: 'POST', headers, body })
      response.writeHead(200, headers).end(answered ? await answered.text() : JSON.stringify(error))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    proxies.push(server)
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const nonceOf = () => client.getTransactionCount({ address: PAYER })
  const write = (name: string, content: string, mode = 0o600): string => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, content, { mode })
    return file
  }

  it('refreshes empty stores from a PCCS, says what changed, and is fresh afterwards', async () => {
    const before = await status()
    expect(before.code).toBe(1)
    expect(before.text).toMatch(/rootCrl +missing/)
    const { text, code } = await refresh()
    expect(code).toBe(0)
    expect(text.match(/submitted \(missing\), 0x[0-9a-f]{64}/g)).toHaveLength(4)
    expect(text).toMatch(/tcbInfo \w{12}: .*\n {2}nothing -> .*, evaluation 17/)
    const after = await status()
    expect(after.code).toBe(0)
    expect(after.text.match(/fresh/g)).toHaveLength(4)
  })

  it('shows without a source what the stores know: PCK CRLs, and every family', async () => {
    const args = ['status', '--rpc-url', chain.rpcUrl, '--crl-store', stores.crlStore, '--tcb-store', stores.tcbStore]
    const empty = await run(args)
    expect(empty).toMatchObject({ code: 1, text: expect.stringMatching(/^pckCrl +missing$/m) })
    expect(empty.text).toMatch(/^tcbInfo +missing$/m)
    await refresh()
    const full = await run(args)
    expect(full.code).toBe(0)
    expect(full.text).toMatch(/^pckCrl [0-9a-f]{8} +fresh/m)
    expect(full.text).toContain(`tcbInfo ${simulated.platform.fmspc.slice(2)}`)
    const blind = await run([...args, '--rpc-url', await startProxy('eth_getLogs', 0)])
    expect(blind).toMatchObject({ code: 1, text: expect.stringMatching(/^pckCrl +unknown$/m) })
  })

  it('refuses another chain than CHAIN_ID, and says which setting names no store of ours', async () => {
    const other = await status('--chain-id', '1')
    expect(other).toMatchObject({ code: 1, text: '' })
    process.env.CHAIN_ID = '31337'
    expect((await refresh()).code).toBe(0)
    const swapped = { ...stores, crlStore: stores.tcbStore }
    const at = ({ crlStore, tcbStore }: CollateralStores) =>
      run(['status', '--rpc-url', chain.rpcUrl, '--crl-store', crlStore, '--tcb-store', tcbStore])
    expect((await at(swapped)).log).toContain(`CRL_STORE_ADDRESS ${stores.tcbStore} is no CrlStore of ours`)
    const none = await at({ ...stores, tcbStore: PAYER })
    expect(none).toMatchObject({ code: 1, log: expect.stringContaining(`TCB_STORE_ADDRESS ${PAYER} is no TcbStore`) })
    const [mixed, before] = [await deployStores(client), stores]
    expect((await at({ ...before, tcbStore: mixed.tcbStore })).log).toContain('believes the CrlStore')
  })

  it('tells what it submitted although a later document could not be sent', async () => {
    const { text, code } = await refresh('--rpc-url', await startProxy('eth_sendRawTransaction', 2))
    expect(code).toBe(1)
    expect(text.match(/submitted \(missing\)/g)).toHaveLength(2)
    expect(text.match(/: failed \(/g)?.length).toBeGreaterThan(0)
  })

  it('submits nothing the second time', async () => {
    await refresh()
    const nonce = await nonceOf()
    const again = await refresh('--json')
    expect(again.code).toBe(0)
    const { documents } = JSON.parse(again.text)
    expect(documents.map(({ outcome, reason }: { outcome: string; reason: string }) => [outcome, reason])).toEqual(
      Array.from({ length: 4 }, () => ['kept', 'current']),
    )
    expect(await nonceOf()).toBe(nonce)
  })

  it('leaves what is newer by an hour for later, unless told otherwise', async () => {
    await refresh()
    pccs.serve(simulated.file({ issuedAt: now - 60 }))
    expect((await refresh()).text.match(/kept \(notDue\)/g)).toHaveLength(4)
    const eager = await refresh('--eager')
    expect(eager.text.match(/submitted \(newer\)/g)).toHaveLength(4)
    expect(eager.code).toBe(0)
  })

  it('refreshes from a file, or a folder of files', async () => {
    const source = path.join(folder, 'source')
    fs.mkdirSync(source)
    const content = (issuedAt: number) => JSON.stringify(simulated.file({ issuedAt }))
    fs.writeFileSync(path.join(source, 'old.json'), content(now - DAY))
    fs.writeFileSync(path.join(source, 'new.json'), content(now - 3_600))
    fs.writeFileSync(path.join(source, 'notes.txt'), 'not collateral')
    const { text, code } = await run(['refresh', ...place(), '--source', source])
    expect(code).toBe(0)
    expect(text.match(/submitted/g)).toHaveLength(4)
    const file = write('one.json', content(now - 3_600))
    expect((await run(['refresh', ...place(), '--source', file])).text.match(/kept \(current\)/g)).toHaveLength(4)
  })

  it('refuses an older document and a rollback, and says so', async () => {
    await refresh()
    const nonce = await nonceOf()
    pccs.serve(simulated.file({ issuedAt: now - 2 * DAY }))
    const older = await refresh('--eager')
    expect(older.code).toBe(1)
    expect(older.text.match(/refused \(older\)/g)).toHaveLength(4)
    pccs.serve(simulated.file({ issuedAt: now - 60, evaluationNumber: 16 }))
    expect((await refresh()).text.match(/refused \(rolledBack\)/g)).toHaveLength(2)
    expect(await nonceOf()).toBe(nonce)
  })

  it('follows an early evaluation that somebody submitted, from a PCCS and from a folder', async () => {
    const early = { issuedAt: now - 20 * DAY, evaluationNumber: 19 }
    pccs.serve(simulated.file(early))
    await refresh()
    const [standard, next] = [{ issuedAt: now - 60 }, { ...early, issuedAt: now - 3_600 }].map(simulated.file)
    if (!standard || !next) throw new Error('two versions were made')
    pccs.serve(standard)
    expect((await refresh()).text.match(/refused \(rolledBack\)/g)).toHaveLength(2)
    pccs.serve(standard, next)
    const { text, code } = await refresh()
    expect(text.match(/^\w+.*: submitted \(lapsing\).*\n.*evaluation 19 -> .*evaluation 19$/gm)).toHaveLength(2)
    expect(code).toBe(0)
    const source = path.join(folder, 'channels')
    fs.mkdirSync(source)
    for (const [name, file] of Object.entries({ standard, next })) {
      fs.writeFileSync(path.join(source, `${name}.json`), JSON.stringify(file))
    }
    const again = await run(['refresh', ...place(), '--source', source])
    expect(again).toMatchObject({ code: 0, text: expect.not.stringContaining('rolledBack') })
  })

  it('names the error of a store that refuses, submits the rest, and pays nothing for it', async () => {
    const file = simulated.file({ issuedAt: now - 3_600 })
    const { qe_identity_signature } = file
    pccs.serve({ ...file, tcb_info_signature: qe_identity_signature })
    const nonce = await nonceOf()
    const { text, code } = await refresh()
    expect(code).toBe(1)
    expect(text).toMatch(/tcbInfo \w{12}: refused \(CollateralSignatureInvalid\(\)\)/)
    expect(text.match(/submitted/g)).toHaveLength(3)
    expect(await nonceOf()).toBe(nonce + 3)
  })

  it('refreshes what the source has when something is missing, and ends with 1', async () => {
    pccs.setFault('tcbInfo', { status: 404 })
    const { text, log, code } = await refresh()
    expect(code).toBe(1)
    expect(text.match(/submitted/g)).toHaveLength(3)
    expect(log).toContain('tcbInfo: answered 404')
  })

  it('judges by the clock of the chain what lapses soon', async () => {
    pccs.serve(simulated.file({ issuedAt: now - 25 * DAY }))
    await refresh()
    const { text, code } = await status('--json')
    expect(code).toBe(1)
    expect(JSON.parse(text).documents[0]).toMatchObject({ name: 'rootCrl', freshness: 'lapsing' })
  })

  it('takes the place from the environment', async () => {
    Object.assign(process.env, {
      RPC_URL: chain.rpcUrl,
      CRL_STORE_ADDRESS: stores.crlStore,
      TCB_STORE_ADDRESS: stores.tcbStore,
      COLLATERAL_FMSPC: simulated.platform.fmspc.slice(2).toUpperCase(),
      COLLATERAL_SOURCE: pccs.url,
    })
    expect((await run(['refresh'])).text.match(/submitted/g)).toHaveLength(4)
  })

  describe('of its payer', () => {
    const withKey = (environment: NodeJS.ProcessEnv) => run(['refresh', ...place(), '--source', pccs.url], environment)

    it('takes the key from a file that only its owner can read', async () => {
      const file = write('key', `${PAYER_KEY}\n`)
      expect((await withKey({ ENCLAVE_PAYER_KEY_FILE: file })).code).toBe(0)
      const open = write('open-key', PAYER_KEY, 0o644)
      const refused = await withKey({ ENCLAVE_PAYER_KEY_FILE: open })
      expect(refused).toMatchObject({ code: 1, log: expect.stringContaining('chmod 600') })
    })

    it.each([
      ['no key', {}, 'set ENCLAVE_PAYER_KEY'],
      ['two keys', { ENCLAVE_PAYER_KEY: PAYER_KEY, ENCLAVE_PAYER_KEY_FILE: '/dev/null' }, 'unset one'],
      ['half a key', { ENCLAVE_PAYER_KEY: '0x1234hunter2' }, 'must be 0x and 64 hex digits'],
    ])('refuses %s, and never shows it', async (_name, environment, message) => {
      const { code, log, text } = await withKey(environment)
      expect(code).toBe(1)
      expect(log).toContain(message)
      expect(`${log}${text}`).not.toMatch(/hunter2|0x[0-9a-f]{64}/i)
    })
  })

  describe('check', () => {
    const check = (content: string, ...args: string[]) => run(['check', write('check.json', content), ...args])
    const content = () => JSON.stringify(simulated.file({ issuedAt: now - 3_600 }))

    it('shows what a file holds', async () => {
      const { text, code } = await check(content())
      expect(code).toBe(0)
      expect(text.match(/fresh/g)).toHaveLength(4)
      expect(text).toContain('30.0 days left')
    })

    it.each([
      ['lapsing', 24 * DAY],
      ['lapsed', 31 * DAY],
      ['notYetInForce', -DAY],
    ])('tells %s as of another time', async (freshness, later) => {
      const { text, code } = await check(content(), '--at', String(now + later), '--json')
      expect(code).toBe(1)
      expect(JSON.parse(text).documents[2].freshness).toBe(freshness)
    })

    it('says why a file cannot be read', async () => {
      expect(await check('{}')).toMatchObject({ code: 1, log: expect.stringContaining('root_ca_crl is missing') })
      const gone = await run(['check', path.join(folder, 'none.json')])
      expect(gone).toMatchObject({ code: 1, log: expect.stringContaining('cannot be read (ENOENT)') })
    })

    it('calls a file that is no JSON wrong usage, and waits for no device and no pipe', async () => {
      const passwd = await check('root:x:0:0:root:/root:/bin/sh')
      expect(passwd).toMatchObject({ code: 2, text: '', log: expect.stringContaining('check.json: not JSON') })
      const pipe = path.join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      for (const file of [pipe, '/dev/zero', folder]) {
        expect(await run(['check', file])).toMatchObject({ code: 1, log: expect.stringContaining('is not a file') })
      }
      const large = await check(' '.repeat(2_000_001))
      expect(large).toMatchObject({ code: 1, log: expect.stringContaining('has more than 2000000 bytes') })
    })

    it('marks what has expired', async () => {
      const { text } = await check(content(), '--at', String(now + 31 * DAY))
      expect(text.match(/lapsed .*, EXPIRED 1\.0 days ago$/gm)).toHaveLength(4)
    })
  })

  it.each([
    ['no place', ['status']],
    ['an address that is none', ['status', '--crl-store', '0x12']],
    ['a family that is none', ['status', '--fmspc', '90c06f']],
    ['a source with a login', ['status', '--source', 'https://me:hunter2@pccs.example']],
    ['a source with a query', ['status', '--source', 'https://pccs.example/?key=1']],
    ['another protocol', ['status', '--source', 'ftp://pccs.example']],
    ['an unknown command', ['renew']],
    ['no file', ['check']],
  ])('calls %s wrong usage', async (_name, args) => expect((await run(args)).code).toBe(2))

  it('explains itself', async () => {
    const { text, code } = await run(['--help'])
    expect(code).toBe(0)
    for (const word of ['status', 'refresh', 'check', 'Exit codes']) expect(text).toContain(word)
  })
})
