import { setTimeout as delay } from 'node:timers/promises'
import { describeError } from '../chain/describeError.ts'
import { scanActivity } from '../chain/scanActivity.ts'
import type { AgentContext } from './agentContext.ts'
import { type Outcome, reconcile } from './reconcile.ts'

export type RunAgentOptions = {
  /** How often the head is looked at, in milliseconds. */
  pollIntervalMs: number
  /** Longest time between two passes without any event: windows and balances change silently. */
  reconcileIntervalMs: number
  signal: AbortSignal
}

/** Whether this head is worth a pass: an event since the cursor, an open heal, or simply enough time. */
const isWorthAPass = async (context: AgentContext, confirmed: bigint): Promise<boolean> => {
  if (context.journal.openHeals().length > 0) return true
  const cursor = context.journal.cursor() ?? context.startBlock - 1n
  if (confirmed <= cursor) return false
  const found = await scanActivity(context.client, {
    addresses: [context.attestation, context.treasury],
    fromBlock: cursor + 1n,
    toBlock: confirmed,
    maxBlocks: context.maxLogBlocks,
  })
  return found > 0
}

const report = ({ log }: AgentContext, outcome: Outcome, last: string): string => {
  const now = outcome.action === 'waited' ? outcome.reason : `${outcome.action} ${outcome.epoch}`
  if (now !== last && outcome.action === 'waited') log.info({ reason: outcome.reason }, 'waiting')
  return now
}

/** Runs until `signal` aborts. A pass that throws is logged and tried again at the next head; it never ends the agent. */
export const runAgent = async (context: AgentContext, options: RunAgentOptions): Promise<void> => {
  const { client, journal, log } = context
  let lastHead = -1n
  let lastPassAt = 0
  let lastReport = ''
  while (!options.signal.aborted) {
    try {
      const head = await client.getBlockNumber({ cacheTime: 0 })
      const confirmed = head - context.confirmations
      const isDue = Date.now() - lastPassAt >= options.reconcileIntervalMs
      if (head !== lastHead && (isDue || (await isWorthAPass(context, confirmed)))) {
        lastReport = report(context, await reconcile(context), lastReport)
        lastPassAt = Date.now()
      }
      // After the pass: a crash in between repeats the pass, which acts once.
      if (confirmed >= context.startBlock) journal.saveCursor(confirmed)
      lastHead = head
    } catch (error) {
      log.error({ err: describeError(error) }, 'pass failed, trying again')
    }
    await delay(options.pollIntervalMs, undefined, { signal: options.signal }).catch(() => undefined)
  }
}
