import type { Hex } from 'viem'
import type { CollateralStores } from '../../chain/collateral/collateralCalls.ts'
import type { AgentConfig } from '../../config.ts'
import type { CollateralSource } from '../../enclave/collateral/collateralSource.ts'
import { openSource } from '../../enclave/collateral/openSource.ts'
import type { RequestLimits } from '../../enclave/collateral/requestDocument.ts'
import { KitError } from '../../errors.ts'

const given = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new KitError(`COLLATERAL_SOURCE needs ${name}`)
  return value
}

/** What keeping Intel's collateral fresh needs of the settings; undefined when no source is set. `limits`: how patiently it is asked. */
export const collateralSettings = (
  config: AgentConfig,
  limits?: RequestLimits,
): { source: CollateralSource; fmspcs: readonly Hex[]; stores: CollateralStores } | undefined => {
  const { collateralSource: location, collateralPckCa: pckCa } = config
  if (location === undefined) return undefined
  return {
    source: openSource({ location, pckCa, ...(limits && { limits }) }),
    fmspcs: given(config.collateralFmspc, 'COLLATERAL_FMSPC'),
    stores: {
      crlStore: given(config.crlStoreAddress, 'CRL_STORE_ADDRESS'),
      tcbStore: given(config.tcbStoreAddress, 'TCB_STORE_ADDRESS'),
    },
  }
}
