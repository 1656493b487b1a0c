import { breakOneOfThree, breakOnlyProvider, FAULT_MOMENTS, PROVIDER_FAULTS } from './rounds/breakProvider.ts'
import { createDice, type Dice } from './rounds/dice.ts'
import { fillDisk } from './rounds/fillDisk.ts'
import { cutConnection, killAtMessage } from './rounds/killAtMessage.ts'
import { killAtRequest } from './rounds/killAtRequest.ts'
import { killAtSync } from './rounds/killAtSync.ts'
import { killRandomly } from './rounds/killRandomly.ts'
import { lagCustodian } from './rounds/lagCustodian.ts'
import { REORG_MOMENTS, RETURNS, reorganise } from './rounds/reorganise.ts'
import type { Round } from './rounds/round.ts'
import { runReplicas, runStrangers } from './rounds/runReplicas.ts'
import { silenceWebhook } from './rounds/silenceWebhook.ts'
import { stickTransaction } from './rounds/stickTransaction.ts'

/** Everything a heal does that a kill can come between, as a run without faults has shown. */
export type RecordedSteps = {
  requests: readonly string[]
  /** At which calls on the journal's files; none where nobody may trace. */
  syncs: readonly number[]
  messages: readonly string[]
}

/** How many rounds of the plan may be enumerated kills; the rest belongs to the other faults. */
const ENUMERATED_PERCENT = 70

const SEND = 'eth_sendRawTransaction'
const MAX_REORG_DEPTH = 64

type Seeded = (seed: number) => Round

/** One round for each place where the agent can die. */
const enumerateKills = ({ requests, syncs, messages }: RecordedSteps): Seeded[] => [
  ...syncs.map((count) => (seed: number) => killAtSync(count, seed)),
  ...messages.map((step) => (seed: number) => killAtMessage(step, 'after', seed)),
  // What comes before a commit is lost with the connection, wherever it is cut.
  ...messages
    .filter((step) => step.startsWith('commit'))
    .map((step) => (seed: number) => killAtMessage(step, 'before', seed)),
  ...requests.map((step) => (seed: number) => killAtRequest(step, 'before', seed)),
  // To read and not to learn the answer is as good as not to have read.
  ...requests
    .filter((step) => step.startsWith(SEND))
    .map((step) => (seed: number) => killAtRequest(step, 'after', seed)),
]

const reorgsOfAllDepths = (dice: Dice): Seeded[] =>
  dice.shuffle(Array.from({ length: MAX_REORG_DEPTH }, (_, index) => index + 1)).map((depth) => (seed: number) => {
    const chosen = createDice(seed)
    const [moment, back] = [chosen.pick(REORG_MOMENTS), chosen.pick(RETURNS)]
    return reorganise({ depth, moment, back, healReturns: chosen.chance(50), seed })
  })

/** The faults beside the enumerated kills: each list is gone through in turn, in an order that the seed chooses. */
const otherFaults = (dice: Dice): Seeded[][] =>
  [
    [killRandomly],
    reorgsOfAllDepths(dice),
    PROVIDER_FAULTS.flatMap((fault) =>
      FAULT_MOMENTS.map((moment) => (seed: number) => breakOnlyProvider(fault, moment, seed)),
    ),
    reorgsOfAllDepths(dice),
    PROVIDER_FAULTS.flatMap((fault) =>
      [0, 1, 2].map((position) => (seed: number) => breakOneOfThree(fault, position, seed)),
    ),
    [
      ...[true, false].flatMap((isAboveCap) =>
        [true, false].map((kill) => (seed: number) => stickTransaction({ isAboveCap, kill, seed })),
      ),
      ...(['beforeOrder', 'beforeSent', 'afterSent'] as const).map(
        (moment) => (seed: number) => fillDisk(moment, seed),
      ),
      ...[true, false].map((kill) => (seed: number) => silenceWebhook(kill, seed)),
      ...[true, false].flatMap((kills) => [
        (seed: number) => runStrangers(kills, seed),
        (seed: number) => runReplicas(kills, seed),
      ]),
      cutConnection,
      lagCustodian,
    ],
  ].map((list) => dice.shuffle(list))

export type PlanParameters = { steps: RecordedSteps; rounds: number; seed: number }

/**
 * Which rounds are played, in which order: first every enumerated kill (or evenly many of them, when `rounds` is too
 * small for all), then the other faults in turn. The same seed and steps give the same plan.
 */
export const planRounds = ({
  steps,
  rounds,
  seed,
}: PlanParameters): { plan: Round[]; kills: number; known: number } => {
  const dice = createDice(seed)
  const all = enumerateKills(steps)
  const room = Math.floor((rounds * ENUMERATED_PERCENT) / 100)
  const stride = Math.max(1, all.length / Math.max(1, room))
  const first = stride > 1 ? dice.between(0, Math.ceil(stride) - 1) : 0
  const kills = all.filter(
    (_, index) => Math.floor((index + first) / stride) !== Math.floor((index + first - 1) / stride),
  )
  const chosen = kills.slice(0, room)
  const lists = otherFaults(dice)
  const others = Array.from({ length: rounds - chosen.length }, (_, index) => {
    const list = lists[index % lists.length] as Seeded[]
    return list[Math.floor(index / lists.length) % list.length] as Seeded
  })
  const plan = dice.shuffle([...chosen, ...others]).map((create, index) => create(seed * 10_000 + index))
  return { plan, kills: chosen.length, known: all.length }
}
