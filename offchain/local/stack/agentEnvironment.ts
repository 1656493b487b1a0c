import { MAINNET } from '../../chain/mainnet.ts'
import { SIMULATED_FMSPC } from '../enclave/simulatedPlatform.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import type { LocalStack } from './startLocalStack.ts'

/** What the agent watches. */
export type AgentStack = Pick<LocalStack, 'chain' | 'deployment' | 'agentSealingSecret'> &
  Partial<Pick<LocalStack, 'vault'>>

/**
 * The environment with which `npm run agent` watches this stack, as a dry run unless AWAL_DRY_RUN says otherwise, and
 * `npm run enclave -- status` its registry; `npm run vault` asks the nodes of the vault, if there is one.
 */
export const agentEnvironment = (stack: AgentStack): Record<string, string> => ({
  RPC_URL: stack.chain.rpcUrl,
  CONTRACT_ADDRESS: stack.deployment.attestation,
  TREASURY_ADDRESS: stack.deployment.treasury,
  RESERVE_ADDRESS: stack.deployment.reserve,
  CHAINLINK_FEED_ADDRESS: MAINNET.proofOfReserveFeed,
  CRL_STORE_ADDRESS: stack.deployment.crlStore,
  TCB_STORE_ADDRESS: stack.deployment.tcbStore,
  // What `enclave collateral` asks for; the agent keeps nothing without a COLLATERAL_SOURCE.
  COLLATERAL_FMSPC: SIMULATED_FMSPC.slice(2),
  ENCLAVE_REGISTRY_ADDRESS: stack.deployment.enclaveRegistry,
  DARK_POOL_ADDRESS: stack.deployment.darkPool,
  ...(stack.vault && {
    VAULT_ROSTER_FILE: stack.vault.rosterFile,
    VAULT_MASTER_KEY: stack.vault.key.masterKey,
    VAULT_OPERATOR_KEY_FILE: stack.vault.operatorKeyFile,
  }),
  START_BLOCK: `${stack.deployment.startBlock}`,
  CONFIRMATIONS: '1',
  REQUEST_DEPTH: '1',
  // A simulated quote lasts an hour.
  MATCHER_EXPIRY_SECONDS: '600',
  POLL_INTERVAL: '250',
  // The story heals as soon as it may, and several stories may run on one machine.
  HEAL_COOLDOWN_SECONDS: '0',
  OPERATIONS_PORT: 'off',
  AGENT_PRIVATE_KEY: LOCAL_ACCOUNTS.agent.privateKey,
  AGENT_SEALING_KEY: stack.agentSealingSecret,
})
