import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { x25519 } from '@noble/curves/ed25519.js'
import { type Address, bytesToHex, createWalletClient, type Hex, hexToBytes, http, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { createClient } from '../../chain/createClient.ts'
import { reserveAttestationAbi } from '../../chain/generated.ts'
import { MAINNET } from '../../chain/mainnet.ts'
import type { Log } from '../../log.ts'
import { startLocalChain } from '../chain/startLocalChain.ts'
import { startCustodian } from '../custodian/startCustodian.ts'
import { buildGuest } from '../don/buildGuest.ts'
import { configureForwarder } from '../don/configureForwarder.ts'
import { computeWorkflowId } from '../don/computeWorkflowId.ts'
import { type SimulatedDon, startSimulatedDon } from '../don/simulatedDon.ts'
import type { Shutdown } from '../process/shutdown.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import { type Deployment, deployContracts } from './deployContracts.ts'
import { deployForwarder } from './deployForwarder.ts'
import { LOCAL_SETTINGS, localDeployConfig } from './localSettings.ts'
import { localWorkflowConfig } from './workflowConfig.ts'

/** Everything the local environment runs, ready to be used. */
export type LocalStack = {
  rpcUrl: string
  client: PublicClient
  forked: boolean
  anvilPid: number
  deployment: Deployment
  custodian: { url: string; apiKey: string }
  don: SimulatedDon
  /** X25519 secret that opens the sealed orders. */
  agentSealingSecret: Hex
}
