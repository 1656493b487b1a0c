import fs from 'node:fs'
import path from 'node:path'
import type { Address } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import type { AwalChain, AwalProgram } from '../../offchain/agent/mechanisms/awal/awalSettings.ts'
import { openAwalWallet } from '../../offchain/agent/mechanisms/awal/openAwalWallet.ts'
import { runAwal } from '../../offchain/agent/mechanisms/awal/runAwal.ts'
import { readProcess } from '../../offchain/local/process/readProcess.ts'
import { type FakeAwal, type FakeAwalConfig, installFakeAwal } from './fakeAwal/installFakeAwal.ts'

const ACCOUNT: Address = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const RECIPIENT: Address = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const TEN_USDC = { amount: 10_000_000n, recipient: RECIPIENT }
const SELL = { amount: 10n ** 16n, from: 'eth', to: 'usdc', slippageBps: 50 } as const

describe.each(['2.0.3', '2.10.0'])('the agentic wallet, speaking as awal %s', (version) => {
  let fake: FakeAwal
  const install = (change: Partial<FakeAwalConfig> = {}) => {
    fake = installFakeAwal({ account: ACCOUNT, version, ...change })
    return fake
  }
  const open = (change: Partial<FakeAwalConfig> = {}, program: Partial<AwalProgram> = {}, chain: AwalChain = 'base') =>
    openAwalWallet({ program: { ...install(change).program, ...program }, chain })
  afterEach(() => fake.remove())

  it.each([false, true])('reads status and balances, with noise around the JSON: %s', async (isNoisy) => {
    const wallet = await open({ isNoisy })
    expect(await wallet.status()).toEqual({ running: true, authenticated: true })
    expect(await wallet.balance('usdc')).toEqual({ account: ACCOUNT, amount: 500_000_000n })
    expect(await wallet.balance('eth')).toEqual({ account: ACCOUNT, amount: 10n ** 18n })
  })

  it('sees that nobody is logged in although the exit code is 0', async () => {
    const wallet = await open({ isLoggedIn: false })
    expect(await wallet.status()).toEqual({ running: true, authenticated: false })
    await expect(wallet.balance('usdc')).rejects.toThrow('awal balance: nobody is logged in')
    expect(await wallet.send(TEN_USDC)).toMatchObject({ kind: 'refused' })
  })

  it.each(['allChains', 'otherChain'])('refuses a balance that was not asked for: %s', async (fault) => {
    const wallet = await open({ fault })
    await expect(wallet.balance('usdc')).rejects.toThrow('that was not asked for')
  })

  it.each(['transactionHash', 'txHash', 'tx_hash', 'hash'])(
    'sends exactly the amount and finds %s',
    async (hashKey) => {
      const wallet = await open({ hashKey, isNoisy: true })
      expect(await wallet.send(TEN_USDC)).toEqual({ kind: 'handedOver', txHash: `0x${'1'.padStart(64, '0')}` })
      expect(fake.ledger().sent).toEqual([{ recipient: RECIPIENT, amount: '10000000' }])
    },
  )

  it.each([1n, 150_000_000n, 499_999_999n])('means %s base units when it sends as many', async (amount) => {
    const wallet = await open()
    await wallet.send({ amount, recipient: RECIPIENT })
    expect(fake.ledger().sent).toEqual([{ recipient: RECIPIENT, amount: `${amount}` }])
  })

  it('sells exactly the ether it is told', async () => {
    const wallet = await open({ tradeYields: '30000000' })
    expect(await wallet.trade(SELL)).toMatchObject({ kind: 'handedOver' })
    expect(fake.ledger()).toMatchObject({ usdc: '530000000', eth: `${99n * 10n ** 16n}` })
  })

  it.each(['hangAfter', 'die', 'dieAfter', 'garbage', 'silent', 'flood', 'exitCode'])(
    'does not know what became of an action after: %s',
    async (fault) => {
      const wallet = await open({ fault }, { timeoutMs: 2_000 })
      expect(await wallet.send(TEN_USDC)).toMatchObject({ kind: 'unknown' })
      expect(fake.callsOf('send')).toHaveLength(1)
    },
  )

  it('does not know what became of a trade that was cut off', async () => {
    const wallet = await open({ fault: 'dieAfter' })
    expect(await wallet.trade(SELL)).toEqual({ kind: 'unknown', reason: 'awal trade: it was ended by SIGKILL' })
  })

  it('does not know what became of an action that names no transaction', async () => {
    const wallet = await open({ hashKey: undefined })
    expect(await wallet.send(TEN_USDC)).toEqual({ kind: 'unknown', reason: 'awal send: it names no transaction' })
    expect(fake.ledger().sent).toHaveLength(1)
  })

  it('leaves no process behind when time is up', async () => {
    const wallet = await open({ fault: 'hang' }, { timeoutMs: 2_000 })
    const { reason } = (await wallet.send(TEN_USDC)) as { reason: string }
    expect(reason).toBe('awal send: it did not end within 2000 ms')
    expect(fake.pids()).toHaveLength(2)
    for (const pid of fake.pids()) await expect.poll(() => readProcess(pid)).toBeUndefined()
  })

  it('does not wait for the background server that keeps the pipes open, and leaves it running', async () => {
    const wallet = await open({ fault: 'linger' })
    expect(await wallet.send(TEN_USDC)).toMatchObject({ kind: 'handedOver' })
    expect(fake.pids().map(readProcess)).not.toContain(undefined)
  })

  it.each([
    ['Transaction failed: Amount $10 exceeds per-request limit of $5. Adjust limits in the wallet app.', 'refused'],
    ['✖ Swap failed\nNo liquidity', 'refused'],
    ['Swap failed: TRANSFER_FROM_FAILED', 'unknown'],
    ['Bridge communication error: timeout', 'unknown'],
    ['✖ Transaction failed', 'unknown'],
  ])('takes %j for %s', async (refusal, kind) => {
    const wallet = await open({ refusal, isNoisy: true })
    expect(await wallet.trade(SELL)).toMatchObject({ kind })
    expect(await wallet.send(TEN_USDC)).toMatchObject({ kind })
  })

  it('knows from its own figures that the wallet holds too little, and does not repeat them', async () => {
    const wallet = await open()
    const refused = await wallet.send({ amount: 500_000_001n, recipient: RECIPIENT })
    expect(refused).toEqual({ kind: 'refused', reason: 'awal send: the wallet holds too little' })
  })

  it('gives up on a status that hangs', async () => {
    const wallet = await open({ fault: 'statusHangs' }, { timeoutMs: 2_000 })
    await expect(wallet.status()).rejects.toMatchObject({
      retryable: true,
      message: 'awal status: it did not end within 2000 ms',
    })
  })

  it.each([
    ['a name', { recipient: 'treasury.eth' }],
    ['an address without a checksum', { recipient: RECIPIENT.toLowerCase() }],
    ['a checksum that is wrong', { recipient: RECIPIENT.replace('fB', 'Fb') }],
    ['the zero address', { recipient: `0x${'0'.repeat(40)}` }],
    ['a short address', { recipient: RECIPIENT.slice(0, -1) }],
    ['an option', { recipient: '--chain' }],
    ['a line break', { recipient: `${RECIPIENT}\n` }],
    ['a shell command', { recipient: `${RECIPIENT}; touch pwned` }],
    ['a shell substitution', { recipient: '$(touch pwned)' }],
    ['nothing', { amount: 0n }],
    ['less than nothing', { amount: -1n }],
  ])('refuses to send to or by %s without starting the program', async (_case, change) => {
    const wallet = await open()
    const before = fake.calls().length
    expect(await wallet.send({ ...TEN_USDC, ...change } as typeof TEN_USDC)).toMatchObject({ kind: 'refused' })
    expect(fake.calls()).toHaveLength(before)
  })

  it.each([
    ['a token for itself', { to: 'eth' }],
    ['no slippage', { slippageBps: 0 }],
    ['a fraction of a basis point', { slippageBps: 0.5 }],
    ['more slippage than can be meant', { slippageBps: 1_001 }],
    ['nothing', { amount: 0n }],
  ] as const)('refuses to trade %s without starting the program', async (_case, change) => {
    const wallet = await open()
    const before = fake.calls().length
    expect(await wallet.trade({ ...SELL, ...change })).toMatchObject({ kind: 'refused' })
    expect(fake.calls()).toHaveLength(before)
  })

  it('passes arguments on as they are, whatever a shell would make of them', async () => {
    install()
    const pieces = [
      ';',
      '$(',
      ')',
      '`',
      '|',
      '&&',
      '>',
      '<',
      '*',
      '~',
      '"',
      "'",
      '\\',
      '\n',
      ' ',
      '-',
      '%',
      'touch pwned',
      '€',
      '',
    ]
    let seed = 7
    const pick = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return pieces[seed % pieces.length] ?? ''
    }
    for (let round = 0; round < 12; round++) {
      const args = Array.from({ length: 4 }, () => `x${pick()}${pick()}${pick()}`)
      await runAwal(fake.program, args)
      expect(fake.calls().at(-1)?.argv).toEqual(args)
    }
    expect(fs.readdirSync(fake.home).sort()).toEqual(['calls.jsonl', 'config.json', 'ledger.json'])
  })

  it('starts a program whose path a shell would run as something else, with the arguments of a wrapper', async () => {
    const { home, program } = install()
    const folder = path.join(home, 'a b;$(touch pwned)')
    fs.mkdirSync(folder)
    const script = path.join(folder, 'awal.mjs')
    fs.copyFileSync(program.bin, script)
    const wrapped = { ...program, bin: process.execPath, leadingArgs: ['--no-warnings', script] }
    const wallet = await openAwalWallet({ program: wrapped, chain: 'base' })
    expect(await wallet.status()).toEqual({ running: true, authenticated: true })
    expect(fake.calls().at(-1)?.argv).toEqual(['status', '--json'])
    expect(fs.existsSync(path.join(home, 'pwned'))).toBe(false)
  })

  it('gives the program PATH and HOME and none of our secrets', async () => {
    const secrets = {
      AGENT_PRIVATE_KEY: '0x1',
      AGENT_SEALING_KEY: '0x2',
      DATABASE_URL: 'x',
      RPC_URL: 'x',
      CDP_WALLET_SECRET: 'x',
    }
    Object.assign(process.env, secrets)
    try {
      const wallet = await open()
      await wallet.send(TEN_USDC)
      const received = fake.calls().map(({ environment }) => Object.keys(environment).sort())
      expect(received.length).toBeGreaterThan(1)
      for (const names of received) expect(names).toEqual(['HOME', 'PATH'])
    } finally {
      for (const name of Object.keys(secrets)) delete process.env[name]
    }
  })

  it('names the chain in every command that has one, and never an asset of a balance', async () => {
    const wallet = await open()
    await wallet.balance('usdc')
    await wallet.trade(SELL)
    await wallet.send(TEN_USDC)
    const sent = fake.calls().slice(1)
    expect(sent).toHaveLength(3)
    for (const { argv } of sent) expect(argv.join(' ')).toContain('--chain base')
    expect(fake.callsOf('balance').flat()).not.toContain('--asset')
    for (const { argv } of sent) expect(argv).toContain('--json')
  })

  it('says what is wrong when the program is not there', async () => {
    await expect(open({}, { bin: '/nowhere/awal' })).rejects.toThrow('awal --version: ENOENT; check AWAL_BIN')
  })
})

describe('versions of awal', () => {
  it.each(['2.8.1', '2.13.0', '3.0.0'])('refuses %s', async (version) => {
    const fake = installFakeAwal({ account: ACCOUNT, version })
    await expect(openAwalWallet({ program: fake.program, chain: 'base' })).rejects.toThrow(
      `awal ${version} is not a known`,
    )
    fake.remove()
  })

  it('knows that the older one sends on Base only', async () => {
    const fake = installFakeAwal({ account: ACCOUNT, version: '2.0.3' })
    const opening = openAwalWallet({ program: fake.program, chain: 'polygon' })
    await expect(opening).rejects.toThrow('awal 2.0.3 does not send on polygon')
    fake.remove()
  })

  it('speaks to each only in words that the other may not know', async () => {
    const fake = installFakeAwal({ account: ACCOUNT, version: '2.10.0' })
    const newer = await openAwalWallet({ program: fake.program, chain: 'base' })
    fake.configure({ version: '2.0.3' })
    expect(await newer.send(TEN_USDC)).toMatchObject({
      kind: 'refused',
      reason: 'awal send: the command line is not the dialect that its version promises',
    })
    fake.remove()
  })
})
