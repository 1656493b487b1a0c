import { BPS } from './constants.ts'
import type { Offer } from './findOffers.ts'
import type { Order, Trade } from './types.ts'

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** What is to be bought: the deficit, or else all there is if the order takes that, or else nothing. */
const findGoal = ({ deficit, allowPartial }: Order, supply: bigint): bigint => {
  if (supply >= deficit) return deficit
  return allowPartial ? supply : 0n
}

/** Takes the best offers, whole but for the last, until the goal is reached. Each is paid its own premium, exactly. */
export const matchOrder = (order: Order, offers: readonly Offer[], price: bigint): Trade[] => {
  let missing = findGoal(
    order,
    offers.reduce((supply, { size }) => supply + size, 0n),
  )
  return offers.flatMap(({ slot, size, premiumBps }): Trade[] => {
    const amount = min(size, missing)
    missing -= amount
    return amount === 0n ? [] : [{ slot, amount, owed: amount * price * (BPS + premiumBps) }]
  })
}
