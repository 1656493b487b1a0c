import { numberToHex } from 'viem'
import { type RoundRecord, readRound } from '../../../../offchain/chain/darkpool/readRound.ts'
import { encodeRequestCollateral } from '../../../../offchain/chain/darkpool/requestCollateral.ts'
import { encodeWithdraw } from '../../../../offchain/chain/darkpool/withdraw.ts'
import { creDarkPoolAbi } from '../../../../offchain/chain/generated.ts'
import { readHead } from '../../../../offchain/chain/readHead.ts'
import type { EnclaveHealth } from '../../../../offchain/enclave/enclaveHealth.ts'
import { localClient } from '../../../../offchain/local/chain/localClient.ts'
import { sealOrder } from '../../../../offchain/local/pool/sealMessage.ts'
import { sendCall } from '../../../../offchain/local/pool/sendCall.ts'
import { createDice, type Dice } from '../../rounds/dice.ts'
import { type MakerRun, runMaker } from '../world/runMaker.ts'
import { depositToken, type PoolWorld, type WorldMaker } from '../world/startPoolWorld.ts'

/** What a round plays on. */
export type PoolScene = {
  world: PoolWorld
  dice: Dice
  /** What the round itself found wrong. */
  problems: string[]
  look(): Promise<RoundRecord>
  /** Puts something small into the queue: a deposit, a withdrawal, or one that the balance does not cover. */
  queueSomething(): Promise<void>
  /** Has a maker quote, as a process of its own, and says when it should have and did not. */
  quote(maker: WorldMaker): Promise<void>
  /** Runs `maker <args>` as a process of its own. */
  maker(who: WorldMaker, args: readonly string[]): Promise<MakerRun>
  /** Asks for collateral after all makers have quoted; says when the first round is due. */
  request(): Promise<number>
  /** Either {@link queueSomething} or {@link request}. */
  giveWork(): Promise<void>
  /** Takes the newest blocks back, after the witness has seen them; never one of an earlier round. */
  reorganise(depth: number): Promise<void>
  /** Whether `condition` came true in time. */
  until(condition: () => Promise<boolean> | boolean, timeoutMs: number): Promise<boolean>
  /** Waits for this, and says so if it does not come. */
  expect(what: string, condition: () => Promise<boolean> | boolean, timeoutMs: number): Promise<void>
  /** Every fault off, every node of the vault there, the first matcher alive. */
  clearFaults(): Promise<void>
  /** Has the witness see what the makers sent since it was last asked to. */
  collect(): Promise<void>
}

export const PATIENCE_MS = 60_000
const POLL_MS = 50

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** It may settle whatever there is. */
export const isReady = ({ state, slots }: EnclaveHealth): boolean =>
  state === 'active' && slots !== undefined && slots.waiting === 0 && slots.open > 0

/** Sets the scene for one round. */
export const createPoolScene = (world: PoolWorld, seed: number): PoolScene => {
  const { contracts, requester, makers, makerProxy, matcherProxies, matchers, vault, witness, terms } = world
  const { client, chain, deployment, settings } = contracts
  const pool = deployment.darkPool
  const dice = createDice(seed)
  const problems: string[] = []
  const node = localClient(chain.rpcUrl)
  const satoshi = (least: number, most: number) => BigInt(dice.between(least, most)) * 10_000n + 1n

  const look = async () => readRound(client, { pool, block: await readHead(client) })
  const until: PoolScene['until'] = async (condition, timeoutMs) => {
    for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await pause(POLL_MS)) {
      // A reorganisation may come between two reads.
      if (await Promise.resolve(condition()).catch(() => false)) return true
    }
    return false
  }
  const collect = async () => {
    const { sent } = await makerProxy.observe()
    witness.seeTransactions(sent)
  }
  const maker: PoolScene['maker'] = (who, args) => runMaker(world, who, args)
  const quote = async (who: WorldMaker) => {
    const size = dice.between(50, 150)
    const args = ['quote', '--size', `${size / 100} WBTC`, '--premium', `${dice.between(20, 250)}`]
    const run = await maker(who, args)
    const code = await run.exited
    if (code !== 0) problems.push(`${who.name} could not quote (${code}): ${run.lines.join(' | ')}`)
  }
  const request = async () => {
    await Promise.all(makers.map(quote))
    const timeout = terms.roundsPerRequest * terms.settlementWindow
    const order = {
      deficit: satoshi(1_000, 30_000),
      maxPremiumBps: BigInt(dice.between(100, 400)),
      allowPartial: dice.chance(80),
      disclose: dice.chance(50),
    }
    const sealed = sealOrder(requester, pool, order)
    const data = encodeRequestCollateral({ order: sealed, premiumBps: 400n, timeoutSeconds: BigInt(timeout) })
    const value = settings.darkPool.requestStake
    const { blockHash } = await sendCall(client, requester.account, { to: pool, data, value })
    const { timestamp } = await client.getBlock({ blockHash })
    return Number(timestamp) + Math.floor(timeout / terms.roundsPerRequest)
  }
  const queueSomething = async () => {
    const asset = dice.pick(['collateral', 'payment'] as const)
    const { account } = requester
    const amount = asset === 'collateral' ? satoshi(1, 10) : satoshi(100_000, 900_000)
    // The requester's money is in payment; collateral it has once it bought some.
    if (asset === 'payment' && dice.chance(50)) return depositToken(contracts, account, asset, amount)
    await sendCall(client, account, { to: pool, data: encodeWithdraw({ asset, amount }) })
  }

  return {
    ...{ world, dice, problems, look, until, collect, maker, quote, request, queueSomething },
    async expect(what, condition, timeoutMs) {
      if (!(await until(condition, timeoutMs))) problems.push(`${what}: did not come within ${timeoutMs} ms`)
    },
    async giveWork() {
      if (dice.chance(50)) await request()
      else await queueSomething()
    },
    async reorganise(depth) {
      const { upTo } = world.ledger
      await until(async () => (await client.getBlockNumber({ cacheTime: 0 })) > upTo + BigInt(depth), PATIENCE_MS)
      const newest = await client.getBlockNumber({ cacheTime: 0 })
      const logs = await client.getLogs({ address: pool, fromBlock: newest - BigInt(depth), toBlock: newest })
      witness.seeLogs(logs)
      await node.request({ method: 'anvil_reorg', params: [depth, []] } as never)
      // The node's clock went back with its blocks.
      await node.request({ method: 'anvil_setTime', params: [numberToHex(Math.floor(Date.now() / 1_000))] } as never)
      // It counts on from what the chain still has: another order under the same counter.
      const asked = { address: pool, abi: creDarkPoolAbi, eventName: 'CollateralRequested' } as const
      requester.sent = BigInt((await client.getContractEvents({ ...asked, fromBlock: deployment.startBlock })).length)
    },
    async clearFaults() {
      for (const proxy of [...matcherProxies, makerProxy]) {
        await proxy.setFault(undefined)
        await proxy.release(false)
      }
      await vault.startAll()
      await matchers[0].start()
    },
    collect,
  }
}
