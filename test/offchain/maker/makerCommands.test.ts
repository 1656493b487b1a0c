import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { numberToHex, parseUnits } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSlots } from '../../../offchain/chain/darkpool/readSlots.ts'
import { creDarkPoolAbi } from '../../../offchain/chain/generated.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import type { ReadySettlement } from '../../../offchain/enclave/matching/settleClosedRound.ts'
import { fundAccount } from '../../../offchain/local/chain/fundAccount.ts'
import {
  type LocalMaker,
  type LocalMakers,
  localMakerPlans,
  startMakers,
} from '../../../offchain/local/makers/startMakers.ts'
import { createProve } from '../../../offchain/local/pool/createProve.ts'
import { createScene, type Scene } from '../../../offchain/local/pool/createScene.ts'
import { passTime } from '../../../offchain/local/pool/passTime.ts'
import { createMember } from '../../../offchain/local/pool/poolMember.ts'
import { type PoolStack, startPoolStack } from '../../../offchain/local/pool/startPoolStack.ts'
import { createLog } from '../../../offchain/log.ts'
import { EXIT } from '../../../offchain/maker/commands/exitCode.ts'
import { FINE } from '../../../offchain/protocol/pool/constants.ts'
import { createTestShutdown } from '../testShutdown.ts'
import { createRunner, type Ran } from './runMaker.ts'
import { type RpcGate, startRpcGate } from './startRpcGate.ts'

const bitcoin = (amount: string): bigint => parseUnits(amount, 8)
const dollars = (amount: string): bigint => parseUnits(amount, 6)

/** Some seconds are enough where nobody else computes. */
const TIMEOUT_MS = 240_000

const log = createLog({ name: 'test', level: 'silent' })
const shutdown = createTestShutdown()
const runner = createRunner()
const accountKey = generatePrivateKey()
const { address } = privateKeyToAccount(accountKey)
const requester = createMember('requester')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'maker-'))
const keyFile = path.join(folder, 'slot.key')

let stack: PoolStack
let scene: Scene
let gate: RpcGate
let environment: Record<string, string>
let makers: LocalMakers | undefined
let starting: Promise<LocalMakers>

const json = ({ code, out, err }: Ran, wanted: number = EXIT.ok) => {
  expect(code, err).toBe(wanted)
  return JSON.parse(out)
}
const run = (...args: string[]): Promise<Ran> => runner.run(environment, ...args)

/** Kills the command with SIGKILL at its `nth` transaction: before the node has it, or after it happened. */
const killAt = async (when: 'before' | 'after', nth: number, ...args: string[]): Promise<Ran> => {
  const { child, ended } = runner.spawn({ ...environment, RPC_URL: gate.url }, ...args)
  gate.onTransaction(nth, when, () => void child.kill('SIGKILL'))
  return ended
}

/** Settles the next round of the request that is pending. */
const settleDue = async (): Promise<ReadySettlement> => {
  const on = { address: stack.deployment.darkPool, abi: creDarkPoolAbi } as const
  const id = await stack.client.readContract({ ...on, functionName: 'liveRequest' })
  const { openedAt, timeout, settledRounds } = await stack.client.readContract({
    ...on,
    functionName: 'request',
    args: [id],
  })
  await scene.close(openedAt + Math.ceil((timeout * (settledRounds + 1)) / stack.terms.roundsPerRequest))
  return scene.settle()
}

/** Until the enclave has opened the keys of so many slots. */
const keysAreOpen = (count: number) =>
  expect
    .poll(
      async () => {
        const { client, deployment, enclave } = stack
        const slots = await readSlots(client, { pool: deployment.darkPool, block: await readHead(client) })
        return slots.filter(({ pendingKey }) => pendingKey && enclave.keyOf(pendingKey) !== undefined).length
      },
      { timeout: TIMEOUT_MS / 2 },
    )
    .toBe(count)

const settleIdle = async (): Promise<ReadySettlement> => {
  await scene.close()
  return scene.settle()
}

