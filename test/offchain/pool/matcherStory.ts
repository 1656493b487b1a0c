// A maker, a requester, and matchers as processes of their own around one pool.
import { type Address, erc20Abi, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { expect } from 'vitest'
import { abortAfter } from '../../../offchain/abortAfter.ts'
import { readPoolLogs } from '../../../offchain/chain/darkpool/readPoolLogs.ts'
import { readRound } from '../../../offchain/chain/darkpool/readRound.ts'
import { readSlots } from '../../../offchain/chain/darkpool/readSlots.ts'
import { creDarkPoolAbi } from '../../../offchain/chain/generated.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import type { MatchingState } from '../../../offchain/enclave/matching/matchingHealth.ts'
import { fundAccount } from '../../../offchain/local/chain/fundAccount.ts'
import { createScene, type Scene } from '../../../offchain/local/pool/createScene.ts'
import type { PoolMember } from '../../../offchain/local/pool/poolMember.ts'
import { type PoolStack, startPoolStack } from '../../../offchain/local/pool/startPoolStack.ts'
import type { Shutdown } from '../../../offchain/local/process/createShutdown.ts'
import { type MatcherProcess, startMatcherProcess } from '../../../offchain/local/stack/startMatcherProcess.ts'
import type { Log } from '../../../offchain/log.ts'
import { decryptLeaf } from '../../../offchain/protocol/pool/leaf.ts'
import type { Balance } from '../../../offchain/protocol/pool/types.ts'

const PATIENCE_MS = 40_000
const ETHER = 10n ** 18n

export type Matcher = MatcherProcess & {
  payer: Address
  /** Resolves when it says that it does this. */
  untilDoing(state: MatchingState): Promise<void>
}

export type MatcherStory = {
  stack: PoolStack
  scene: Scene
  start(options: { standbySeconds: number }): Promise<Matcher>
  /** Resolves once all keys are active. */
  untilKeyed(): Promise<void>
  /** Resolves once nothing waits in the queue. */
  untilQueueEmpty(): Promise<void>
  /** Number of the round that was closed last, and whether it is still to be settled. */
  lastRound(): Promise<{ number: bigint; isClosed: boolean }>
  /** Resolves once this is the last round. */
  untilRound(round: { number: bigint; isClosed: boolean }): Promise<void>
  /** The numbers of the rounds of all events of this name. */
  roundsIn(eventName: 'RoundSettled' | 'RoundExpired'): Promise<bigint[]>
  /** As the owner reads it. */
  balanceOf(member: PoolMember): Promise<Balance>
  heldByPool(token: Address): Promise<bigint>
}

export type StartMatcherStoryParameters = { members: readonly PoolMember[]; log: Log; shutdown: Shutdown }

export const startMatcherStory = async ({
  members,
  log,
  shutdown,
}: StartMatcherStoryParameters): Promise<MatcherStory> => {
  const stack = await startPoolStack({
    admitted: members.map(({ account }) => account.address),
    ...{ log, shutdown, onReady: () => undefined },
  })
  const { chain, client, deployment, vault, platform, folder } = stack
  const pool = deployment.darkPool
  const scene = createScene({
    ...{ stack, log, signal: shutdown.signal },
    prove: () => expect.fail('only matchers prove'),
  })
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const lastRound = async () => {
    const [{ number }, isClosed] = await client.readContract({ ...on, functionName: 'lastRound' })
    return { number, isClosed }
  }

  return {
    stack,
    scene,
    async start({ standbySeconds }) {
      const payerKey: Hex = generatePrivateKey()
      const payer = privateKeyToAddress(payerKey)
      await fundAccount(chain, payer, { eth: ETHER })
      const matcher = await startMatcherProcess({
        ...{ rpcUrl: chain.rpcUrl, deployment, platform, vault, payerKey, folder, standbySeconds, log },
      })
      shutdown.onShutdown('matcher', () => matcher.stop())
      return {
        ...{ ...matcher, payer },
        async untilDoing(state) {
          await matcher.untilHealth(({ matching }) => matching?.state === state, abortAfter(PATIENCE_MS))
        },
      }
    },
    lastRound,
    async untilKeyed() {
      const activeKeys = async () => {
        const slots = await readSlots(client, { pool, block: await readHead(client) })
        return slots.filter(({ activeKey }) => activeKey !== undefined).length
      }
      await expect.poll(activeKeys, { timeout: PATIENCE_MS }).toBe(members.length)
    },
    async untilQueueEmpty() {
      const waiting = async () => {
        const [head, tail] = await client.readContract({ ...on, functionName: 'queueBounds' })
        return tail - head
      }
      await expect.poll(waiting, { timeout: PATIENCE_MS }).toBe(0n)
    },
    async untilRound(round) {
      await expect.poll(lastRound, { timeout: PATIENCE_MS }).toEqual(round)
    },
    async roundsIn(eventName) {
      const logs = await client.getContractEvents({ ...on, eventName, fromBlock: deployment.startBlock })
      return logs.map(({ args }) => args.round as bigint)
    },
    async balanceOf({ slot, key }) {
      const block = await readHead(client)
      const { state } = await readRound(client, { pool, block })
      const { leaves } = await readPoolLogs(client, {
        ...{ pool, startBlock: deployment.startBlock, toBlock: block.number },
      })
      const balance = decryptLeaf(key, leaves?.[slot] ?? 0n, state.nonce)
      return balance ?? expect.fail(`the leaf of slot ${slot} does not open`)
    },
    heldByPool: (token) =>
      client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [pool] }),
  }
}
