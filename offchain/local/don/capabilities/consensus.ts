import { anyPack } from '@bufbuild/protobuf/wkt'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../../errors.ts'
import type { Capability } from './capability.ts'
import { type ReportSigner, signReport } from './signReport.ts'

export const CONSENSUS_ID = 'consensus@1.0.0-alpha'

/** Consensus on a report. Observations (`Simple`) differ between nodes by nature and are combined where the votes are: in donCalls. */
export const consensus = (signer: ReportSigner): Capability => {
  let sequence = 0
  return {
    id: CONSENSUS_ID,
    modes: ['don'],
    invoke: async (method, payload, context) => {
      if (method !== 'Report') throw new KitError(`consensus has no method ${method}; use Simple or Report`)
      sequence += 1
      return anyPack(SDK_PB.ReportResponseSchema, await signReport(payload, signer, context, sequence))
    },
  }
}
