import path from 'node:path'
import type { Address, PublicClient } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { createClient } from '../../chain/createClient.ts'
import { type PoolTerms, readPoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import type { Log } from '../../log.ts'
import { type LocalChain, startLocalChain } from '../chain/startLocalChain.ts'
import { createSimulatedPlatform } from '../enclave/simulatedPlatform.ts'
import { createRunFolder } from '../process/createRunFolder.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { LOCAL_ACCOUNTS } from '../stack/accounts.ts'
import { buildContracts } from '../stack/buildContracts.ts'
import { type Deployment, deployContracts } from '../stack/deployContracts.ts'
import { deployForwarder } from '../stack/deployForwarder.ts'
import { localDeployConfig } from '../stack/localSettings.ts'
import { simulatedEnclaveConfig, simulatedPolicyId } from '../stack/simulatedEnclaveSettings.ts'
import { type SimulatedEnclave, startSimulatedEnclave } from '../stack/startSimulatedEnclave.ts'
import { type LocalVault, startLocalVault } from '../vault/startLocalVault.ts'
import { type SlotWatch, watchSlots } from '../vault/watchSlots.ts'

/** Nobody reorganises this chain behind our back. */
const FINALITY_BLOCKS = 1n

/** What the dark pool needs, and nothing else: no custodian, no DON. */
export type PoolStack = {
  chain: LocalChain
  client: PublicClient
  deployment: Deployment
  terms: PoolTerms
  vault: LocalVault
  enclave: SimulatedEnclave
  /** What the enclave makes of the slots' keys. */
  slots: SlotWatch
  /** For files of this run; removed at the shutdown. */
  folder: string
}

export type StartPoolStackParameters = {
  /** Who may register a slot. */
  admitted: readonly Address[]
  log: Log
  shutdown: Shutdown
  onReady: (part: string, detail: string) => void
}

/** Starts a chain with the pool, a vault of four nodes, and a simulated enclave; `shutdown` takes them down again. */
export const startPoolStack = async ({
  admitted,
  log,
  shutdown,
  onReady,
}: StartPoolStackParameters): Promise<PoolStack> => {
  await buildContracts(log)
  const chain = await startLocalChain({ log, signal: shutdown.signal })
  shutdown.onShutdown('local chain', () => chain.stop())
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 50 })
  onReady('local chain', `${chain.rpcUrl}, chain ${LOCAL_CHAIN_ID}`)

  const { privateKey: deployerKey } = LOCAL_ACCOUNTS.owner
  const folder = await createRunFolder(path.join(projectRoot, '.local'), shutdown)
  const platform = createSimulatedPlatform({ now: (await readHead(client)).timestamp })
  const forwarder = await deployForwarder(client, deployerKey)
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey,
    config: localDeployConfig(forwarder, simulatedEnclaveConfig(platform), admitted),
    folder,
    log,
  })
  const { darkPool, enclaveRegistry, poolPrices, proofVerifier } = deployment
  onReady('contracts', `CREDarkPool ${darkPool}, PoolPrices ${poolPrices}, proof verifier ${proofVerifier}`)

  const starting = startLocalVault({
    chain: {
      rpcUrl: chain.rpcUrl,
      chainId: LOCAL_CHAIN_ID,
      enclaveRegistry,
      darkPool,
      policyId: simulatedPolicyId(platform),
      finality: FINALITY_BLOCKS,
    },
    folder: path.join(folder, 'vault'),
    log,
    signal: shutdown.signal,
  })
  shutdown.onShutdown('vault', () => starting.then(({ stop }) => stop()).catch(() => undefined))
  const slotVault = starting.then(({ nodes, key: { threshold, masterKey } }) => ({ nodes, threshold, masterKey }))
  slotVault.catch(() => undefined)
  const slots = watchSlots()
  const registering = startSimulatedEnclave({
    ...{ client, deployment, platform, log },
    vault: slotVault,
    onSlots: slots.onSlots,
    signal: shutdown.signal,
  })
  shutdown.onShutdown('simulated enclave', () => registering.then(({ stop }) => stop()).catch(() => undefined))
  const [vault, enclave] = await Promise.all([starting, registering])
  const { threshold, members } = vault.key
  onReady('vault', `${threshold}-of-${members.length}: real nodes as processes of their own, on one machine`)
  onReady('simulated enclave', `${enclave.signer}, registered as a matcher by a TDX quote under the TEST ROOT`)
  const terms = await readPoolTerms(client, { pool: darkPool })
  return { chain, client, deployment, terms, vault, enclave, slots, folder }
}
