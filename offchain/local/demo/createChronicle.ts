import { KitError } from '../../errors.ts'
import type { PoolOrder } from '../../protocol/report.ts'
import type { StoryTools } from '../process/tellStory.ts'
import { setReserves } from '../stack/setReserves.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'
import { attestRound, waitForChainTime } from './attestRound.ts'
import { type DemoStep, describeStep } from './demoStep.ts'
import { openReportedOrder } from './openReportedOrder.ts'

/** A report of the story, and the order that it carries, sealed. */
export type Attested = { epoch: number; sealed: PoolOrder }

/** Tells the steps of a story with the pool, one by one, each verified. */
export type Chronicle = {
  steps: readonly DemoStep[]
  show: (step: DemoStep) => void
  /** Has a report made, whose status has to be `status`, and whose pool order has to want so much. */
  attest: (name: string, status: 'SOLVENT' | 'INSOLVENT', wanted: bigint) => Promise<Attested>
  /** Has the custodian hold so much, and waits until its figures, which lag, say so. */
  holdReserve: (totalReserve: bigint) => Promise<void>
}

/** Throws with `problem` unless it holds. */
export const requireThat = (holds: boolean, problem: string): void => {
  if (!holds) throw new KitError(problem)
}

/** Begins to tell a story of this stack. */
export const createChronicle = (stack: ReserveStack, { tell }: Pick<StoryTools, 'tell'>): Chronicle => {
  const { client, custodian, custodianLagSeconds, reserveSlotKey: key } = stack
  const steps: DemoStep[] = []
  const show = (step: DemoStep): void => {
    steps.push(step)
    tell(`${steps.length} ${step.name}`, describeStep(step))
  }
  return {
    steps,
    show,
    async attest(name, status, wanted) {
      const step = await attestRound(stack, name, status)
      show(step)
      const { sealed, order } = await openReportedOrder(client, { txHash: step.txHash, key })
      requireThat(order.deficit === wanted, `${name}: ${order.deficit} is ordered from the pool, wanted ${wanted}`)
      return { epoch: step.epoch, sealed }
    },
    async holdReserve(totalReserve) {
      await setReserves(custodian, { totalReserve })
      await waitForChainTime(stack, (await client.getBlock()).timestamp + BigInt(custodianLagSeconds))
    },
  }
}
