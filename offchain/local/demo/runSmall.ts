import path from 'node:path'
import { type Address, formatUnits } from 'viem'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { type LocalStack, startLocalStack } from '../stack/startLocalStack.ts'
import { attestRound, waitForChainTime } from './attestRound.ts'
import { awaitHeal, type VerifiedHeal } from './awaitHeal.ts'
import { type DemoStep, describeStep } from './demoStep.ts'
import { startAgentProcess } from './startAgentProcess.ts'
import { type VerifiedEnclave, verifyEnclave } from './verifyEnclave.ts'

/** `ms` is wall time; `rpcUrl` answers until the shutdown. */
export type SmallResult = {
  ok: true
  ms: number
  steps: DemoStep[]
  heal: VerifiedHeal
  enclave: VerifiedEnclave
  rpcUrl: string
  addresses: {
    forwarder: Address
    attestation: Address
    treasury: Address
    reserve: Address
    enclaveRegistry: Address
    crlStore: Address
    tcbStore: Address
  }
}

export type RunSmallParameters = {
  forkUrl: string | undefined
  log: Log
  shutdown: Shutdown
  /** Tells the story: a heading, then one line of detail. */
  tell: (heading: string, detail: string) => void
}

/** Moves the custodian's books; the demo's only lever. What heals them is the swap. */
const toggleShortfall = async ({ custodian }: LocalStack): Promise<void> => {
  const response = await fetch(`${custodian.url}/toggle`, {
    method: 'POST',
    headers: { authorization: `Bearer ${custodian.apiKey}` },
  })
  if (!response.ok) throw new KitError(`the simulated custodian refused /toggle: ${response.status}`)
}

const describeHeal = (heal: VerifiedHeal): string =>
  `${formatUnits(heal.usdcSpent, 6)} USDC bought ${formatUnits(heal.wbtcDelivered, 8)} WBTC for the reserve ` +
  `(at least ${formatUnits(heal.minOut, 8)} was demanded), block ${heal.block}, ${heal.txHash}`

const describeEnclave = ({ signer, root, tcbStatus, expiresAt }: VerifiedEnclave): string =>
  `${signer} is active in the registry: a TDX quote under the ${root}, verified by the contracts, ${tcbStatus}, ` +
  `until ${new Date(expiresAt * 1_000).toISOString()}`

/** Healthy, short, healed, healthy: every step is verified on chain before the next one begins. */
export const runSmall = async ({ forkUrl, log, shutdown, tell }: RunSmallParameters): Promise<SmallResult> => {
  const startedAt = performance.now()
  // Told below, once the chain has confirmed it.
  const onReady = (part: string, detail: string) => {
    if (part !== 'simulated enclave') tell(part, detail)
  }
  const stack = await startLocalStack({ forkUrl, log, shutdown, onReady })

  const giveUp = new AbortController()
  const agent = await startAgentProcess(stack, {
    storeFile: path.join(stack.folder, 'journal.db'),
    log,
    onExit: (code, lines) => giveUp.abort(`the agent ended with code ${code}: ${lines.join(' | ')}`),
  })
  shutdown.onShutdown('agent', () => agent.stop())
  const enclave = await verifyEnclave(stack)
  tell('simulated enclave', describeEnclave(enclave))
  tell('agent', 'watching, as a process of its own, with a key that the treasury bounds')

  const healthy = await attestRound(stack, 'healthy', 'SOLVENT')
  tell('1 healthy', describeStep(healthy))

  await toggleShortfall(stack)
  await waitForChainTime(stack, (await stack.client.getBlock()).timestamp + BigInt(stack.custodianLagSeconds))
  const fromBlock = await stack.client.getBlockNumber({ cacheTime: 0 })
  const short = await attestRound(stack, 'shortfall', 'INSOLVENT')
  tell('2 shortfall', describeStep(short))

  const heal = await awaitHeal(stack, { epoch: short.epoch, fromBlock, signal: giveUp.signal })
  tell('3 healed', describeHeal(heal))

  // The custodian's figures lag: the next statement must be able to contain the heal.
  const { timestamp } = await stack.client.getBlock({ blockNumber: heal.block })
  await waitForChainTime(stack, timestamp + BigInt(stack.custodianLagSeconds))
  const recovered = await attestRound(stack, 'recovered', 'SOLVENT')
  tell('4 recovered', describeStep(recovered))

  const { forwarder, attestation, treasury, reserve, enclaveRegistry, crlStore, tcbStore } = stack.deployment
  const healed: DemoStep = {
    name: 'healed',
    status: 'INSOLVENT',
    epoch: heal.epoch,
    block: Number(heal.block),
    txHash: heal.txHash,
  }
  return {
    ok: true,
    ms: Math.round(performance.now() - startedAt),
    steps: [healthy, short, healed, recovered],
    heal,
    enclave,
    rpcUrl: stack.chain.rpcUrl,
    addresses: { forwarder, attestation, treasury, reserve, enclaveRegistry, crlStore, tcbStore },
  }
}
