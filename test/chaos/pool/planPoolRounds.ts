import { createDice, type Dice } from '../rounds/dice.ts'
import { breakMatcherRpc, LOST_BROADCASTS, loseBroadcasts, RPC_FAULTS } from './rounds/breakMatcherRpc.ts'
import { killAllNodes, killSomeNodes } from './rounds/breakVault.ts'
import { killMaker, MAKER_ERRANDS, rotateInRound } from './rounds/killMaker.ts'
import { DEATHS, killMatcher, leaveUnsettled, raceMatchers } from './rounds/killMatcher.ts'
import type { PoolRound } from './rounds/poolRound.ts'
import {
  MAX_POOL_REORG_DEPTH,
  POOL_REORG_MOMENTS,
  type PoolReorgMoment,
  reorganisePool,
} from './rounds/reorganisePool.ts'

type Seeded = (seed: number) => PoolRound

/** Every fault there is once, in the dice's order; depths and moments that are not listed are the dice's too. */
const deal = (dice: Dice): Seeded[] => {
  // A maker's process needs a block or two to end: a quote lies a little deeper.
  const depthOf = (moment: PoolReorgMoment) => dice.between(moment === 'a quote' ? 3 : 1, MAX_POOL_REORG_DEPTH)
  return dice.shuffle<Seeded>([
    ...DEATHS.map((death) => (seed: number) => killMatcher(death, seed)),
    ...POOL_REORG_MOMENTS.map((moment) => {
      const depth = depthOf(moment)
      return (seed: number) => reorganisePool(moment, depth, seed)
    }),
    ...RPC_FAULTS.map((fault) => (seed: number) => breakMatcherRpc(fault, seed)),
    ...LOST_BROADCASTS.map((mode) => (seed: number) => loseBroadcasts(mode, seed)),
    ...MAKER_ERRANDS.flatMap((errand) => [
      (seed: number) => killMaker(errand, 'before', seed),
      (seed: number) => killMaker(errand, 'after', seed),
    ]),
    ...[raceMatchers, raceMatchers, leaveUnsettled, killSomeNodes, killAllNodes, rotateInRound, rotateInRound],
  ])
}

/** Plans the rounds: every fault once before any comes twice. The same seed plans the same. */
export const planPoolRounds = (rounds: number, seed: number, only?: string): PoolRound[] => {
  const dice = createDice(seed)
  const plan: PoolRound[] = []
  while (plan.length < rounds) {
    const dealt = deal(dice)
      .map((make) => make(dice.between(0, 1_000_000)))
      .filter(({ fault, name }) => only === undefined || fault.includes(only) || name.includes(only))
    if (dealt.length === 0) throw new Error(`no round has ${only} in its name or fault`)
    plan.push(...dealt)
  }
  return plan.slice(0, rounds)
}
