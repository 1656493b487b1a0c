import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { x25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { MAINNET } from '../../chain/mainnet.ts'
import type { Log } from '../../log.ts'
import { encodeSlotKey } from '../../protocol/slotKey.ts'
import { readFigures } from '../custodian/readFigures.ts'
import { startCustodian } from '../custodian/startCustodian.ts'
import { buildGuest, type Guest } from '../don/buildGuest.ts'
import { configureForwarder } from '../don/configureForwarder.ts'
import { type SimulatedDon, startSimulatedDon } from '../don/simulatedDon.ts'
import { computeWorkflowId } from '../don/workflowIdentity.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { acceptWorkflow } from './acceptWorkflow.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'
import { openingBooks } from './openingBooks.ts'
import { setReserves } from './setReserves.ts'
import type { LocalContracts } from './startContracts.ts'
import { DIRECT, type Wiring } from './wiring.ts'
import { localWorkflowConfig } from './workflowConfig.ts'

/** anvil-devnet in Chainlink's list of chain selectors. */
const CHAIN_SELECTOR = 7759470850252068959n
const WORKFLOW_NAME = 'reserve'

/** Who says what the reserve holds, and who compares. */
export type LocalReserve = {
  custodian: { url: string; apiKey: string; stop: () => Promise<void> }
  /** How old the custodian's figures are. */
  custodianLagSeconds: number
  don: SimulatedDon
  /** X25519 secret key that opens the sealed orders. */
  agentSealingSecret: Hex
  /** The treasury's slot in the dark pool is to be registered with it: the simulated DON opens what is there with it. */
  reserveSlotKey: bigint
  /** DON secret that orders are blinded with. */
  orderSeed: Hex
}

export type StartReserveParameters = {
  contracts: LocalContracts
  reserveSlotKey: bigint
  /** Of the reserve workflow; awaited when it is needed. */
  guest: Promise<Guest>
  confidentiality: 'enclave' | 'httpOnly'
  wiring?: Wiring
  log: Log
  shutdown: Shutdown
  onReady: (part: string, detail: string) => void
}

/** Builds the reserve workflow. Needs no chain, and the CPU: to be begun before everything else. */
export const buildReserveGuest = (): Promise<Guest> => {
  const guest = buildGuest({
    entry: path.join(projectRoot, 'workflow', 'reserve', 'main.ts'),
    cacheDir: path.join(projectRoot, '.local', 'guest'),
  })
  // Awaited later; until then a failure must not count as unhandled.
  guest.catch(() => undefined)
  return guest
}

/** Starts the simulated custodian and the simulated DON; `shutdown` takes them down again. */
export const startReserve = async (parameters: StartReserveParameters): Promise<LocalReserve> => {
  const { contracts, reserveSlotKey, confidentiality, wiring = DIRECT, log, shutdown, onReady } = parameters
  const { chain, client, deployment, settings } = contracts
  const { owner, transmitter, reserve } = LOCAL_ACCOUNTS
  const { custodianLagSeconds } = settings
  const apiKey = bytesToHex(randomBytes(24))
  const books = {
    client,
    collateral: MAINNET.wbtc,
    proofOfReserveFeed: MAINNET.proofOfReserveFeed,
    reserveAddress: reserve.address,
  }
  const onChain = await readFigures(books, await client.getBlockNumber({ cacheTime: 0 }))
  const opening = openingBooks(onChain, settings)
  const { url, stop } = await startCustodian({
    ...books,
    apiKey,
    lagSeconds: custodianLagSeconds,
    shortfall: opening.shortfall,
    log,
  })
  const custodian = { url, apiKey, stop }
  shutdown.onShutdown('simulated custodian', () => custodian.stop())
  const { totalReserve } = opening
  if (totalReserve !== onChain.totalReserve) await setReserves(custodian, { totalReserve })
  onReady('simulated custodian', url)

  const agentSealingSecret = bytesToHex(randomBytes(32))
  const agentSealingKey = bytesToHex(x25519.getPublicKey(hexToBytes(agentSealingSecret)))
  const { attestation, treasury, darkPool: pool, forwarder } = deployment
  const described = { custodianUrl: url, agentSealingKey, attestation, treasury, pool, confidentiality, settings }
  const config = new TextEncoder().encode(JSON.stringify(localWorkflowConfig(described)))
  const guest = await parameters.guest
  const workflow = { name: WORKFLOW_NAME, owner: owner.address }
  const workflowId = computeWorkflowId({ ...workflow, wasm: guest.wasm, config })
  await acceptWorkflow(client, attestation, workflowId)
  const orderSeed = bytesToHex(randomBytes(32))
  const don = await startSimulatedDon({
    guest,
    config,
    workflow,
    secrets: {
      main: {
        RESERVE_API_KEY: apiKey,
        ORDER_SEED: orderSeed,
        RESERVE_SLOT_KEY: bytesToHex(encodeSlotKey(reserveSlotKey)),
      },
    },
    chain: {
      rpcUrl: await wiring.route('simulated DON', chain.rpcUrl),
      ...{ forwarder, chainSelector: CHAIN_SELECTOR, transmitterKey: transmitter.privateKey },
    },
    log: (source, text) => log.debug({ source }, text),
  })
  shutdown.onShutdown('simulated DON', () => don.stop())
  await configureForwarder({ rpcUrl: chain.rpcUrl, forwarder, ownerKey: owner.privateKey, signers: don.signers })
  onReady('simulated DON', `${don.signers.length} nodes, workflow ${workflowId}`)
  return { custodian, custodianLagSeconds, don, agentSealingSecret, reserveSlotKey, orderSeed }
}
