import { KitError } from '../../../errors.ts'
import { callContract } from './callContract.ts'
import type { Capability } from './capability.ts'
import { filterLogs } from './filterLogs.ts'
import { type Transmitter, writeReport } from './writeReport.ts'

/** Reads of and report writes to one chain, made once for the whole DON. */
export const evm = (chainSelector: bigint, transmitter: Transmitter): Capability => {
  // One send at a time: two would take the same nonce.
  let lastSend: Promise<unknown> = Promise.resolve()
  return {
    id: `evm:ChainSelector:${chainSelector}@1.0.0`,
    modes: ['don'],
    invoke: async (method, payload, context) => {
      if (method === 'CallContract' || method === 'FilterLogs') {
        context.onChainRead()
        return method === 'CallContract'
          ? callContract(transmitter.client, payload)
          : filterLogs(transmitter.client, payload)
      }
      if (method === 'WriteReport') {
        const sent = lastSend.then(() => writeReport(transmitter, payload, context))
        lastSend = sent.catch(() => {})
        return sent
      }
      throw new KitError(
        `evm ${method} is not supported by the simulated DON; use CallContract, FilterLogs or WriteReport`,
      )
    },
  }
}
