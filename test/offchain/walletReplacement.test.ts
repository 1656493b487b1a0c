import { type Hex, parseEther, parseGwei, parseTransaction } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localKeySigner } from '../../offchain/agent/wallets/localKeySigner.ts'
import { transactionWallet } from '../../offchain/agent/wallets/transactionWallet.ts'
import { createClient } from '../../offchain/chain/createClient.ts'
import { type LocalClient, localClient } from '../../offchain/local/chain/localClient.ts'
import { type Anvil, startAnvil } from '../../offchain/local/chain/startAnvil.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { createLog } from '../../offchain/log.ts'
import type { SignedTransaction } from '../../offchain/store/journal.ts'

const { agent, owner } = LOCAL_ACCOUNTS
const RECIPIENT = '0x00000000000000000000000000000000000000aa'
const CALL = { to: RECIPIENT, data: '0x1234' } as const
const REPLACE_AFTER_SECONDS = 60

let anvil: Anvil
let chain: LocalClient
/** The wallet's clock, in Unix seconds. */
let time: number

beforeEach(async () => {
  anvil = await startAnvil({ port: 0, log: createLog({ name: 'test', level: 'silent' }) })
  chain = localClient(anvil.rpcUrl)
  await chain.setAutomine(false)
  time = 1_800_000_000
})
afterEach(() => anvil.process.stop())

type WalletOptions = { cap?: string; privateKey?: Hex; minBalance?: bigint; estimate?: bigint }

/** `estimate`: what the node says that every call needs. */
const openWallet = async (options: WalletOptions = {}) => {
  const { cap = '500', privateKey = agent.privateKey, minBalance = 0n, estimate } = options
  const client = await createClient({ rpcUrl: anvil.rpcUrl })
  return transactionWallet(estimate === undefined ? client : { ...client, estimateGas: async () => estimate }, {
    signer: localKeySigner(privateKey),
    maxFeePerGas: parseGwei(cap),
    minBalance,
    replaceAfterSeconds: REPLACE_AFTER_SECONDS,
    now: () => time,
  })
}

/** The newest block's number, as the agent reads it at the start of a pass. */
const newestBlock = () => chain.getBlockNumber({ cacheTime: 0 })

const prepared = async (
  wallet: Awaited<ReturnType<typeof openWallet>>,
  earlier: readonly SignedTransaction[] = [],
): Promise<SignedTransaction> => {
  const signed = await wallet.prepare(CALL, { blockNumber: await newestBlock(), earlier })
  return signed ?? expect.fail('nothing was signed')
}
const replaced = async (wallet: Awaited<ReturnType<typeof openWallet>>, waiting: SignedTransaction) =>
  (await wallet.replace(waiting)) ?? expect.fail('nothing was signed')

const mineAt = async (baseFee: string) => {
  await chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei(baseFee) })
  await chain.mine({ blocks: 1 })
}
const isMined = async (hash: Hex) =>
  chain.getTransactionReceipt({ hash }).then(
    () => true,
    () => false,
  )
const minedCount = () => chain.getTransactionCount({ address: agent.address, blockTag: 'latest' })
const waitingCount = () => chain.getTransactionCount({ address: agent.address, blockTag: 'pending' })

