import { hexToBigInt } from 'viem'
import { findRevert } from '../../chain/describeError.ts'
import { encodeHeal } from '../../chain/heal.ts'
import { readBalance } from '../../chain/readBalance.ts'
import type { Depth } from '../../chain/readBlockAt.ts'
import { readSwapTerms } from '../../chain/readSwapTerms.ts'
import { findOrderObstacle, type WaitReason } from '../../protocol/healDecision.ts'
import type { AgentContext } from '../agentContext.ts'
import type { Mechanism, Offer } from './mechanism.ts'
import { readOrder } from './readOrder.ts'

/** The least the agent accepts: its own tolerance below the quote, and never less than the treasury's floor. */
const chooseMinOut = async (context: AgentContext, { head }: Offer, spend: bigint): Promise<bigint | WaitReason> => {
  try {
    const { quote, floor, minOut } = await readSwapTerms(context.client, { ...context, spend, blockHash: head.hash })
    return quote < floor ? 'priceBelowFloor' : minOut
  } catch (error) {
    // A stale feed or a depeg is a state to wait in; anything else is a failure of the endpoint.
    if (findRevert(error)) return 'priceUnavailable'
    throw error
  }
}

/** Executes the small order: one swap by the treasury, into the reserve. */
export const treasurySwap = (depth: Depth): Mechanism => ({
  name: 'treasurySwap',
  depth,
  async propose(context, offer) {
    const { client, treasury, payment } = context
    const { state, block } = offer.view
    // The fallback workflow publishes the bit and no orders.
    if (hexToBigInt(state.orderDigest) === 0n) return 'noOrder'
    const order = readOrder(context, offer)
    const balance = await readBalance(client, { token: payment, holder: treasury, blockHash: block.hash })
    const obstacle = findOrderObstacle({ order, perAction: state.perAction, available: state.available, balance })
    if (!order || obstacle) return obstacle ?? 'orderUnreadable'
    const { spend, salt } = order
    const minOut = await chooseMinOut(context, offer, spend)
    if (typeof minOut === 'string') return minOut
    const { epoch, poolOrder } = offer.report
    const data = encodeHeal({ epoch, spend, salt, poolOrder, minOut })
    return { amount: spend, minOut, execute: { via: 'wallet', call: { to: treasury, data } } }
  },
})
