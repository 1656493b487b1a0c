import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkSettings, readSettings } from './config.ts'

const SECRET = `0x${'5e'.repeat(32)}`
const complete = {
  CONTRACT_ADDRESS: `0x${'11'.repeat(20)}`,
  TREASURY_ADDRESS: `0x${'22'.repeat(20)}`,
  AGENT_SEALING_KEY: SECRET,
}

const read = (change: NodeJS.ProcessEnv = {}) => readSettings({ environment: { ...complete, ...change } })
const problemsOf = (change: NodeJS.ProcessEnv, file?: string): string[] =>
  checkSettings({ environment: { ...complete, ...change }, file }).problems.map(
    ({ setting, message }) => `${setting} ${message}`,
  )

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const writeFile = (content: unknown, mode = 0o644): string => {
  const file = path.join(folder, 'agent.json')
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode })
  fs.chmodSync(file, mode)
  return file
}

describe('the settings of an agent', () => {
  it('are a dry run unless told otherwise', () => {
    expect(read()).toMatchObject({ signer: 'dryRun', config: { awalDryRun: true } })
    expect(read({ AGENT_PRIVATE_KEY: SECRET, SIGNER: 'localKey' }).signer).toBe('dryRun')
  })

  it('sign with the private key when they act and name no signer', () => {
    const live = read({ AWAL_DRY_RUN: 'false', AGENT_PRIVATE_KEY: SECRET })
    expect(live.signer).toBe('localKey')
    expect(live.secrets.agentPrivateKey).toBe(SECRET)
  })

  it('have the documented defaults and say where each value came from', () => {
    const file = writeFile({ pollInterval: 500, slippageBps: 20 })
    const { config, sources } = readSettings({ environment: { ...complete, SLIPPAGE_BPS: '30' }, file })
    expect(config).toMatchObject({
      rpcUrl: ['http://127.0.0.1:8545'],
      confirmations: 3n,
      pollInterval: 500,
      slippageBps: 30,
      operationsPort: 9464,
      minGasBalance: '0.05',
    })
    expect(sources).toMatchObject({
      pollInterval: 'file',
      slippageBps: 'environment',
      confirmations: 'default',
      reserveAddress: 'notSet',
      agentSealingKey: 'environment',
      databaseUrl: 'notSet',
    })
  })

  it('take numbers, booleans, text and lists from the file that AGENT_CONFIG names', () => {
    const file = writeFile({
      rpcUrl: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
      awalDryRun: true,
      confirmations: 'finalized',
      startBlock: 12,
      maxFeeGwei: '0.5',
      operationsPort: 'off',
      smtpTo: ['a@example.com', 'b@example.com'],
      smtpHost: 'mail',
      smtpFrom: 'agent@example.com',
    })
    expect(read({ AGENT_CONFIG: file }).config).toMatchObject({
      rpcUrl: ['http://127.0.0.1:1', 'http://127.0.0.1:2'],
      confirmations: 'finalized',
      startBlock: 12n,
      maxFeeGwei: '0.5',
      operationsPort: 'off',
      smtpTo: ['a@example.com', 'b@example.com'],
    })
  })

  it('split lists of the environment at commas', () => {
    expect(read({ RPC_URL: 'http://127.0.0.1:1, http://127.0.0.1:2' }).config.rpcUrl).toHaveLength(2)
  })

  it('treat an empty variable as not set', () => {
    expect(read({ SLACK_WEBHOOK_URL: '', POLL_INTERVAL: '' }).config.pollInterval).toBe(2_000)
  })

  it('take platform families without a source: `enclave collateral status` reads them', () => {
    expect(read({ COLLATERAL_FMSPC: '90C06F000000' }).config.collateralFmspc).toEqual(['0x90c06f000000'])
  })

  it('name the platform families of the collateral once each', () => {
    const { config } = read({
      COLLATERAL_SOURCE: 'https://pccs.example:8081',
      COLLATERAL_FMSPC: '90C06F000000, 90c06f000000,b0c06f000000',
      CRL_STORE_ADDRESS: `0x${'33'.repeat(20)}`,
      TCB_STORE_ADDRESS: `0x${'44'.repeat(20)}`,
    })
    expect(config).toMatchObject({
      collateralFmspc: ['0x90c06f000000', '0xb0c06f000000'],
      collateralInterval: 21_600_000,
      collateralPckCa: 'platform',
    })
  })

  it('keep secrets out of the configuration', () => {
    const { config } = read({ AGENT_PRIVATE_KEY: SECRET })
    const text = JSON.stringify(config, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(text).not.toContain(SECRET.slice(2))
  })

  it('need no key when they are only read', () => {
    const { AGENT_SEALING_KEY: _, ...environment } = complete
    expect(checkSettings({ environment }).problems).toHaveLength(1)
    expect(readSettings({ environment, purpose: 'read' }).secrets.agentSealingKey).toBeUndefined()
  })
})

describe('wrong settings', () => {
  it.each([
    ['CONTRACT_ADDRESS is missing', { CONTRACT_ADDRESS: undefined }],
    ['TREASURY_ADDRESS is "0x12"; it must be an address', { TREASURY_ADDRESS: '0x12' }],
    ['RPC_URL must be http(s) URLs', { RPC_URL: 'not a url' }],
    ['RPC_URL must be http(s) URLs', { RPC_URL: 'file:///etc/passwd' }],
    ['RPC_URL names one endpoint twice', { RPC_URL: 'http://127.0.0.1:1,http://127.0.0.1:1' }],
    ['CONFIRMATIONS is "1.5"', { CONFIRMATIONS: '1.5' }],
    ['CONFIRMATIONS is "-1"', { CONFIRMATIONS: '-1' }],
    ['POLL_INTERVAL is "0"', { POLL_INTERVAL: '0' }],
    ['MAX_LOG_BLOCKS is "0"', { MAX_LOG_BLOCKS: '0' }],
    ['SLIPPAGE_BPS is "10000"', { SLIPPAGE_BPS: '10000' }],
    ['MAX_FEE_GWEI is "1e3"', { MAX_FEE_GWEI: '1e3' }],
    ['AWAL_DRY_RUN is "no"; it must be true or false', { AWAL_DRY_RUN: 'no' }],
    ['LOG_LEVEL is "loud"', { LOG_LEVEL: 'loud' }],
    ['OPERATIONS_PORT is "65536"', { OPERATIONS_PORT: '65536' }],
    ['OPERATIONS_HOST is "example.com"', { OPERATIONS_HOST: 'example.com' }],
    ['CHAIN_ID is "0"', { CHAIN_ID: '0' }],
    ['AGENT_SEALING_KEY is missing', { AGENT_SEALING_KEY: undefined }],
    ['AGENT_PRIVATE_KEY must be 0x', { AGENT_PRIVATE_KEY: '0xabc' }],
    ['DATABASE_URL must be a postgres:// URL', { DATABASE_URL: 'mysql://x' }],
    ['SLACK_WEBHOOK_URL must be an https URL', { SLACK_WEBHOOK_URL: 'http://example.com/x' }],
    ['SIGNER is missing', { AWAL_DRY_RUN: 'false' }],
    ['SIGNER is dryRun', { AWAL_DRY_RUN: 'false', SIGNER: 'dryRun' }],
    ['AGENT_PRIVATE_KEY is missing', { AWAL_DRY_RUN: 'false', SIGNER: 'localKey' }],
    ['AGENT_KEYSTORE_PASSPHRASE is missing', { AWAL_DRY_RUN: 'false', SIGNER: 'keystore', AGENT_KEYSTORE: 'k' }],
    ['CDP_WALLET_SECRET is missing', { AWAL_DRY_RUN: 'false', SIGNER: 'cdp' }],
    ['AGENT_STORE and DATABASE_URL are both set', { AGENT_STORE: 'a.db', DATABASE_URL: 'postgres://x' }],
    ['ALERT_WEBHOOK_SECRET is missing', { ALERT_WEBHOOK_URL: 'https://example.com/hook' }],
    ['ALERT_WEBHOOK_URL is missing', { ALERT_WEBHOOK_SECRET: 'x'.repeat(16) }],
    ['SMTP_TO is missing', { SMTP_HOST: 'mail', SMTP_FROM: 'a@b' }],
    ['SMTP_HOST is missing', { SMTP_FROM: 'a@b' }],
    ['SMTP_PASSWORD is missing', { SMTP_HOST: 'mail', SMTP_FROM: 'a@b', SMTP_TO: 'c@d', SMTP_USER: 'u' }],
    ['AWAL_RECIPIENT is missing', { AWAL_ENABLED: 'true' }],
    ['AWAL_MAX_PER_ACTION is 2, above AWAL_MAX_PER_DAY', { AWAL_ENABLED: 'true', AWAL_MAX_PER_ACTION: '2' }],
    ['AWAL_CHAIN is "solana"; it must be one of base, polygon', { AWAL_CHAIN: 'solana' }],
    ['REPLENISH_TARGET and REPLENISH_STEP belong together', { REPLENISH_STEP: '5' }],
    ['REPLENISH_STEP is 9, above REPLENISH_TARGET', { REPLENISH_STEP: '9', REPLENISH_TARGET: '5.5' }],
    ['COLLATERAL_FMSPC is missing; COLLATERAL_SOURCE needs it', { COLLATERAL_SOURCE: 'https://pccs.example' }],
    ['TCB_STORE_ADDRESS is missing; COLLATERAL_SOURCE needs it', { COLLATERAL_SOURCE: './collateral' }],
    ['COLLATERAL_FMSPC is "90c06f"; it must be 12 hex digits each', { COLLATERAL_FMSPC: '90c06f' }],
    ['COLLATERAL_SOURCE must be an http(s) URL or a path', { COLLATERAL_SOURCE: 'ftp://pccs.example' }],
    ['COLLATERAL_SOURCE must not hold a login, a query', { COLLATERAL_SOURCE: 'https://a:b@pccs.example' }],
    ['COLLATERAL_SOURCE must not hold a login, a query', { COLLATERAL_SOURCE: 'https://pccs.example/?key=1' }],
    ['COLLATERAL_INTERVAL is "59999"', { COLLATERAL_INTERVAL: '59999' }],
    ['COLLATERAL_PCK_CA is "root"; it must be one of platform, processor', { COLLATERAL_PCK_CA: 'root' }],
    ['COLLATERAL_SORCE is not a setting; did you mean COLLATERAL_SOURCE?', { COLLATERAL_SORCE: 'x' }],
    ['AGENT_PRIVAT_KEY is not a setting; did you mean AGENT_PRIVATE_KEY?', { AGENT_PRIVAT_KEY: SECRET }],
    ['SMTP_PASWORD is not a setting; did you mean SMTP_PASSWORD?', { SMTP_PASWORD: 'x' }],
    ['ALERT_ON_EVERYTHING is not a setting', { ALERT_ON_EVERYTHING: '1' }],
  ])('are told: %s', (expected, change) => {
    const problems = problemsOf(change)
    expect(problems.filter((problem) => problem.startsWith(expected))).toHaveLength(1)
  })

  it('are told all at once', () => {
    const wrong = { ...complete, TREASURY_ADDRESS: '0x12', RPC_URLS: 'x', SMTP_HOST: 'mail', AWAL_DRY_RUN: 'false' }
    expect(() => readSettings({ environment: wrong })).toThrow(
      /RPC_URLS is not.*TREASURY_ADDRESS is.*SIGNER is missing.*SMTP_FROM is missing.*SMTP_TO is missing/,
    )
  })

  it('are not what other programs keep in the environment', () => {
    expect(problemsOf({ PATH: '/bin', SLACK_TOKEN: 'x', CDP_PROJECT_ID: 'y', DATABASE_URI: 'z' })).toEqual([])
  })

  it.each([
    ['rpcUrls in FILE is not a setting; did you mean rpcUrl?', { rpcUrls: ['http://127.0.0.1'] }],
    ['CONTRACT_ADDRESS in FILE is not a setting; did you mean contractAddress?', { CONTRACT_ADDRESS: '0x' }],
    ['AGENT_CONFIG in FILE is not a setting', { AGENT_CONFIG: 'other.json' }],
    ['maxFeeGwei in FILE is not a whole number; write "0.5" in quotes', { maxFeeGwei: 0.5 }],
    ['pollInterval in FILE is of the wrong type', { pollInterval: { ms: 5 } }],
    ['agentPrivateKey is a secret and stands in FILE; put it into the environment', { agentPrivateKey: SECRET }],
    ['AGENT_CONFIG FILE must be one JSON object', []],
    ['AGENT_CONFIG FILE is not JSON; look at line 2', '{"agentPrivateKey": "hunter2",\n"x" 5}'],
  ])('of the file are told: %s', (expected, content) => {
    const file = writeFile(content)
    const problems = problemsOf({}, file)
    expect(problems.filter((problem) => problem.startsWith(expected.replace('FILE', file)))).toHaveLength(1)
    expect(problems.join()).not.toMatch(/hunter2|5e5e/)
  })

  it('include a file that is not there', () => {
    expect(problemsOf({}, path.join(folder, 'none.json'))[0]).toMatch(/none\.json cannot be read \(ENOENT\)/)
  })

  it('never show a malformed secret, nor an endpoint', () => {
    const problems = problemsOf({
      AGENT_SEALING_KEY: `${SECRET}00`,
      RPC_URL: 'ftp://example.com/hunter2',
      AWAL_RPC_URL: 'ftp://example.com/hunter2',
      DATABASE_URL: 'hunter2',
      ALERT_WEBHOOK_SECRET: 'hunter2',
      COLLATERAL_SOURCE: 'https://hunter2@pccs.example',
    })
    expect(problems).toHaveLength(10)
    expect(problems.join()).not.toMatch(/hunter2|5e5e/)
  })
})

describe('a secret in a file', () => {
  const { AGENT_SEALING_KEY: _, ...rest } = complete

  it('is read when only its owner can read the file', () => {
    const file = writeFile(`${SECRET}\n`, 0o600)
    const { secrets, sources } = readSettings({ environment: { ...rest, AGENT_SEALING_KEY_FILE: file } })
    expect(secrets.agentSealingKey).toBe(SECRET)
    expect(sources.agentSealingKey).toBe('environment')
  })

  it.each([
    ['others can read it', SECRET, 0o640, /chmod 600/],
    ['it is empty', ' \n', 0o600, /is empty/],
  ])('is refused when %s', (_name, content, mode, message) => {
    const file = writeFile(content, mode)
    expect(() => readSettings({ environment: { ...rest, AGENT_SEALING_KEY_FILE: file } })).toThrow(message)
  })

  it('is refused beside the same secret in the environment', () => {
    const file = writeFile(SECRET, 0o600)
    expect(problemsOf({ AGENT_SEALING_KEY_FILE: file })).toEqual([
      'AGENT_SEALING_KEY and AGENT_SEALING_KEY_FILE are both set; unset one',
    ])
  })
})
