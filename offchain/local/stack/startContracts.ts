import path from 'node:path'
import type { Address, PublicClient } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { createClient } from '../../chain/createClient.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import type { Log } from '../../log.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import { type LocalChain, startLocalChain } from '../chain/startLocalChain.ts'
import { createSimulatedPlatform, type SimulatedPlatform } from '../enclave/simulatedPlatform.ts'
import { createRunFolder } from '../process/createRunFolder.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import { buildContracts } from './buildContracts.ts'
import { type Deployment, deployContracts } from './deployContracts.ts'
import { deployForwarder } from './deployForwarder.ts'
import { LOCAL_SETTINGS, type LocalSettings, localDeployConfig } from './localSettings.ts'
import { simulatedEnclaveConfig } from './simulatedEnclaveSettings.ts'

/** The local chain with all contracts on it; everything else is started on top of this. */
export type LocalContracts = {
  chain: LocalChain
  client: PublicClient
  deployment: Deployment
  /** What the contracts were deployed with. */
  settings: LocalSettings
  /** The one simulated machine that the registry allows. */
  platform: SimulatedPlatform
  /** For files of this run; removed at the shutdown. */
  folder: string
}

export type StartContractsParameters = {
  forkUrl?: string
  port?: number
  settings?: LocalSettings
  /** Who may register a slot in the dark pool, besides the treasury. */
  admitted?: readonly Address[]
  log: Log
  shutdown: Shutdown
  /** Called as each part becomes ready. */
  onReady: (part: string, detail: string) => void
}

/** Starts the chain, and deploys to it as to mainnet; `shutdown` takes it down again. */
export const startContracts = async (parameters: StartContractsParameters): Promise<LocalContracts> => {
  const { forkUrl, port, settings = LOCAL_SETTINGS, admitted, log, shutdown, onReady } = parameters
  await buildContracts(log)
  onReady('compiled', 'contracts are up to date in out/')
  const chain = await startLocalChain({ forkUrl, port, log, signal: shutdown.signal })
  shutdown.onShutdown('local chain', () => chain.stop())
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 50 })
  onReady('local mainnet', `${chain.rpcUrl}, chain ${LOCAL_CHAIN_ID}${chain.forked ? ', forked' : ''}`)

  const { privateKey: deployerKey } = LOCAL_ACCOUNTS.owner
  const forwarder = await deployForwarder(client, deployerKey)
  const folder = await createRunFolder(path.join(projectRoot, '.local'), shutdown)
  const platform = createSimulatedPlatform({ now: (await readHead(client)).timestamp })
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey,
    config: localDeployConfig(forwarder, simulatedEnclaveConfig(platform), admitted, settings),
    folder,
    log,
  })
  const { treasuryFunds: usdc, treasuryEther: eth } = settings
  await fundAccount(chain, deployment.treasury, { usdc, eth })
  onReady('contracts', `ReserveAttestation ${deployment.attestation}, RecoveryTreasury ${deployment.treasury}`)
  return { chain, client, deployment, settings, platform, folder }
}
