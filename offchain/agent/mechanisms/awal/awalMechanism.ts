import { erc20Abi, isAddressEqual, type PublicClient } from 'viem'
import { describeError } from '../../../chain/describeError.ts'
import { KitError } from '../../../errors.ts'
import type { Action } from '../../../store/journal.ts'
import type { AgentContext } from '../../agentContext.ts'
import type { Mechanism, Offer, Outcome } from '../mechanism.ts'
import { awaitValue } from './awaitValue.ts'
import { type AwalIntent, decodeAwalIntent, encodeAwalIntent } from './awalIntent.ts'
import type { AwalSettings } from './awalSettings.ts'
import { AWAL, type AwalReserveState, findAwalObstacle } from './findAwalObstacle.ts'
import { lookForTransfer } from './lookForTransfer.ts'
import type { AwalWallet } from './openAwalWallet.ts'

/** More than a day's worth, at one heal and one replenishment a minute. */
const ACTIONS_LOOKED_AT = 5_000

export type AwalMechanismParameters = {
  settings: AwalSettings
  wallet: AwalWallet
  /** Of the chain that the wallet acts on; not the attestation's. */
  client: PublicClient
  /** The offered report's small order; undefined when it does not open. */
  readOrder(context: AgentContext, offer: Offer): { spend: bigint; attested: boolean } | undefined
  /** The reserve's state at the newest block of its own chain. */
  readHead(context: AgentContext, offer: Offer): Promise<AwalReserveState>
  /** Unix seconds. */
  now(): number
}

/**
 * Sends USDC from Coinbase's agentic wallet to the issuer's custodian, on a chain of its own. Nothing of what the
 * treasury guarantees holds here: caps, the once-per-epoch rule and the recipient are this process's word.
 * It hands an epoch over once; whatever it cannot see on the chain afterwards is unknown, and halts it.
 */
export const awalMechanism = (parameters: AwalMechanismParameters): Mechanism => {
  const { settings, wallet, client, readOrder, readHead, now } = parameters
  const { usdc, account, recipient, trade, maxPerAction, maxPerDay, settleTimeoutMs } = settings
  const waiting = { intervalMs: client.pollingInterval, timeoutMs: settleTimeoutMs }

  const balanceOnChain = (blockNumber?: bigint): Promise<bigint> =>
    client.readContract({ address: usdc, abi: erc20Abi, functionName: 'balanceOf', args: [account], blockNumber })

  const readActions = ({ journal }: AgentContext) => journal.actions({ limit: ACTIONS_LOOKED_AT })

  const look = async (context: AgentContext, intent: AwalIntent, amount: bigint): Promise<Outcome> => {
    const taken = (await readActions(context)).flatMap(({ memo }) => decodeAwalIntent(memo)?.txHash ?? [])
    return lookForTransfer(client, { ...settings, intent, amount, taken })
  }

  /** Undefined when ether was sold and its USDC is there; otherwise what became of the action instead. */
  const sellEther = async (amount: bigint): Promise<Outcome | undefined> => {
    if (!trade) return { state: 'failed', reason: 'the wallet holds too little USDC' }
    const sold = await wallet.trade({ amount: trade.amount, from: 'eth', to: 'usdc', slippageBps: trade.slippageBps })
    if (sold.kind === 'refused') return { state: 'failed', reason: sold.reason }
    if (sold.kind === 'unknown') return { state: 'unknown', reason: `${sold.reason}; no USDC was sent` }
    const arrived = await awaitValue({
      ...waiting,
      look: async () => ((await balanceOnChain()) >= amount ? true : undefined),
    })
    if (arrived) return undefined
    return { state: 'unknown', reason: 'ether was sold, but too little USDC arrived in time; none was sent' }
  }

  const handOver = async (
    context: AgentContext,
    intent: AwalIntent,
    amount: bigint,
    mustTrade: boolean,
  ): Promise<Outcome> => {
    const stopped = mustTrade ? await sellEther(amount) : undefined
    if (stopped) return stopped
    const sent = await wallet.send({ amount, recipient })
    if (sent.kind === 'refused') return { state: 'failed', reason: sent.reason }
    let seen: Outcome | undefined
    const mined = await awaitValue({
      ...waiting,
      look: async () => {
        seen = await look(context, intent, amount)
        return seen.state === 'mined' ? seen : undefined
      },
    })
    if (mined) return mined
    const said = sent.kind === 'unknown' ? sent.reason : `awal names ${sent.txHash}`
    const found = seen?.state === 'unknown' ? seen.reason : 'the chain could not be asked'
    return { state: 'unknown', reason: `${said}; ${found}` }
  }

  /** Whether the wallet can pay now: at once, or after a trade; undefined when it cannot be asked. */
  const findFunds = async ({ log }: AgentContext, amount: bigint) => {
    try {
      const { running, authenticated } = await wallet.status()
      if (!running || !authenticated) throw new KitError('the agentic wallet is not logged in; run `awal auth login`')
      const held = await wallet.balance('usdc')
      if (!isAddressEqual(held.account, account)) {
        throw new KitError(`the agentic wallet is ${held.account}; AWAL_ACCOUNT is ${account}`)
      }
      if (held.amount >= amount) return 'enough'
      return trade && (await wallet.balance('eth')).amount >= trade.amount ? 'afterTrade' : 'tooLittle'
    } catch (error) {
      if (!(error instanceof KitError)) throw error
      log.warn({ mechanism: AWAL, err: error.message }, 'the agentic wallet cannot be used')
      return undefined
    }
  }

  /** What the chain says before anything is handed over; undefined when it does not answer. */
  const readBefore = async ({ log }: AgentContext) => {
    try {
      const blockNumber = await client.getBlockNumber({ cacheTime: 0 })
      return { blockNumber, balance: await balanceOnChain(blockNumber) }
    } catch (error) {
      log.warn({ mechanism: AWAL, err: describeError(error) }, 'the chain of the agentic wallet does not answer')
      return undefined
    }
  }

  return {
    name: AWAL,
    // Nothing on its chain can be taken back, so nothing that could be is acted on.
    depth: 'finalized',

    async propose(context, offer) {
      const order = readOrder(context, offer)
      // The treasury refuses by its newest state; so must what goes past it.
      const [actions, head] = await Promise.all([readActions(context), readHead(context, offer)])
      const states = [offer.view.state, head]
      const obstacle = findAwalObstacle({ states, order, actions, maxPerAction, maxPerDay, now: now() })
      if (obstacle || !order) return obstacle ?? 'orderUnreadable'
      const amount = order.spend
      const funds = await findFunds(context, amount)
      if (!funds) return 'awalUnavailable'
      if (funds === 'tooLittle') return 'insufficientFunds'
      const before = await readBefore(context)
      if (!before) return 'awalUnavailable'
      const intent = { ...settings, ...before, txHash: undefined }
      const run = async (): Promise<Outcome> => {
        if (context.wallet.kind === 'dryRun') throw new KitError('a dry run hands nothing to the agentic wallet')
        return handOver(context, intent, amount, funds === 'afterTrade')
      }
      return { amount, minOut: 0n, execute: { via: 'mechanism', memo: encodeAwalIntent(intent), run } }
    },

    async recover(context, action: Action) {
      const intent = decodeAwalIntent(action.memo)
      if (!intent) return { state: 'unknown', reason: 'the journal does not say what was so before it' }
      return look(context, intent, action.amount)
    },
  }
}