describe('a wallet on a chain', () => {
  it('signs exactly its call, for this chain, with a margin of gas', async () => {
    const signed = await prepared(await openWallet())
    const { type, chainId, to, data, value, nonce, gas } = parseTransaction(signed.rawTransaction)
    const estimate = await chain.estimateGas({ account: agent.address, ...CALL })
    expect({ type, chainId, to, data, value, nonce }).toEqual({
      type: 'eip1559',
      chainId: 31337,
      ...CALL,
      value: undefined,
      nonce: 0,
    })
    expect(gas).toBe((estimate * 125n) / 100n)
    expect(signed).toMatchObject({ nonce: 0, sender: agent.address, signedAt: time })
  })

  it('counts mined transactions: one that waits in the pool is outbid, not queued behind', async () => {
    const wallet = await openWallet()
    const first = await prepared(wallet)
    await wallet.broadcast(first.rawTransaction)
    expect([await minedCount(), await waitingCount()]).toEqual([0, 1])

    const second = await prepared(wallet, [first])
    expect(second.nonce).toBe(0)
    expect(second.maxFeePerGas * 8n).toBeGreaterThanOrEqual(first.maxFeePerGas * 9n)
    await wallet.broadcast(second.rawTransaction)
    await chain.mine({ blocks: 1 })
    expect(await isMined(second.txHash)).toBe(true)
    expect(await isMined(first.txHash)).toBe(false)

    const third = await prepared(wallet, [first, second])
    expect(third.nonce).toBe(1)
    expect(third.maxFeePerGas).toBeLessThan(second.maxFeePerGas)
  })

  it('does not outbid what another key signed for the same nonce', async () => {
    const foreign = await prepared(await openWallet({ privateKey: owner.privateKey }))
    const alone = await prepared(await openWallet())
    expect(await prepared(await openWallet(), [foreign])).toEqual(alone)
  })

  it('replaces a stuck transaction, of which exactly one is ever mined', async () => {
    const wallet = await openWallet()
    const stuck = await prepared(wallet)
    await wallet.broadcast(stuck.rawTransaction)
    await mineAt('40')
    expect(await isMined(stuck.txHash)).toBe(false)

    time += REPLACE_AFTER_SECONDS - 1
    expect(await wallet.replace(stuck)).toBeUndefined()
    time += 1
    const replacement = await replaced(wallet, stuck)
    expect(replacement).toMatchObject({ nonce: stuck.nonce, sender: agent.address, signedAt: time })
    const { nonce: _nonce, ...before } = parseTransaction(stuck.rawTransaction)
    const after = parseTransaction(replacement.rawTransaction)
    expect(after).toMatchObject({ to: before.to, data: before.data, gas: before.gas, chainId: 31337 })

    await wallet.broadcast(replacement.rawTransaction)
    await mineAt('40')
    expect(await isMined(replacement.txHash)).toBe(true)
    expect(await minedCount()).toBe(1)

    // The original, told to the network again, is of the past.
    await wallet.broadcast(stuck.rawTransaction)
    await mineAt('1')
    expect(await isMined(stuck.txHash)).toBe(false)
    expect(await minedCount()).toBe(1)
  })

  it('tells the network of the original and its replacement in any order without an error', async () => {
    const wallet = await openWallet()
    const stuck = await prepared(wallet)
    await wallet.broadcast(stuck.rawTransaction)
    await mineAt('40')
    time += REPLACE_AFTER_SECONDS
    const replacement = await replaced(wallet, stuck)
    // The next block is cheap enough for both: only the pool's own rule stands between them.
    await mineAt('40')
    await chain.setNextBlockBaseFeePerGas({ baseFeePerGas: 1n })
    for (const { rawTransaction } of [replacement, replacement, stuck, replacement, stuck]) {
      await wallet.broadcast(rawTransaction)
    }
    await chain.mine({ blocks: 1 })
    expect(await isMined(replacement.txHash)).toBe(true)
    expect(await minedCount()).toBe(1)
  })

  it('says that the node takes nothing this cheap, which may pass', async () => {
    const wallet = await openWallet()
    const stuck = await prepared(wallet)
    await mineAt('40')
    await expect(wallet.broadcast(stuck.rawTransaction)).rejects.toMatchObject({
      message: 'the node takes no transaction with fees this low at present',
      retryable: true,
    })
  })

  it('signs nothing above the cap, and says which setting that is', async () => {
    await mineAt('40')
    const wallet = await openWallet({ cap: '30' })
    await expect(prepared(wallet)).rejects.toMatchObject({
      message: expect.stringMatching(/^a fee of \S+ gwei is above MAX_FEE_GWEI \(30\)$/),
      retryable: true,
    })
  })

  it('signs upkeep below half of the cap, also as a replacement, so that a heal can outbid it', async () => {
    const wallet = await openWallet({ cap: '60' })
    const upkeep = { blockNumber: await newestBlock(), earlier: [], purpose: 'upkeep' } as const
    const stuck = await wallet.prepare(CALL, upkeep)
    if (!stuck) return expect.fail('nothing was signed')
    await mineAt('100')
    time += REPLACE_AFTER_SECONDS
    const replacement = await wallet.replace(stuck, 'upkeep')
    expect(replacement?.maxFeePerGas).toBe(parseGwei('30'))
    expect((await wallet.replace(stuck))?.maxFeePerGas).toBe(parseGwei('60'))
    await expect(wallet.prepare(CALL, upkeep)).rejects.toMatchObject({
      message: expect.stringMatching(/is above half of MAX_FEE_GWEI \(30\)$/),
      retryable: true,
    })
  })

  it('replaces up to the cap during a gas spike, and then waits for prices to fall', async () => {
    const wallet = await openWallet({ cap: '30' })
    const stuck = await prepared(wallet)
    await wallet.broadcast(stuck.rawTransaction)
    await mineAt('100')
    time += REPLACE_AFTER_SECONDS
    const atCap = await replaced(wallet, stuck)
    expect(atCap.maxFeePerGas).toBe(parseGwei('30'))
    // Anvil, unlike others, takes nothing that the next block is too dear for.
    await mineAt('20')
    await wallet.broadcast(atCap.rawTransaction)
    time += 1_000 * REPLACE_AFTER_SECONDS
    await chain.setNextBlockBaseFeePerGas({ baseFeePerGas: parseGwei('100') })
    expect(await wallet.replace(atCap)).toBeUndefined()
    await mineAt('20')
    expect(await isMined(atCap.txHash)).toBe(true)
    expect(await minedCount()).toBe(1)
  })

  it('does not replace what another key signed', async () => {
    const foreign = await prepared(await openWallet({ privateKey: owner.privateKey }))
    await mineAt('40')
    time += REPLACE_AFTER_SECONDS
    expect(await (await openWallet()).replace(foreign)).toBeUndefined()
  })

  it('signs no call that wants more gas than any heal', async () => {
    const wallet = await openWallet()
    const data: Hex = `0x${'ff'.repeat(60_000)}`
    const attempt = wallet.prepare({ to: RECIPIENT, data }, { blockNumber: await newestBlock(), earlier: [] })
    await expect(attempt).rejects.toThrow(/wants \d+ gas for a heal, above 1000000/)
    const replenish = { blockNumber: await newestBlock(), earlier: [], purpose: 'replenish' } as const
    await expect(wallet.prepare({ to: RECIPIENT, data }, replenish)).rejects.toThrow(
      /for a replenishment, above 1000000/,
    )
  })

  it.each([
    ['with a margin', 1_714_629n, 2_143_286n],
    ['without one when it just fits into a transaction', 15_900_000n, 16_777_216n],
  ])('signs upkeep for as much gas as a transaction may have, %s', async (_name, estimate, gas) => {
    const wallet = await openWallet({ estimate })
    const upkeep = { blockNumber: await newestBlock(), earlier: [], purpose: 'upkeep' } as const
    const signed = (await wallet.prepare(CALL, upkeep)) ?? expect.fail('nothing was signed')
    expect(parseTransaction(signed.rawTransaction).gas).toBe(gas)
    const tooMuch = (await openWallet({ estimate: 16_777_217n })).prepare(CALL, upkeep)
    await expect(tooMuch).rejects.toThrow(/wants \d+ gas for upkeep, above 16777216/)
  })

  it.each([
    ['what a heal needs at the highest fee', '100', 0n, parseEther('0.04')],
    ['MIN_GAS_BALANCE', '30', parseEther('1'), parseEther('1')],
  ])('leaves %s when it pays for upkeep, also with a replacement', async (_name, cap, minBalance, reserve) => {
    const wallet = await openWallet({ cap, minBalance })
    const options = { blockNumber: await newestBlock(), earlier: [] }
    const upkeep = { ...options, purpose: 'upkeep' } as const
    const stuck = (await wallet.prepare(CALL, upkeep)) ?? expect.fail('nothing was signed')
    const { gas = 0n } = parseTransaction(stuck.rawTransaction)
    const value = gas * stuck.maxFeePerGas + reserve
    await chain.setBalance({ address: agent.address, value })
    expect(await wallet.prepare(CALL, upkeep)).toBeDefined()
    await chain.setBalance({ address: agent.address, value: value - 1n })
    await expect(wallet.prepare(CALL, upkeep)).rejects.toMatchObject({
      message: expect.stringContaining('upkeep that leaves a heal and MIN_GAS_BALANCE theirs needs'),
      retryable: true,
    })
    for (const purpose of ['heal', 'replenish'] as const) {
      expect(await wallet.prepare(CALL, { ...options, purpose })).toBeDefined()
    }
    await mineAt('100')
    time += REPLACE_AFTER_SECONDS
    expect(await wallet.replace(stuck, 'upkeep')).toBeUndefined()
    await chain.setBalance({ address: agent.address, value: 2n * value })
    expect(await wallet.replace(stuck, 'upkeep')).toBeDefined()
  })

  it('says who cannot pay for gas', async () => {
    const wallet = await openWallet()
    const signed = await prepared(wallet)
    await chain.setBalance({ address: agent.address, value: 1n })
    await expect(wallet.broadcast(signed.rawTransaction)).rejects.toMatchObject({
      message: `${agent.address} cannot pay for gas; send it ether`,
      retryable: true,
    })
  })
})
