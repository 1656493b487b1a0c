import type { Hex } from 'viem'
import type { Depth } from '../../chain/readBlockAt.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { WaitReason } from '../../protocol/healDecision.ts'
import type { RecordedReport } from '../../protocol/recordedReport.ts'
import type { Action } from '../../store/journal.ts'
import type { AgentContext } from '../agentContext.ts'
import type { View } from '../view.ts'
import type { WalletCall } from '../wallets/wallet.ts'

/** What a mechanism wants to do with an order. */
export type Proposal = {
  amount: bigint
  minOut: bigint
  /** A call that the agent's wallet sends, or something that the mechanism hands over itself, exactly once. */
  execute:
    | { via: 'wallet'; call: WalletCall }
    /** `memo` is journalled with the intent, before `run`: it is what `recover` will know of the time before. */
    | { via: 'mechanism'; memo: string; run: () => Promise<Outcome> }
}

/** What became of something a mechanism handed over itself. A `memo` replaces the action's. */
export type Outcome =
  | { state: 'mined'; txHash: Hex | undefined; delivered: bigint | undefined; reason?: string; memo?: string }
  | { state: 'failed' | 'unknown'; reason: string }

/** What the reconciler offers to each mechanism in turn: the order, seen at the mechanism's depth, and the head. */
export type Offer = { view: View; report: RecordedReport; head: BlockHeader }

/** One way to heal. The agent asks its mechanisms in order; the first that accepts an order executes it. */
export type Mechanism = {
  name: string
  depth: Depth
  /** Why it does not execute this order, or what it would do. Touches nothing. */
  propose(context: AgentContext, offer: Offer): Promise<Proposal | WaitReason>
  /** What became of an action that a crash interrupted while it was handed over; only for `via: 'mechanism'`. */
  recover?(context: AgentContext, action: Action): Promise<Outcome>
}
