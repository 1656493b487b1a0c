import { MAINNET } from '../../chain/mainnet.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import type { LocalStack } from './startLocalStack.ts'

/** The environment with which `npm run agent` watches this stack, as a dry run unless AWAL_DRY_RUN says otherwise. */
export const agentEnvironment = (stack: LocalStack): Record<string, string> => ({
  RPC_URL: stack.chain.rpcUrl,
  CONTRACT_ADDRESS: stack.deployment.attestation,
  TREASURY_ADDRESS: stack.deployment.treasury,
  RESERVE_ADDRESS: stack.deployment.reserve,
  CHAINLINK_FEED_ADDRESS: MAINNET.proofOfReserveFeed,
  START_BLOCK: `${stack.deployment.startBlock}`,
  CONFIRMATIONS: '1',
  POLL_INTERVAL: '250',
  // The story heals as soon as it may, and several stories may run on one machine.
  HEAL_COOLDOWN_SECONDS: '0',
  OPERATIONS_PORT: 'off',
  AGENT_PRIVATE_KEY: LOCAL_ACCOUNTS.agent.privateKey,
  AGENT_SEALING_KEY: stack.agentSealingSecret,
})
