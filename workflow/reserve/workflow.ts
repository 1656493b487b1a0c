import { type CronPayload, cre, type Runtime, type TeeRuntime } from '@chainlink/cre-sdk'
import type { Hex } from 'viem'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import type { Config } from './config.ts'
import { checkInEnclave } from './enclave.ts'
import { checkWithoutEnclave } from './fallback.ts'
import { publish } from './publish.ts'

/** What one run returns: nothing that its report does not make public. */
export type Outcome = { epoch: number; isSolvent: boolean; txHash: Hex }

/** The scheduled time, not the clock: every run of one trigger reports the same epoch. */
const epochOf = ({ scheduledExecutionTime }: CronPayload): number => {
  if (scheduledExecutionTime === undefined) throw new Error('the trigger carries no scheduled time')
  return Number(scheduledExecutionTime.seconds)
}

const publishOutcome = (runtime: Runtime<Config>, report: ReserveReport): Outcome => ({
  epoch: report.epoch,
  isSolvent: report.isSolvent,
  txHash: publish(runtime, report),
})

export const onScheduleInEnclave = (tee: TeeRuntime<Config>, payload: CronPayload): Outcome =>
  publishOutcome(tee.usingTheDons(), checkInEnclave(tee, epochOf(payload)))

export const onScheduleWithoutEnclave = (runtime: Runtime<Config>, payload: CronPayload): Outcome =>
  publishOutcome(runtime, checkWithoutEnclave(runtime, epochOf(payload)))

/** Registers exactly one handler: the figures go to an enclave, or the configuration says openly that they do not. */
export const initWorkflow = ({ schedule, confidentiality }: Config) => {
  const trigger = new cre.capabilities.CronCapability().trigger({ schedule })
  return confidentiality === 'enclave'
    ? [cre.handlerInTee(trigger, onScheduleInEnclave, [{ tee: 'nitro', regions: ['us-west-2'] }])]
    : [cre.handler(trigger, onScheduleWithoutEnclave)]
}
