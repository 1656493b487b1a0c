import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { certifyVaultKey, identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import { describeError } from '../../chain/describeError.ts'
import { commitSlotKey, decodeSlotKey } from '../../protocol/slotKey.ts'
import { inspectSecret } from '../../protocol/vault/sealedSecret.ts'
import { createProgram } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'
import { runProgram } from './runProgram.ts'

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const KEY = `0x${'7a'.repeat(32)}`
const HASH = `0x${'cd'.repeat(32)}`

describe('createProgram', () => {
  let folder: string
  const keys = identityKeys(4)
  const vaultKey = certifyVaultKey({ keys })

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-commands-'))
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const nodes = keys.map((key, place) => ({ url: `http://127.0.0.1:${place + 1}`, identity: identityOf(key) }))
    fs.writeFileSync(at('roster.json'), JSON.stringify({ threshold: 2, nodes }))
    fs.writeFileSync(at('vault.json'), JSON.stringify(vaultKey))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const at = (name: string): string => path.join(folder, name)
  const writeSecret = (name: string, text: string | Uint8Array, mode = 0o600): string => {
    fs.writeFileSync(at(name), text, { mode })
    return at(name)
  }

  /** Enough for a node that gets as far as its chain. */
  const nodeEnvironment = () => ({
    VAULT_FOLDER: at('data'),
    VAULT_ROSTER_FILE: at('roster.json'),
    VAULT_OPERATORS: identityOf(keys[0] as Uint8Array),
    VAULT_IDENTITY_KEY: KEY,
    VAULT_STORAGE_KEY: KEY,
    RPC_URL: 'http://127.0.0.1:9',
    CHAIN_ID: '31337',
    ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
    DARK_POOL_ADDRESSES: ADDRESS,
    VAULT_POLICY_IDS: HASH,
  })

  const run = async (args: readonly string[], environment: Record<string, string> = {}) => {
    let answer = ''
    let exitCode: number = EXIT.ok
    const program = createProgram({
      environment,
      listenForStop: () => new AbortController().signal,
      write: (text) => {
        answer += text
      },
      setExitCode: (code) => {
        exitCode = code
      },
    }).configureOutput({
      writeOut: (text) => {
        answer += text
      },
    })
    return program.parseAsync(args, { from: 'user' }).then(
      () => ({ exitCode, answer, message: '' }),
      (error: unknown) => ({ exitCode: exitCodeOf(error), answer, message: describeError(error) }),
    )
  }

  it('says what each command needs', async () => {
    const { answer, exitCode } = await run(['--help'])
    const [, ofNode, ofClients] = answer.split(/^(?:node|init, refresh, .*):$/m)
    expect(ofNode).toMatch(/VAULT_FOLDER .*\(required\)/)
    expect(ofNode).toMatch(/CHAIN_ID .*\(required\)/)
    expect(ofNode).toMatch(/VAULT_FINALITY .*\(finalized\)/)
    expect(ofNode).toMatch(/VAULT_IDENTITY_KEY .*VAULT_IDENTITY_KEY_FILE, of mode 600/)
    expect(ofClients).toMatch(/VAULT_ROSTER_FILE[\s\S]*VAULT_CA_FILE[\s\S]*VAULT_OPERATOR_KEY/)
    expect(ofClients).not.toContain('VAULT_FOLDER  ')
    expect(answer).toContain('Exit codes: 0')
    expect(exitCode).toBe(EXIT.ok)
  })

  it.each<[string, Record<string, string>, string]>([
    ['no folder', { VAULT_FOLDER: '' }, 'VAULT_FOLDER is missing'],
    ['no chain', { CHAIN_ID: '' }, 'CHAIN_ID is missing'],
    ['a chain that is none', { CHAIN_ID: 'mainnet' }, 'CHAIN_ID is "mainnet"; it must be a whole number'],
    ['no policy', { VAULT_POLICY_IDS: '' }, 'VAULT_POLICY_IDS is missing'],
    ['a policy that is none', { VAULT_POLICY_IDS: `${HASH},0x12` }, 'it must be 0x and 64 hex digits'],
    ['one pool twice', { DARK_POOL_ADDRESSES: `${ADDRESS}, ${ADDRESS}` }, 'it names one twice'],
    ['no operator', { VAULT_OPERATORS: '' }, 'VAULT_OPERATORS is missing'],
    ['an operator that is none', { VAULT_OPERATORS: ADDRESS }, 'it must be a compressed point'],
    ['another finality', { VAULT_FINALITY: 'safe' }, 'it must be a number of blocks or "finalized"'],
    [
      'a misspelt setting',
      { VAULT_ROSTERFILE: 'x' },
      'VAULT_ROSTERFILE is not a setting; did you mean VAULT_ROSTER_FILE?',
    ],
    ['no key', { VAULT_IDENTITY_KEY: '' }, 'set VAULT_IDENTITY_KEY_FILE to a file of mode 600'],
    [
      'two keys',
      { VAULT_STORAGE_KEY_FILE: '/x' },
      'VAULT_STORAGE_KEY and VAULT_STORAGE_KEY_FILE are both set; unset one',
    ],
    ['half of TLS', { VAULT_TLS_CERT_FILE: '/x' }, 'VAULT_TLS_CERT_FILE and VAULT_TLS_KEY_FILE belong together'],
    [
      'an authority without TLS',
      { VAULT_TLS_CLIENT_CA_FILE: '/x' },
      'VAULT_TLS_CLIENT_CA_FILE needs VAULT_TLS_CERT_FILE',
    ],
    ['an open port without TLS', { VAULT_HOST: '0.0.0.0' }, 'VAULT_HOST is 0.0.0.0: others than loopback need'],
    ['no roster', { VAULT_ROSTER_FILE: '/nowhere' }, 'the roster /nowhere cannot be read (ENOENT)'],
  ])('runs no node with %s, and says so', async (_name, environment, message) => {
    const failure = await run(['node'], { ...nodeEnvironment(), ...environment })
    expect(failure.message).toContain(message)
    expect(failure.exitCode).toBe(EXIT.misconfigured)
  })

  it('tells a chain that does not answer from a setting that is wrong', async () => {
    const { message, exitCode } = await run(['node'], nodeEnvironment())
    expect(message).toContain('does not answer')
    expect(exitCode).toBe(EXIT.tryLater)
  })

  it('never shows a key or an endpoint, however wrong', async () => {
    const wrongKey = await run(['node'], { ...nodeEnvironment(), VAULT_STORAGE_KEY: 'hunter2hunter2' })
    expect(wrongKey.message).toContain('VAULT_STORAGE_KEY must be 0x and 64 hex digits')
    const wrongUrl = await run(['node'], { ...nodeEnvironment(), RPC_URL: 'ftp://node.example/hunter2' })
    expect(wrongUrl.message).toContain('RPC_URL must be http(s) URLs')
    const wrongScalar = await run(['node'], { ...nodeEnvironment(), VAULT_IDENTITY_KEY: `0x${'00'.repeat(32)}` })
    expect(wrongScalar.message).toContain('VAULT_IDENTITY_KEY is not a key of secp256k1')
    for (const { message } of [wrongKey, wrongUrl]) expect(message).not.toContain('hunter2')
  })

  it.each([
    ['VAULT_IDENTITY_KEY', 'node'],
    ['VAULT_STORAGE_KEY', 'node'],
    ['VAULT_OPERATOR_KEY', 'init'],
  ])('refuses %s from a file that others can read', async (name, command) => {
    const file = writeSecret('loose.key', KEY, 0o640)
    const { message } = await run([command], { ...nodeEnvironment(), [name]: '', [`${name}_FILE`]: file })
    expect(message).toContain(`run: chmod 600 ${file}`)
  })

  it('refuses a key of TLS that others can read', async () => {
    const file = writeSecret('tls.key', 'x', 0o644)
    const cert = writeSecret('tls.pem', 'x')
    const tls = { VAULT_TLS_CERT_FILE: cert, VAULT_TLS_KEY_FILE: file }
    expect((await run(['node'], { ...nodeEnvironment(), ...tls })).message).toContain(`run: chmod 600 ${file}`)
  })

  describe('identity and operator', () => {
    it('make keys that only their owner can read, and print what others know them by', async () => {
      const { answer } = await run(['identity', '--folder', at('keys')])
      const operator = await run(['operator', '--out', at('operator.key'), '--json'])
      const publicOf = (file: string) =>
        bytesToHex(secp256k1.getPublicKey(hexToBytes(fs.readFileSync(file, 'utf8').trim() as Hex), true))
      expect(answer).toBe(`${publicOf(at('keys/identity.key'))}\n`)
      expect(JSON.parse(operator.answer)).toEqual({
        operator: publicOf(at('operator.key')),
        operatorKeyFile: at('operator.key'),
      })
      for (const file of ['keys/identity.key', 'keys/storage.key', 'operator.key']) {
        expect(fs.statSync(at(file)).mode & 0o777).toBe(0o600)
      }
      expect(fs.readFileSync(at('keys/storage.key'), 'utf8')).toMatch(/^0x[0-9a-f]{64}\n$/)
    })

    it.each(['identity.key', 'storage.key'])('overwrite nothing: %s', async (name) => {
      fs.mkdirSync(at('keys'))
      fs.writeFileSync(at(`keys/${name}`), 'precious')
      const { message, exitCode } = await run(['identity', '--folder', at('keys')])
      expect(message).toContain(`${at(`keys/${name}`)} is there already and is not overwritten`)
      expect(exitCode).toBe(EXIT.misconfigured)
      expect(fs.readdirSync(at('keys'))).toEqual([name])
      expect(fs.readFileSync(at(`keys/${name}`), 'utf8')).toBe('precious')
    })
  })

  describe('seal and inspect', () => {
    const label = ['--chain-id', '31337', '--contract', ADDRESS, '--sender', ADDRESS]
    const ofProgram = [...label, '--kind', 'program-secret', '--subject', HASH]
    const seal = (...args: string[]) => run(['seal', '--key', at('vault.json'), '--json', ...args])
    const inspect = (...args: string[]) => run(['inspect', '--key', at('vault.json'), '--json', ...args])

    it('seals what the file holds, so that it is found well made under its label only', async () => {
      const { answer } = await seal(...ofProgram, '--in', writeSecret('secret', 'hush'), '--out', at('sealed'))
      const { id, sealed, masterKey, epoch } = JSON.parse(answer)
      expect({ masterKey, epoch }).toEqual({ masterKey: vaultKey.masterKey, epoch: 1 })
      expect(fs.readFileSync(at('sealed'), 'utf8')).toBe(`${sealed}\n`)
      const good = await inspect(...ofProgram, '--in', at('sealed'))
      expect(JSON.parse(good.answer)).toMatchObject({ id, isWellMade: true, paddedBytes: 64 })
      expect(good.exitCode).toBe(EXIT.ok)
      const bad = await inspect(...label, '--kind', 'slot-key', '--subject', HASH, '--in', at('sealed'))
      expect(JSON.parse(bad.answer)).toMatchObject({
        id,
        isWellMade: false,
        problem: 'the ciphertext was not sealed to this key under this label',
      })
      expect(bad.exitCode).toBe(EXIT.unhealthy)
    })

    it('makes a slot key, keeps it where only its owner can read it, and seals it under its commitment', async () => {
      const { answer } = await seal(...label, '--slot-key', at('slot.key'))
      const { label: sealedLabel, sealed } = JSON.parse(answer)
      expect(fs.statSync(at('slot.key')).mode & 0o777).toBe(0o600)
      const key = decodeSlotKey(hexToBytes(fs.readFileSync(at('slot.key'), 'utf8').trim() as Hex))
      expect(sealedLabel).toMatchObject({ kind: 1, subject: commitSlotKey(key), contract: ADDRESS, chainId: 31337 })
      const claim = { masterKey: vaultKey.masterKey, label: sealedLabel, sealed: hexToBytes(sealed) }
      expect(() => inspectSecret(claim)).not.toThrow()
      expect(answer).not.toContain(fs.readFileSync(at('slot.key'), 'utf8').trim().slice(2))
    })

    it('does not overwrite a slot key', async () => {
      const file = writeSecret('slot.key', 'precious')
      expect((await seal(...label, '--slot-key', file)).message).toContain('is there already and is not overwritten')
      expect(fs.readFileSync(file, 'utf8')).toBe('precious')
    })

    it('refuses a secret that others can read', async () => {
      const file = writeSecret('secret', 'hush', 0o644)
      expect((await seal(...ofProgram, '--in', file)).message).toContain(`run: chmod 600 ${file}`)
    })

    it.each<[string, () => string[], string]>([
      ['nothing to seal', () => [...ofProgram], 'give --in FILE'],
      ['an empty secret', () => [...ofProgram, '--in', writeSecret('secret', '')], 'is empty'],
      [
        'a secret that is too long',
        () => [...ofProgram, '--in', writeSecret('secret', 'x'.repeat(16_381))],
        'more than 16380 bytes',
      ],
      [
        'no subject',
        () => [...label, '--kind', 'slot-key', '--in', writeSecret('secret', 'x')],
        'give --kind and --subject',
      ],
      [
        'a slot key and a secret',
        () => [...label, '--slot-key', at('k'), '--in', '-'],
        'leave out --kind, --subject and --in',
      ],
    ])('refuses %s', async (_name, args, message) => {
      const failure = await seal(...args())
      expect(failure.message).toContain(message)
      expect(failure.exitCode).toBe(EXIT.misconfigured)
    })

    it('seals to no key that its nodes did not certify, and to no other than the pinned one', async () => {
      const secret = writeSecret('secret', 'hush')
      const args = ['seal', '--key', at('vault.json'), ...ofProgram, '--in', secret]
      const other = await run(args, { VAULT_MASTER_KEY: identityOf(keys[0] as Uint8Array) })
      expect(other.message).toContain(`is of the vault ${vaultKey.masterKey}, not VAULT_MASTER_KEY`)
      fs.writeFileSync(at('vault.json'), JSON.stringify(certifyVaultKey({ keys, signers: keys.slice(0, 2) })))
      expect((await run(args)).message).toContain('the vault key has 2 of 3 signatures')
      fs.writeFileSync(at('vault.json'), '{}')
      expect((await run(args)).message).toContain('is not a certified key')
    })
  })

  it('says that a vault of which no node answers has no key', async () => {
    const { answer, exitCode } = await run(['status', '--json'], { VAULT_ROSTER_FILE: at('roster.json') })
    const status = JSON.parse(answer)
    expect(status).toMatchObject({ state: 'empty', serving: 0, mayFail: 0 })
    expect(status.nodes).toHaveLength(4)
    expect(status.nodes[0].problems[0]).toMatch(/nobody listens there/)
    expect(exitCode).toBe(EXIT.down)
  })

  it('says errors of a command that answers once as a line for people', async () => {
    const context = { environment: {}, listenForStop: () => new AbortController().signal, write: () => undefined }
    expect(await runProgram(['status'], context)).toBe(EXIT.misconfigured)
    expect(vi.mocked(process.stderr.write).mock.calls.join('')).toBe(
      'error: the settings are wrong: VAULT_ROSTER_FILE is missing\n',
    )
  })

  it.each<[string, string[]]>([
    ['an unknown command', ['initialise']],
    ['an unknown option', ['status', '--yes']],
    ['a sender that is none', ['inspect', '--sender', '0x12']],
    ['an unknown kind', ['inspect', '--kind', 'order']],
  ])('ends as wrong usage with %s', async (_name, args) => {
    expect((await run(args)).exitCode).toBe(EXIT.usage)
  })
})
