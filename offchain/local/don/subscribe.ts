import { create, fromBinary } from '@bufbuild/protobuf'
import { EmptySchema } from '@bufbuild/protobuf/wkt'
import { CRON_TRIGGER_PB, SDK_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../errors.ts'
import { CRON_TRIGGER_ID } from './cronPayload.ts'
import type { Execution, ExecutionReport } from './execution.ts'
import { encodeExecuteRequest } from './round.ts'

/** One handler as the workflow subscribed it. */
export type Subscription = {
  readonly capabilityId: string
  readonly inTee: boolean
  /** The handler restricts itself at run time; the simulated DON does not enforce that and refuses to run it. */
  readonly hasPreHook: boolean
  /** Six-field cron expression, for cron triggers. */
  readonly schedule?: string
}

const subscriptionOf = ({ id, payload, preHook, requirements }: SDK_PB.TriggerSubscription): Subscription => ({
  capabilityId: id,
  inTee: requirements?.tee !== undefined,
  hasPreHook: preHook,
  ...(id === CRON_TRIGGER_ID && payload
    ? { schedule: fromBinary(CRON_TRIGGER_PB.ConfigSchema, payload.value).schedule }
    : {}),
})

/** Asks the workflow, on every node, which handlers it has. */
export const subscribe = async (
  config: Uint8Array,
  context: Execution['context'],
  execute: (execution: Execution) => Promise<ExecutionReport>,
): Promise<Subscription[]> => {
  const request = encodeExecuteRequest(config, { case: 'subscribe', value: create(EmptySchema) })
  const report = await execute({ request, context, onCrossed: () => {} })
  const { result } = fromBinary(SDK_PB.ExecutionResultSchema, report.result)
  if (result.case === 'triggerSubscriptions') return result.value.subscriptions.map(subscriptionOf)
  throw new KitError(
    `the workflow does not start: ${result.case === 'error' ? result.value : result.case}; check its configuration`,
  )
}
