import { type Address, parseUnits } from 'viem'
import { type ChainConnection, connectChain } from '../../chain/connectChain.ts'
import { describeError } from '../../chain/describeError.ts'
import { readFeed } from '../../chain/readFeed.ts'
import { readTokens } from '../../chain/readTokens.ts'
import { readWiring } from '../../chain/readWiring.ts'
import type { AgentSettings } from '../../config.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { ReplenishPolicy } from '../../protocol/replenishDecision.ts'
import type { AgentContext } from '../agentContext.ts'
import type { PoolPolicy } from '../pool/poolKeeper.ts'
import { unixNow } from '../unixNow.ts'
import { openWallet } from '../wallets/openWallet.ts'
import type { Operations } from './openOperations.ts'
import { poolPolicy } from './poolPolicy.ts'
import { walletSettings } from './walletSettings.ts'

/** Reverted transactions count against the retry budget for this long. */
const RETRY_WINDOW_SECONDS = 86_400

/** Everything about an agent that does not change while it runs, and outlives a journal. */
export type PreparedAgent = Omit<AgentContext, 'journal' | 'collateralKeeper' | 'poolKeeper'> & {
  connection: ChainConnection
  reserve: Address
  poolPolicy: PoolPolicy
}

const replenishPolicy = ({ config }: AgentSettings, decimals: number): ReplenishPolicy | undefined => {
  const step = parseUnits(config.replenishStep, decimals)
  if (step === 0n) return undefined
  const { replenishTarget, replenishIntervalSeconds: intervalSeconds } = config
  return { target: parseUnits(replenishTarget, decimals), step, intervalSeconds }
}

/** Shown to the operator, never acted on; the agent works without it. */
const showProofOfReserve = async ({ client }: ChainConnection, { config }: AgentSettings, log: Log): Promise<void> => {
  const feed = config.chainlinkFeedAddress
  try {
    const { answer, updatedAt } = await readFeed(client, { feed })
    log.info({ feed, answer, updatedAt }, 'public proof of reserve')
  } catch (error) {
    log.warn({ feed, err: describeError(error) }, 'CHAINLINK_FEED_ADDRESS does not answer as a feed')
  }
}

/** Connects and opens the wallet; refuses what does not fit together. */
export const prepareAgent = async (
  settings: AgentSettings,
  { health, metrics }: Operations,
  log: Log,
): Promise<PreparedAgent> => {
  const { config, secrets } = settings
  const sealingKey = secrets.agentSealingKey
  if (!sealingKey) throw new KitError('AGENT_SEALING_KEY is missing: orders cannot be opened')
  const connection = await connectChain({
    rpcUrls: config.rpcUrl,
    expectedChainId: config.chainId,
    onRequest: metrics.recordRpcRequest,
    onHealthChange: ({ name, state, lastError }) => log.warn({ provider: name, state, lastError }, 'provider changed'),
  })
  const { client } = connection
  const { contractAddress: attestation, treasuryAddress: treasury, reserveAddress: reserve } = config
  const wiring = await readWiring(client, { attestation, treasury, reserve })
  const wallet = await openWallet(client, walletSettings(settings, unixNow), wiring.agent)
  health.signer.keyMissing = undefined
  const { payment } = await readTokens(client, wiring)
  await showProofOfReserve(connection, settings, log)
  return {
    ...wiring,
    connection,
    client,
    wallet,
    log,
    metrics,
    treasury,
    sealingKey,
    quoter: config.quoterAddress,
    startBlock: config.startBlock,
    maxHeadAgeSeconds: config.headStallSeconds + config.maxClockSkewSeconds,
    onProgress() {
      health.iteratedAtMs = performance.now()
    },
    maxLogBlocks: config.maxLogBlocks,
    slippageBps: BigInt(config.slippageBps),
    healPolicy: {
      cooldownSeconds: config.healCooldownSeconds,
      maxAttempts: config.maxAttempts,
      retryBudget: config.retryBudget,
      retryWindowSeconds: RETRY_WINDOW_SECONDS,
    },
    paymentDecimals: payment.decimals,
    replenish: replenishPolicy(settings, payment.decimals),
    poolPolicy: poolPolicy(settings),
  }
}
