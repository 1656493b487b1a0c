import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { x25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, type Hex, hexToBytes, type PublicClient } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { createClient } from '../../chain/createClient.ts'
import { LOCAL_CHAIN_ID, MAINNET } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import { type LocalChain, startLocalChain } from '../chain/startLocalChain.ts'
import { readFigures } from '../custodian/readFigures.ts'
import { startCustodian } from '../custodian/startCustodian.ts'
import { buildGuest } from '../don/buildGuest.ts'
import { configureForwarder } from '../don/configureForwarder.ts'
import { type SimulatedDon, startSimulatedDon } from '../don/simulatedDon.ts'
import { computeWorkflowId } from '../don/workflowIdentity.ts'
import { createSimulatedPlatform } from '../enclave/simulatedPlatform.ts'
import { createRunFolder } from '../process/createRunFolder.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import type { LocalVault } from '../vault/startLocalVault.ts'
import { startVaultWithSlot } from '../vault/startVaultWithSlot.ts'
import { watchSlots } from '../vault/watchSlots.ts'
import { acceptWorkflow } from './acceptWorkflow.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import { buildContracts } from './buildContracts.ts'
import { type Deployment, deployContracts } from './deployContracts.ts'
import { deployForwarder } from './deployForwarder.ts'
import { LOCAL_SETTINGS, localDeployConfig } from './localSettings.ts'
import { openingBooks } from './openingBooks.ts'
import { simulatedEnclaveConfig, simulatedPolicyId } from './simulatedEnclaveSettings.ts'
import { type SimulatedEnclave, startSimulatedEnclave } from './startSimulatedEnclave.ts'
import { localWorkflowConfig } from './workflowConfig.ts'

/** anvil-devnet in Chainlink's list of chain selectors. */
const CHAIN_SELECTOR = 7759470850252068959n
const WORKFLOW_NAME = 'reserve'

/** Everything the local environment runs, ready to be used. */
export type LocalStack = {
  chain: LocalChain
  client: PublicClient
  deployment: Deployment
  custodian: { url: string; apiKey: string; stop: () => Promise<void> }
  /** How old the custodian's figures are. */
  custodianLagSeconds: number
  don: SimulatedDon
  /** Ours (TDX), under the test root; not the one in which the workflow compares. */
  enclave: SimulatedEnclave
  /** Undefined unless it was asked for. */
  vault: LocalVault | undefined
  /** X25519 secret key that opens the sealed orders. */
  agentSealingSecret: Hex
  /** For files of this run; removed at the shutdown. */
  folder: string
  /** Takes everything down before the shutdown does; may be called twice. */
  stop: () => Promise<void>
}

export type StartLocalStackParameters = {
  forkUrl?: string
  port?: number
  /** Which of the workflow's handlers runs: the enclave's (the default), or the labelled fallback. */
  confidentiality?: 'enclave' | 'httpOnly'
  /** A vault of four nodes, with a slot whose key the simulated enclave opens. Takes a few seconds more. */
  withVault?: boolean
  log: Log
  shutdown: Shutdown
  /** Called as each part becomes ready. */
  onReady?: (part: string, detail: string) => void
}

/** Has the simulated custodian say that it holds `totalReserve`, when the chain shows too little to begin with. */
const stateReserve = async (url: string, apiKey: string, totalReserve: bigint): Promise<void> => {
  const response = await fetch(`${url}/set-reserves`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ totalReserve: totalReserve.toString() }),
  })
  if (!response.ok) throw new KitError(`the simulated custodian refused its opening reserve: ${response.status}`)
}