beforeAll(async () => {
  const plans = localMakerPlans(bitcoin('40'))
  const admitted = [address, requester.account.address, ...plans.map(({ account }) => account.address)]
  const [started, prove] = await Promise.all([
    startPoolStack({ admitted, log, shutdown, onReady: () => undefined }),
    createProve(() => undefined, shutdown.signal),
  ])
  stack = started
  scene = createScene({ stack, prove, log, signal: shutdown.signal })
  gate = await startRpcGate(stack.chain.rpcUrl)
  fs.writeFileSync(path.join(folder, 'account.key'), accountKey, { mode: 0o600 })
  environment = {
    RPC_URL: stack.chain.rpcUrl,
    DARK_POOL_ADDRESS: stack.deployment.darkPool,
    START_BLOCK: `${stack.deployment.startBlock}`,
    VAULT_MASTER_KEY: stack.vault.key.masterKey,
    MAKER_ACCOUNT_KEY_FILE: path.join(folder, 'account.key'),
    MAKER_SLOT_KEY_FILE: keyFile,
    MAKER_POLL_INTERVAL: '50',
    LOG_LEVEL: 'silent',
  }
  await fundAccount(stack.chain, address, { wbtc: bitcoin('20'), eth: parseUnits('10', 18) })
  await fundAccount(stack.chain, requester.account.address, { usdc: dollars('9000000'), eth: parseUnits('10', 18) })
  starting = startMakers({
    ...{ chain: stack.chain, deployment: stack.deployment, masterKey: stack.vault.key.masterKey, plans, log },
    ...{ intervalSeconds: 3_600, folder: path.join(folder, 'makers'), signal: shutdown.signal },
    onExit: () => undefined,
  })
  starting.then(
    (ready) => {
      makers = ready
    },
    () => undefined,
  )
}, TIMEOUT_MS)

afterAll(async () => {
  await makers?.stop()
  await gate?.stop()
  await shutdown.run()
  fs.rmSync(folder, { recursive: true, force: true })
}, 30_000)

