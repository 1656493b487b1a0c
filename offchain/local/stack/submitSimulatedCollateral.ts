import { privateKeyToAccount } from 'viem/accounts'
import { collateralCalls } from '../../chain/collateral/collateralCalls.ts'
import { sendCall } from '../pool/sendCall.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import type { LocalContracts } from './startContracts.ts'

/** Puts the collateral of the simulated machine on chain, without which no quote of it verifies. */
export const submitSimulatedCollateral = async ({
  client,
  deployment,
  platform,
}: Pick<LocalContracts, 'client' | 'deployment' | 'platform'>): Promise<void> => {
  const payer = privateKeyToAccount(LOCAL_ACCOUNTS.enclavePayer.privateKey)
  for (const { to, data } of collateralCalls(deployment, platform.collateral())) {
    await sendCall(client, payer, { to, data })
  }
}
