import { encodeFunctionData, erc20Abi, type Hex, type TransactionReceipt } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Asset } from '../../chain/darkpool/asset.ts'
import { encodeClaim } from '../../chain/darkpool/claim.ts'
import { encodeClaimEther } from '../../chain/darkpool/claimEther.ts'
import { encodeCloseRound } from '../../chain/darkpool/closeRound.ts'
import { encodeCommitQuote } from '../../chain/darkpool/commitQuote.ts'
import { encodeDeposit } from '../../chain/darkpool/deposit.ts'
import { encodeRequestCollateral } from '../../chain/darkpool/requestCollateral.ts'
import { encodeWithdraw } from '../../chain/darkpool/withdraw.ts'
import { MAINNET } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import type { ProveRound, ReadySettlement } from '../../enclave/matching/settleClosedRound.ts'
import type { Log } from '../../log.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import { encodeOrder } from '../../protocol/pool/order.ts'
import { encodeQuote } from '../../protocol/pool/quote.ts'
import type { Balance, Order, Quote } from '../../protocol/pool/types.ts'
import { pushFeedRounds } from '../chain/pushFeedRounds.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import { LOCAL_SETTINGS } from '../stack/localSettings.ts'
import { registerLocalSlot } from '../vault/registerLocalSlot.ts'
import { matchRound } from './matchRound.ts'
import { passTime } from './passTime.ts'
import type { PoolMember } from './poolMember.ts'
import { sealOrder, sealQuote } from './sealMessage.ts'
import type { SecretNumber } from './secretPatterns.ts'
import { sendCall } from './sendCall.ts'
import type { PoolStack } from './startPoolStack.ts'

/** One transaction of the story. */
export type SceneStep = { name: string; txHash: Hex; gas: number }

/** What people do in the pool, and what of it nobody else may learn. */
export type Scene = {
  steps: readonly SceneStep[]
  secrets: readonly SecretNumber[]
  join(member: PoolMember): Promise<void>
  deposit(member: PoolMember, asset: Asset, amount: bigint): Promise<void>
  withdraw(member: PoolMember, asset: Asset, amount: bigint): Promise<void>
  quote(member: PoolMember, quote: Quote): Promise<void>
  /** Asks for collateral; says when its rounds are due, in Unix seconds. */
  request(member: PoolMember, order: Order, premiumBps: bigint): Promise<{ dueAt: readonly number[] }>
  /** Closes the round that is due at `dueAt`, or as soon as one may be closed without a request. */
  close(dueAt?: number): Promise<void>
  /** Has the price come, matches and proves in the enclave, and sends what came out as anyone may. */
  settle(): Promise<ReadySettlement>
  /** Takes out what the member was credited with; says how much, in base units of the token. */
  claim(member: PoolMember, asset: Asset): Promise<bigint>
  claimEther(member: PoolMember): Promise<void>
}

const NOTHING: Balance = { collateral: 0n, payment: 0n }
const TOKENS = { collateral: MAINNET.wbtc, payment: MAINNET.usdc } as const

export type CreateSceneParameters = { stack: PoolStack; prove: ProveRound; log: Log; signal: AbortSignal }