describe('the maker’s commands, on a real local pool', () => {
  it(
    'registers once, whenever it is killed',
    async () => {
      expect((await killAt('before', 1, 'register')).code).toBeNull()
      const key = fs.readFileSync(keyFile, 'utf8')
      expect(fs.statSync(keyFile).mode & 0o777).toBe(0o600)
      expect(fs.readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])

      const registered = json(await run('register', '--json'))
      expect(registered).toMatchObject({ isActive: false })
      expect(registered.txHash).toMatch(/^0x/)
      expect(json(await run('register', '--json'))).toMatchObject({ ...registered, txHash: null })
      expect(fs.readFileSync(keyFile, 'utf8')).toBe(key)

      const status = json(await run('status', '--json'), EXIT.unhealthy)
      expect(status.problems).toEqual(['the key waits for the settlement that activates it'])
      const early = await run('deposit', '--amount', '1 WBTC')
      expect([early.code, early.err]).toEqual([
        EXIT.refused,
        expect.stringContaining('its first settlement is still to come'),
      ])

      const waited = await run('register', '--wait', '1')
      expect([waited.code, waited.err]).toEqual([
        EXIT.tryLater,
        expect.stringMatching(/waiting for the settlement that activates the key[\s\S]*stopped waiting/),
      ])

      await scene.join(requester)
      await keysAreOpen(5)
      await settleIdle()
      // Four keys change in one settlement: there are five.
      await settleIdle()
      expect(json(await run('register', '--wait', '--json'))).toMatchObject({ isActive: true, txHash: null })
      expect(json(await run('status', '--json')).slot).toMatchObject({ slot: registered.slot, isKeyHeld: true })
    },
    TIMEOUT_MS,
  )

  it(
    'rotates its key once, whenever it is killed',
    async () => {
      expect((await killAt('before', 1, 'rotate')).code).toBeNull()
      const { commitment } = json(await run('rotate', '--json'))
      expect(json(await run('rotate', '--json'))).toMatchObject({ commitment, txHash: null })
      expect(fs.readFileSync(keyFile, 'utf8').trim().split('\n')).toHaveLength(2)
      await keysAreOpen(1)
    },
    TIMEOUT_MS,
  )

  it(
    'deposits once, although it was killed after the deposit happened',
    async () => {
      expect((await killAt('after', 2, 'deposit', '--amount', '5 WBTC')).code).toBeNull()
      const [first, ...others] = json(await run('balance', '--json')).waiting
      expect([first, others]).toEqual([{ index: expect.any(String), kind: 'deposit', amount: '5.00000000 WBTC' }, []])
      const again = await run('deposit', '--amount', '5 WBTC')
      expect([again.code, again.err]).toEqual([
        EXIT.refused,
        expect.stringContaining(`a deposit of 5.00000000 WBTC waits already, as entry ${first.index} of the queue`),
      ])

      await scene.deposit(requester, 'payment', dollars('9000000'))
      await settleIdle()
      const { balance, waiting, wallet } = json(await run('balance', '--json'))
      expect({ ...balance, waiting, held: wallet.collateral }).toEqual({
        ...{ collateral: '5.00000000 WBTC', payment: '0.000000 USDC', paymentExact: '0 USDC' },
        ...{ waiting: [], held: '15.00000000 WBTC' },
      })
    },
    TIMEOUT_MS,
  )

  it(
    'quotes, is filled, and reads exactly what the model says',
    async () => {
      expect((await killAt('before', 1, 'quote', '--size', '2.5 WBTC', '--premium', '11')).code).toBeNull()
      expect(json(await run('balance', '--json')).quote).toBeNull()
      expect((await killAt('after', 1, 'quote', '--size', '2.5 WBTC', '--premium', '23')).code).toBeNull()
      expect(json(await run('balance', '--json')).quote).toEqual({ size: '2.50000000 WBTC', premiumBps: '23' })
      json(await run('quote', '--size', '2.5 WBTC', '--premium', '23', '--json'))

      // What the quote can still sell is not sure to be paid, and asking for it would be public.
      const refused = await run('withdraw', '--amount', '2.50000001 WBTC')
      expect([refused.code, refused.err]).toEqual([
        EXIT.refused,
        expect.stringContaining('more than the 2.50000000 WBTC that are sure to be paid; nothing was sent'),
      ])

      const order = { deficit: bitcoin('1.30518274'), maxPremiumBps: 90n, allowPartial: true, disclose: false }
      const { dueAt } = await scene.request(requester, order, 300n)
      await scene.close(dueAt[0])
      const ready = await scene.settle()
      const { slot } = json(await run('status', '--json')).slot
      const trade = ready.secret.settled.trades.find((one) => one.slot === slot)
      const leaf = ready.secret.settled.state[slot]?.balance
      if (!trade || !leaf) throw new Error('the model filled nothing')
      expect(trade.amount).toBe(order.deficit)

      const found = json(await run('history', '--json')).findLast(({ kind }: { kind: string }) => kind === 'sold')
      const exact = `${leaf.payment / FINE / 1_000_000n}.${`${leaf.payment % (FINE * 1_000_000n)}`.padStart(20, '0').replace(/0+$/, '')} USDC`
      expect(found).toMatchObject({
        round: `${ready.round}`,
        requestId: `${ready.requestId}`,
        collateral: '1.30518274 WBTC',
        payment: exact,
        premiumBps: '23',
      })
      expect(trade.owed).toBe(leaf.payment)
      const { balance } = json(await run('balance', '--json'))
      expect(balance).toMatchObject({ collateral: '3.69481726 WBTC', paymentExact: exact })
    },
    TIMEOUT_MS,
  )

  it(
    'withdraws what is sure to be paid, once, and claims it',
    async () => {
      json(await run('unquote', '--wait', '--json'))
      expect(json(await run('unquote', '--json'))).toEqual({ txHash: null, gone: 'now' })
      const payment = json(await run('balance', '--json')).balance.payment
      const queued = json(await run('withdraw', '--amount', payment, '--json'))
      expect((await run('withdraw', '--amount', '1 USDC')).code).toBe(EXIT.refused)
      json(await run('withdraw', '--amount', '3.69481726 WBTC', '--json'))
      expect(json(await run('claim', '--json'))).toEqual({ claims: [] })

      await settleDue()
      const { credit, balance, withdrawable } = json(await run('balance', '--json'))
      expect(credit).toMatchObject({ collateral: '3.69481726 WBTC', payment })
      expect(balance).toMatchObject({ collateral: '0.00000000 WBTC', payment: '0.000000 USDC' })
      expect(withdrawable).toEqual({ collateral: '0.00000000 WBTC', payment: '0.000000 USDC' })
      expect((await killAt('after', 1, 'claim')).code).toBeNull()
      expect(json(await run('claim', '--json')).claims).toMatchObject([{ amount: payment }])
      const kinds = json(await run('history', '--json')).map(({ kind }: { kind: string }) => kind)
      expect(kinds).toEqual([
        'activated',
        'activated',
        'deposited',
        'sold',
        'withdrawn',
        'withdrawn',
        'claimed',
        'claimed',
      ])
      expect(json(await run('history', '--json'))[4]).toMatchObject({ index: queued.index, amount: payment })
    },
    TIMEOUT_MS,
  )

  it(
    'gives its slot up once it is empty',
    async () => {
      await settleDue()
      json(await run('release', '--json'))
      await settleIdle()
      expect(json(await run('release', '--wait', '--json'))).toEqual({ isReleased: true, txHash: null })
      expect(json(await run('status', '--json'), EXIT.unhealthy)).toMatchObject({ slot: null, isQuoting: false })
    },
    TIMEOUT_MS,
  )

  it(
    'has started three local makers that quote, each in a process of its own',
    async () => {
      const ready = await starting
      expect(ready.makers.map(({ name }) => name)).toEqual(['maker A', 'maker B', 'maker C'])
      for (const { maker, slot } of ready.makers) {
        const { quote, balance, nextQuote } = await maker.reader.look()
        expect(balance).toEqual({ collateral: bitcoin('40'), payment: 0n })
        expect({ slot, size: quote?.quote?.size, nextQuote }).toEqual({
          slot,
          size: bitcoin('20'),
          nextQuote: undefined,
        })
      }
      expect(new Set(ready.makers.map(({ process: { pid } }) => pid)).size).toBe(3)
    },
    TIMEOUT_MS,
  )

  it('reads and quotes nothing with the wrong key file', async () => {
    const [maker] = (await starting).makers
    const owned = { ...environment, MAKER_ACCOUNT_KEY_FILE: maker?.keyFiles[0] as string }
    // Of another slot, of this account's past.
    const { slot, problems } = json(await runner.run(owned, 'status', '--json'), EXIT.unhealthy)
    expect([slot.isKeyHeld, problems]).toEqual([false, [expect.stringContaining('not in MAKER_SLOT_KEY_FILE')]])
    expect(json(await runner.run(owned, 'balance', '--json'))).toMatchObject({
      balance: null,
      quote: { unreadable: true },
    })
    const sent = await runner.run(owned, 'quote', '--size', '1 WBTC', '--premium', '5')
    expect([sent.code, sent.err]).toEqual([EXIT.refused, expect.stringContaining('not in MAKER_SLOT_KEY_FILE')])
    expect((await runner.run(owned, 'register')).code).toBe(EXIT.refused)

    const { number } = await readHead(stack.client)
    for (const [startBlock, why] of [
      [number - 1n, 'do not lead to its state'],
      [number + 1_000n, 'is above the newest block'],
    ] as const) {
      const late = await runner.run({ ...owned, START_BLOCK: `${startBlock}` }, 'balance')
      expect([late.code, late.err]).toEqual([EXIT.misconfigured, expect.stringContaining(why)])
    }
  })

  it(
    'leaves a pool whose operator is gone with all it has, although it was killed on the way',
    async () => {
      const { makers: running } = await starting
      await Promise.all(running.map(({ process }) => process.stop()))
      const [{ maker, keyFiles }] = running as [LocalMaker]
      const [accountKeyFile, slotKeyFile] = keyFiles as [string, string]
      const before = { ...environment }
      Object.assign(environment, { MAKER_ACCOUNT_KEY_FILE: accountKeyFile, MAKER_SLOT_KEY_FILE: slotKeyFile })
      await fundAccount(stack.chain, maker.account, { wbtc: bitcoin('1.25') })
      expect((await run('exit')).err).toContain('nothing waits in the queue, so the pool cannot be frozen')
      json(await run('deposit', '--amount', '1.25 WBTC', '--json'))
      expect((await run('exit')).err).toMatch(/still at work: it can be frozen \d+ s from now/)
      await passTime(stack.chain, (await readHead(stack.client)).timestamp + stack.terms.exitDelay)
      expect((await killAt('after', 2, 'exit')).code).toBeNull()
      const { steps, claims } = json(await run('exit', '--json'))
      expect(steps.map(({ step }: { step: string }) => step)).toEqual(['reclaim'])
      expect(claims).toMatchObject([{ amount: '41.25000000 WBTC' }])
      expect(json(await run('exit', '--json'))).toEqual({ steps: [], claims: [] })
      expect(json(await run('balance', '--json'))).toMatchObject({
        balance: null,
        wallet: { collateral: '41.25000000 WBTC' },
      })
      expect((await run('withdraw', '--amount', '1 WBTC')).err).toContain('leave it with `maker exit`')
      environment = before
    },
    TIMEOUT_MS,
  )

  it('says nothing that is secret', () => {
    const everything = runner.said.join('\n')
    const keys = fs.readFileSync(keyFile, 'utf8').trim().split('\n').map(BigInt)
    const secrets = [
      accountKey.slice(2),
      ...keys.flatMap((key) => [`${key}`, numberToHex(key, { size: 32 }).slice(2), key.toString(16)]),
    ]
    expect(everything.length).toBeGreaterThan(5_000)
    for (const secret of secrets) expect(everything.toLowerCase()).not.toContain(secret)
  })
})
