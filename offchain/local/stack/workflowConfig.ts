import type { Address, Hex } from 'viem'
import { LOCAL_CHAIN_ID, MAINNET } from '../../chain/mainnet.ts'
import { LOCAL_SETTINGS, type LocalSettings } from './localSettings.ts'

export type WorkflowConfigParameters = {
  custodianUrl: string
  agentSealingKey: Hex
  attestation: Address
  treasury: Address
  pool: Address
  confidentiality: 'enclave' | 'httpOnly'
  settings?: LocalSettings
}

/** The reserve workflow's configuration for the local chain, in the shape of workflow/reserve/config.*.json. */
export const localWorkflowConfig = (parameters: WorkflowConfigParameters) => {
  const {
    custodianUrl,
    agentSealingKey,
    attestation,
    treasury,
    pool,
    confidentiality,
    settings = LOCAL_SETTINGS,
  } = parameters
  const { feedMaxAgeSeconds } = settings
  return {
    ...settings.workflow,
    confidentiality,
    schedule: '*/30 * * * * *',
    custodianUrl: `${custodianUrl}/reserves`,
    collateralDecimals: 8,
    paymentDecimals: 6,
    agentSealingKey,
    chain: { selectorName: 'anvil-devnet', isTestnet: true, chainId: LOCAL_CHAIN_ID },
    attestation,
    treasury,
    pool,
    feeds: {
      btcUsd: { address: MAINNET.btcUsdFeed, maxAgeSeconds: feedMaxAgeSeconds },
      wbtcBtc: { address: MAINNET.wbtcBtcFeed, maxAgeSeconds: feedMaxAgeSeconds },
      usdcUsd: { address: MAINNET.usdcUsdFeed, maxAgeSeconds: feedMaxAgeSeconds },
    },
    gasLimit: '500000',
  }
}