/** People of the local pool, who send real transactions to it. */
export const createScene = ({ stack, prove, log, signal }: CreateSceneParameters): Scene => {
  const { client, chain, deployment, terms, vault, enclave, slots } = stack
  const pool = deployment.darkPool
  // Whoever has a settlement may send it; this account has no part in the story.
  const sender = privateKeyToAccount(LOCAL_ACCOUNTS.transmitter.privateKey)
  const steps: SceneStep[] = []
  const secrets: SecretNumber[] = []
  const members = new Map<number, string>()
  /** What everybody can tell of a slot's balances, in pool units: deposits and withdrawals are public. */
  const openly = new Map<number, Balance>()

  const record = (name: string, { transactionHash, gasUsed }: TransactionReceipt): void => {
    steps.push({ name, txHash: transactionHash, gas: Number(gasUsed) })
  }
  const keep = (name: string, value: bigint): void => {
    // Zeros are everywhere, and say nothing.
    if (value !== 0n) secrets.push({ name, value })
  }
  const act = async (member: PoolMember, name: string, data: Hex, value?: bigint): Promise<TransactionReceipt> => {
    const receipt = await sendCall(client, member.account, { to: pool, data, value })
    record(`${member.name}: ${name}`, receipt)
    return receipt
  }
  const balanceOf = (member: PoolMember, asset: Asset): Promise<bigint> =>
    client.readContract({
      address: TOKENS[asset],
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [member.account.address],
    })

  /** What a settlement made of the table, as only the enclave and the owners know it. */
  const keepSettled = ({ round, secret: { round: before, settled } }: ReadySettlement): void => {
    before.adjustments.forEach(({ slot, asset, kind, amount }, index) => {
      if (!settled.accepted[index]) return
      const known = openly.get(slot) ?? NOTHING
      openly.set(slot, { ...known, [asset]: known[asset] + (kind === 'deposit' ? amount : -amount) })
    })
    const nameOf = (slot: number): string => members.get(slot) ?? `slot ${slot}`
    for (const { slot, amount, owed } of settled.trades) {
      keep(`round ${round}: fill of ${nameOf(slot)}`, amount)
      keep(`round ${round}: paid to ${nameOf(slot)}, in fine units`, owed)
      keep(`round ${round}: paid to ${nameOf(slot)}`, owed / FINE)
    }
    if (settled.remainder) {
      keep(`round ${round}: remainder`, settled.remainder.deficit)
      keep(`round ${round}: remaining order`, encodeOrder(settled.remainder))
    }
    settled.state.forEach(({ balance }, slot) => {
      const { collateral, payment } = openly.get(slot) ?? NOTHING
      if (balance.collateral !== collateral) keep(`round ${round}: collateral of ${nameOf(slot)}`, balance.collateral)
      if (balance.payment === payment * FINE) return
      keep(`round ${round}: payment of ${nameOf(slot)}`, balance.payment / FINE)
      keep(`round ${round}: payment of ${nameOf(slot)}, in fine units`, balance.payment)
    })
  }

  return {
    steps,
    secrets,
    async join(member) {
      const { masterKey } = vault.key
      const { slot, commitment } = await registerLocalSlot(client, {
        ...{ pool, masterKey, key: member.key },
        ownerKey: member.privateKey,
      })
      member.slot = slot
      members.set(slot, member.name)
      keep(`slot key of ${member.name}`, member.key)
      await slots.untilOpen(commitment, signal)
    },
    async deposit(member, asset, amount) {
      const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, amount] })
      await sendCall(client, member.account, { to: TOKENS[asset], data: approve })
      await act(member, `deposit ${asset}`, encodeDeposit({ asset, amount }))
    },
    async withdraw(member, asset, amount) {
      await act(member, `withdraw ${asset}`, encodeWithdraw({ asset, amount }))
    },
    async quote(member, quote) {
      keep(`quote size of ${member.name}`, quote.size)
      keep(`quote premium of ${member.name}`, quote.premiumBps)
      keep(`quote of ${member.name}`, encodeQuote(quote))
      await act(member, 'quote', encodeCommitQuote(sealQuote(member, pool, quote)))
    },
    async request(member, order, premiumBps) {
      keep(`deficit of ${member.name}`, order.deficit)
      keep(`highest premium of ${member.name}`, order.maxPremiumBps)
      keep(`order of ${member.name}`, encodeOrder(order))
      const timeout = terms.roundsPerRequest * terms.settlementWindow
      const sealed = sealOrder(member, pool, order)
      const data = encodeRequestCollateral({ order: sealed, premiumBps, timeoutSeconds: BigInt(timeout) })
      const { blockHash } = await act(member, 'request', data, LOCAL_SETTINGS.darkPool.requestStake)
      const { timestamp } = await client.getBlock({ blockHash })
      const dueAt = Array.from(
        { length: terms.roundsPerRequest },
        (_, round) => Number(timestamp) + Math.floor((timeout * (round + 1)) / terms.roundsPerRequest),
      )
      return { dueAt }
    },
    async close(dueAt) {
      const { timestamp } = await readHead(client)
      await passTime(chain, dueAt ?? timestamp + terms.idleInterval)
      record('anyone: close', await sendCall(client, sender, { to: pool, data: encodeCloseRound() }))
    },
    async settle() {
      // A price of the close's own second would not count.
      await passTime(chain, (await readHead(client)).timestamp + 1)
      await pushFeedRounds(chain, log)
      const ready = await matchRound({ client, deployment, terms, enclave, prove, signal })
      record('anyone: settle', await sendCall(client, sender, { to: pool, data: ready.calldata }))
      keepSettled(ready)
      return ready
    },
    async claim(member, asset) {
      const before = await balanceOf(member, asset)
      await act(member, `claim ${asset}`, encodeClaim({ asset, to: member.account.address }))
      return (await balanceOf(member, asset)) - before
    },
    async claimEther(member) {
      await act(member, 'claim stake', encodeClaimEther({ to: member.account.address }))
    },
  }
}