/** Starts chain, contracts, simulated custodian and simulated DON; `shutdown` takes them down again. */
export const startLocalStack = async (parameters: StartLocalStackParameters): Promise<LocalStack> => {
  const { forkUrl, port, log, shutdown, confidentiality = 'enclave', onReady = () => undefined } = parameters
  const { withVault = false } = parameters
  await buildContracts(log)
  onReady('compiled', 'contracts are up to date in out/')
  // Independent of the chain, and CPU-bound: runs beside its start.
  const building = buildGuest({
    entry: path.join(projectRoot, 'workflow', 'reserve', 'main.ts'),
    cacheDir: path.join(projectRoot, '.local', 'guest'),
  })
  // Awaited below; until then a failure must not count as unhandled.
  building.catch(() => undefined)

  const chain = await startLocalChain({ forkUrl, port, log, signal: shutdown.signal })
  shutdown.onShutdown('local chain', () => chain.stop())
  const client = await createClient({ rpcUrl: chain.rpcUrl, pollingIntervalMs: 50 })
  onReady('local mainnet', `${chain.rpcUrl}, chain ${LOCAL_CHAIN_ID}${chain.forked ? ', forked' : ''}`)

  const { owner, transmitter, reserve } = LOCAL_ACCOUNTS
  const forwarder = await deployForwarder(client, owner.privateKey)
  const folder = await createRunFolder(path.join(projectRoot, '.local'), shutdown)
  const platform = createSimulatedPlatform({ now: (await readHead(client)).timestamp })
  const deployment = await deployContracts({
    rpcUrl: chain.rpcUrl,
    deployerKey: owner.privateKey,
    config: localDeployConfig(forwarder, simulatedEnclaveConfig(platform)),
    folder,
    log,
  })
  await fundAccount(chain, deployment.treasury, { usdc: LOCAL_SETTINGS.treasuryFunds })
  onReady('contracts', `ReserveAttestation ${deployment.attestation}, RecoveryTreasury ${deployment.treasury}`)
  // Both need nobody else, and nobody needs them: they run beside all that follows.
  const startingVault = withVault
    ? startVaultWithSlot({
        client,
        rpcUrl: chain.rpcUrl,
        deployment,
        policyId: simulatedPolicyId(platform),
        folder: path.join(folder, 'vault'),
        log,
        signal: shutdown.signal,
      })
    : undefined
  const slotVault = startingVault?.then(({ vault: { nodes, key } }) => ({
    nodes,
    threshold: key.threshold,
    masterKey: key.masterKey,
  }))
  slotVault?.catch(() => undefined)
  shutdown.onShutdown('vault', () => startingVault?.then(({ vault }) => vault.stop()).catch(() => undefined))
  const slots = watchSlots()
  const registering = startSimulatedEnclave({
    ...{ client, deployment, platform, log },
    ...(slotVault && { vault: slotVault }),
    onSlots: slots.onSlots,
    signal: shutdown.signal,
  })
  registering.catch(() => undefined)
  shutdown.onShutdown('simulated enclave', () =>
    // What failed to start has nothing to stop.
    registering.then(({ stop }) => stop()).catch(() => undefined),
  )

  const apiKey = bytesToHex(randomBytes(24))
  const books = {
    client,
    collateral: MAINNET.wbtc,
    proofOfReserveFeed: MAINNET.proofOfReserveFeed,
    reserveAddress: reserve.address,
  }
  const onChain = await readFigures(books, await client.getBlockNumber({ cacheTime: 0 }))
  const opening = openingBooks(onChain)
  const custodian = await startCustodian({
    ...books,
    apiKey,
    lagSeconds: LOCAL_SETTINGS.custodianLagSeconds,
    shortfall: opening.shortfall,
    log,
  })
  shutdown.onShutdown('simulated custodian', () => custodian.stop())
  if (opening.totalReserve !== onChain.totalReserve) await stateReserve(custodian.url, apiKey, opening.totalReserve)
  onReady('simulated custodian', custodian.url)

  const agentSealingSecret = bytesToHex(randomBytes(32))
  const agentSealingKey = bytesToHex(x25519.getPublicKey(hexToBytes(agentSealingSecret)))
  const config = new TextEncoder().encode(
    JSON.stringify(
      localWorkflowConfig({
        custodianUrl: custodian.url,
        agentSealingKey,
        attestation: deployment.attestation,
        confidentiality,
      }),
    ),
  )
  const guest = await building
  const workflow = { name: WORKFLOW_NAME, owner: owner.address }
  const workflowId = computeWorkflowId({ ...workflow, wasm: guest.wasm, config })
  await acceptWorkflow(client, deployment.attestation, workflowId)
  const don = await startSimulatedDon({
    guest,
    config,
    workflow,
    secrets: { main: { RESERVE_API_KEY: apiKey, ORDER_SEED: bytesToHex(randomBytes(32)) } },
    chain: { rpcUrl: chain.rpcUrl, forwarder, chainSelector: CHAIN_SELECTOR, transmitterKey: transmitter.privateKey },
    log: (source, text) => log.debug({ source }, text),
  })
  shutdown.onShutdown('simulated DON', () => don.stop())
  await configureForwarder({ rpcUrl: chain.rpcUrl, forwarder, ownerKey: owner.privateKey, signers: don.signers })
  onReady('simulated DON', `${don.signers.length} nodes, workflow ${workflowId}`)
  const enclave = await registering
  onReady(
    'simulated enclave',
    `${enclave.signer} in EnclaveRegistry ${deployment.enclaveRegistry}, under the TEST ROOT`,
  )
  const withSlot = await startingVault
  if (withSlot) {
    const { vault, slot, commitment } = withSlot
    const { threshold, members, epoch, masterKey } = vault.key
    onReady(
      'vault',
      `${threshold}-of-${members.length}, epoch ${epoch}, ${masterKey}: real nodes as processes of their own, on one machine`,
    )
    const openedBy = await slots.untilOpen(commitment, shutdown.signal)
    const indices = [...openedBy].sort((one, other) => one - other).join(', ')
    onReady(`slot ${slot}`, `key opened inside the simulated enclave by nodes ${indices}`)
  }

  return {
    chain,
    client,
    deployment,
    custodian: { url: custodian.url, apiKey, stop: custodian.stop },
    custodianLagSeconds: LOCAL_SETTINGS.custodianLagSeconds,
    don,
    enclave,
    vault: withSlot?.vault,
    agentSealingSecret,
    folder,
    stop: async () => {
      await enclave.stop()
      await withSlot?.vault.stop()
      await don.stop()
      await custodian.stop()
      await chain.stop()
    },
  }
}
