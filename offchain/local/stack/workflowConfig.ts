import type { Address, Hex } from 'viem'
import { LOCAL_CHAIN_ID, MAINNET } from '../../chain/mainnet.ts'
import { LOCAL_SETTINGS } from './localSettings.ts'

export type WorkflowConfigParameters = {
  custodianUrl: string
  agentSealingKey: Hex
  attestation: Address
  confidentiality: 'enclave' | 'httpOnly'
}

/** The reserve workflow's configuration for the local chain, in the shape of workflow/reserve/config.*.json. */
export const localWorkflowConfig = (parameters: WorkflowConfigParameters) => {
  const { custodianUrl, agentSealingKey, attestation, confidentiality } = parameters
  const { feedMaxAgeSeconds } = LOCAL_SETTINGS
  return {
    ...LOCAL_SETTINGS.workflow,
    confidentiality,
    schedule: '*/30 * * * * *',
    custodianUrl: `${custodianUrl}/reserves`,
    collateralDecimals: 8,
    paymentDecimals: 6,
    agentSealingKey,
    chain: { selectorName: 'anvil-devnet', isTestnet: true, chainId: LOCAL_CHAIN_ID },
    attestation,
    feeds: {
      btcUsd: { address: MAINNET.btcUsdFeed, maxAgeSeconds: feedMaxAgeSeconds },
      wbtcBtc: { address: MAINNET.wbtcBtcFeed, maxAgeSeconds: feedMaxAgeSeconds },
      usdcUsd: { address: MAINNET.usdcUsdFeed, maxAgeSeconds: feedMaxAgeSeconds },
    },
    gasLimit: '500000',
  }
}
