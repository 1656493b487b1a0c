import { type OpenedOrder, openAttestedOrder } from '../../protocol/openAttestedOrder.ts'
import type { AgentContext } from '../agentContext.ts'
import type { Offer } from './mechanism.ts'

/** The small order of an offered report; undefined when it does not open to the agent's key. */
export const readOrder = (
  { client, attestation: receiver, sealingKey }: AgentContext,
  { view, report }: Offer,
): OpenedOrder | undefined => {
  const chainId = client.chain?.id ?? 0
  return openAttestedOrder({ sealingKey, chainId, receiver, report, orderDigest: view.state.orderDigest })
}
