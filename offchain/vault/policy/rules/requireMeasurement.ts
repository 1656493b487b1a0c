import type { Address, Hex } from 'viem'
import { refuse } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

export type RequireMeasurementParameters = {
  registry: Address
  /** `EnclaveRegistry.policyIdOf`, of each build that the node's operator has checked. */
  policyIds: readonly Hex[]
}

/** The enclave runs code that the node itself approves: the registry's owner alone cannot admit other code to the vault. */
export const requireMeasurement =
  ({ registry, policyIds }: RequireMeasurementParameters): ReleaseRule =>
  async ({ question: { signer }, chain }) => {
    const { policyId } = await chain.enclave(registry, signer)
    if (policyIds.some((approved) => approved.toLowerCase() === policyId)) return undefined
    return refuse(
      'measurementNotApproved',
      `${signer} is registered under policy ${policyId}, which is none of the ${policyIds.length} that this node approves`,
    )
  }
