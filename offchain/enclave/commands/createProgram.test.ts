import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { describeError } from '../../chain/describeError.ts'
import { createProgram } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'
import { runProgram } from './runProgram.ts'

const REGISTRY = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const KEY = `0x${'7a'.repeat(32)}`

const POOL = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const POINT = `0x02${'11'.repeat(32)}`

describe('createProgram', () => {
  let folder: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'enclave-'))
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  /** Runs a command that cannot succeed; how it ends, and what it says. */
  const fail = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const program = createProgram({
      environment: { ENCLAVE_REGISTRY_ADDRESS: REGISTRY, ...environment },
      listenForStop: () => new AbortController().signal,
      write: () => expect.fail('it answered'),
      setExitCode: () => expect.fail('it answered'),
    })
    return program.parseAsync(args, { from: 'user' }).then(
      () => expect.fail('it ended well'),
      (error: unknown) => ({ exitCode: exitCodeOf(error), message: describeError(error) }),
    )
  }

  it.each<[string, string, Record<string, string>, string]>([
    ['no registry', 'status', { ENCLAVE_REGISTRY_ADDRESS: '' }, 'ENCLAVE_REGISTRY_ADDRESS is missing'],
    [
      'a registry that is none',
      'run',
      { ENCLAVE_REGISTRY_ADDRESS: '0x12' },
      'ENCLAVE_REGISTRY_ADDRESS is "0x12"; it must be an address',
    ],
    [
      'a misspelt setting',
      'status',
      { ENCLAVE_KINDS: 'matcher' },
      'ENCLAVE_KINDS is not a setting; did you mean ENCLAVE_KIND?',
    ],
    ['an unknown kind', 'run', { ENCLAVE_KIND: 'oracle' }, 'ENCLAVE_KIND is "oracle"; it must be one of matcher'],
    [
      'too few fields',
      'run',
      { ENCLAVE_FIELDS: 'mrtd,rtmr3' },
      'ENCLAVE_FIELDS is "mrtd,rtmr3"; it must have mrtd, rtmr0',
    ],
    ['an unknown field', 'run', { ENCLAVE_FIELDS: 'mrtd,rtmr9' }, 'it must be some of tdAttributes'],
    [
      'a block that is forgotten',
      'run',
      { ENCLAVE_REFERENCE_DEPTH: '129' },
      'ENCLAVE_REFERENCE_DEPTH is "129"; it must be at most 128',
    ],
    [
      'a renewal after the end',
      'run',
      { ENCLAVE_RENEW_AT_PERCENT: '96' },
      'ENCLAVE_RENEW_AT_PERCENT is "96"; it must be',
    ],
    [
      'a vault that nobody pinned',
      'run',
      { VAULT_ROSTER_FILE: '/x', DARK_POOL_ADDRESS: POOL },
      'VAULT_ROSTER_FILE needs VAULT_MASTER_KEY and DARK_POOL_ADDRESS',
    ],
    [
      'a vault without a pool',
      'run',
      { VAULT_ROSTER_FILE: '/x', VAULT_MASTER_KEY: POINT },
      'VAULT_ROSTER_FILE needs VAULT_MASTER_KEY and DARK_POOL_ADDRESS',
    ],
    ['a pin of no vault', 'run', { VAULT_MASTER_KEY: POINT }, 'VAULT_MASTER_KEY needs VAULT_ROSTER_FILE'],
    [
      'a pin that is no point',
      'run',
      { VAULT_MASTER_KEY: `0x04${'11'.repeat(32)}` },
      'it must be a compressed point (0x02 or 0x03 and 64 hex digits)',
    ],
    [
      'half of a TLS certificate',
      'run',
      { VAULT_CLIENT_CERT_FILE: '/x' },
      'VAULT_CLIENT_CERT_FILE and VAULT_CLIENT_KEY_FILE belong together',
    ],
    [
      'a relay that is none',
      'run',
      { ENCLAVE_RELAY_URL: 'wss://relay.example' },
      'ENCLAVE_RELAY_URL must be an http(s) URL',
    ],
    [
      'a fallback of no relay',
      'run',
      { ENCLAVE_RELAY_FALLBACK_SECONDS: '30' },
      'ENCLAVE_RELAY_FALLBACK_SECONDS needs ENCLAVE_RELAY_URL',
    ],
    [
      'a fallback that comes too late',
      'run',
      {
        ENCLAVE_RELAY_URL: 'https://relay.example',
        ENCLAVE_RELAY_FALLBACK_SECONDS: '30',
        ENCLAVE_RECEIPT_TIMEOUT: '30000',
      },
      'ENCLAVE_RELAY_FALLBACK_SECONDS is 30, not below ENCLAVE_RECEIPT_TIMEOUT (30000 ms)',
    ],
    [
      'an SRS that nobody else has hashed',
      'run',
      { ENCLAVE_SRS_FOLDER: '/x' },
      'ENCLAVE_SRS_FOLDER and ENCLAVE_SRS_SHA256 belong together',
    ],
    ['a hash that is none', 'run', { ENCLAVE_SRS_SHA256: '0x12' }, 'it must be 64 hex digits in lower case'],
    ['no payer', 'run', {}, 'set ENCLAVE_PAYER_KEY, or ENCLAVE_PAYER_KEY_FILE'],
    ['two payers', 'run', { ENCLAVE_PAYER_KEY: KEY, ENCLAVE_PAYER_KEY_FILE: '/x' }, 'are both set; unset one'],
    ['no hardware', 'run', { ENCLAVE_PAYER_KEY: KEY }, 'no quote source: none of /var/run/dstack.sock'],
  ])('cannot run with %s, and says so', async (_name, command, environment, message) => {
    const failure = await fail([command], environment)
    expect(failure.message).toContain(message)
    expect(failure.exitCode).toBe(EXIT.misconfigured)
  })

  it('says what each command needs', async () => {
    let help = ''
    const program = createProgram({
      environment: {},
      listenForStop: () => new AbortController().signal,
      write: () => undefined,
      setExitCode: () => undefined,
    }).configureOutput({
      writeOut: (text) => {
        help += text
      },
    })
    await program.parseAsync(['--help'], { from: 'user' }).catch(() => undefined)
    const [, ofRegistry, ofRun, ofVault, ofMatching, ofCollateral] = help.split(
      /^(?:run and status|run, besides|run, to open .*|run, to settle .*|collateral, .*):$/m,
    )
    expect(ofRegistry).toMatch(/ENCLAVE_REGISTRY_ADDRESS .*\(required\)/)
    expect(ofRun).toContain('ENCLAVE_QUOTE_SOURCE')
    expect(ofVault).toMatch(/VAULT_ROSTER_FILE[\s\S]*VAULT_MASTER_KEY[\s\S]*DARK_POOL_ADDRESS[\s\S]*VAULT_CA_FILE/)
    expect(ofMatching).toMatch(/ENCLAVE_MATCHING[\s\S]*ENCLAVE_STANDBY_SECONDS[\s\S]*ENCLAVE_SRS_FOLDER/)
    expect(ofCollateral).toMatch(
      /CRL_STORE_ADDRESS[\s\S]*TCB_STORE_ADDRESS[\s\S]*COLLATERAL_FMSPC[\s\S]*COLLATERAL_SOURCE/,
    )
    expect(ofCollateral).not.toContain('ENCLAVE_REGISTRY_ADDRESS')
    expect(help).toContain('`.env` in the working directory is loaded')
  })

  it('says errors of a command that answers once as a line for people', async () => {
    const parameters = { environment: {}, listenForStop: () => new AbortController().signal, write: () => undefined }
    expect(await runProgram(['status'], parameters)).toBe(EXIT.misconfigured)
    expect(vi.mocked(process.stderr.write).mock.calls.join('')).toMatch(
      /^error: the settings are wrong: ENCLAVE_REGISTRY_ADDRESS is missing\n$/,
    )
  })

  it('says all that is wrong at once', async () => {
    const { message } = await fail(['run'], { ENCLAVE_KIND: 'oracle', ENCLAVE_REGISTRY_ADDRESS: '', ENCLAVE_X: '1' })
    expect(message).toMatch(/ENCLAVE_X is not.*ENCLAVE_REGISTRY_ADDRESS is missing.*ENCLAVE_KIND is "oracle"/)
  })

  it('never shows an endpoint or a key, however wrong', async () => {
    const { message } = await fail(['run'], { RPC_URL: 'ftp://node.example/secret' })
    expect(message).toContain('RPC_URL must be http(s) URLs')
    expect(message).not.toContain('secret')
    const relay = await fail(['run'], { ENCLAVE_RELAY_URL: 'ftp://relay.example/secret' })
    expect(relay.message).toContain('ENCLAVE_RELAY_URL must be an http(s) URL')
    expect(relay.message).not.toContain('secret')
    const wrongKey = await fail(['run'], { ENCLAVE_PAYER_KEY: 'hunter2hunter2' })
    expect(wrongKey.message).toContain('ENCLAVE_PAYER_KEY must be 0x and 64 hex digits')
    expect(wrongKey.message).not.toContain('hunter2')
  })

  it('refuses a payer key file that others can read', async () => {
    const file = path.join(folder, 'payer.key')
    fs.writeFileSync(file, KEY, { mode: 0o644 })
    const { message } = await fail(['run'], { ENCLAVE_PAYER_KEY_FILE: file })
    expect(message).toContain(`run: chmod 600 ${file}`)
  })

  it('tells an endpoint that does not answer from a setting that is wrong', async () => {
    const { exitCode, message } = await fail(['status'], { RPC_URL: 'http://127.0.0.1:9' })
    expect(message).toContain('does not answer')
    expect(exitCode).toBe(EXIT.tryLater)
  })

  it.each<[string, string[]]>([
    ['an unknown command', ['registre']],
    ['a signer that is none', ['status', '--signer', '0x12']],
    ['an unknown option', ['run', '--yes']],
  ])('ends as wrong usage with %s', async (_name, args) => {
    expect((await fail(args)).exitCode).toBe(EXIT.usage)
  })
})
