import { type Address, parseEther, parseUnits } from 'viem'
import { connectChain } from '../../chain/connectChain.ts'
import { describeError } from '../../chain/describeError.ts'
import { USDC_DECIMALS } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import { readReserveState } from '../../chain/readReserveState.ts'
import type { AgentSettings } from '../../config.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { AwalSettings } from '../mechanisms/awal/awalSettings.ts'
import { AWAL } from '../mechanisms/awal/findAwalObstacle.ts'
import { startAwal } from '../mechanisms/awal/startAwal.ts'
import type { Mechanism } from '../mechanisms/mechanism.ts'
import { readOrder } from '../mechanisms/readOrder.ts'
import { treasurySwap } from '../mechanisms/treasurySwap.ts'
import { unixNow } from '../unixNow.ts'

const BASE_USDC: Address = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
const CHAIN_ID = { base: 8453, polygon: 137 } as const

const given = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new KitError(`AWAL_ENABLED=true needs ${name}`)
  return value
}

const awalSettings = ({ config }: AgentSettings, environment: { PATH?: string; HOME?: string }): AwalSettings => ({
  program: {
    bin: given(config.awalBin, 'AWAL_BIN'),
    leadingArgs: [],
    path: environment.PATH ?? '',
    home: environment.HOME ?? '',
    timeoutMs: config.awalTimeout,
  },
  chain: config.awalChain,
  chainId: CHAIN_ID[config.awalChain],
  usdc: config.awalChain === 'base' ? (config.awalUsdc ?? BASE_USDC) : given(config.awalUsdc, 'AWAL_USDC'),
  account: given(config.awalAccount, 'AWAL_ACCOUNT'),
  recipient: given(config.awalRecipient, 'AWAL_RECIPIENT'),
  maxPerAction: parseUnits(config.awalMaxPerAction, USDC_DECIMALS),
  maxPerDay: parseUnits(config.awalMaxPerDay, USDC_DECIMALS),
  trade:
    parseEther(config.awalTradeEther) > 0n
      ? { amount: parseEther(config.awalTradeEther), slippageBps: config.awalTradeSlippageBps }
      : undefined,
  confirmations: config.awalConfirmations,
  maxLogBlocks: config.maxLogBlocks,
  settleTimeoutMs: config.awalTimeout,
})

export type CreateMechanismsParameters = {
  settings: AgentSettings
  /** PATH and HOME, for programs that a mechanism starts. */
  environment: { PATH?: string; HOME?: string }
  log: Log
}

/** Opened when it is first needed, and again until that works: its troubles must not keep the treasury from healing. */
const openLazily = (open: () => Promise<Mechanism>, log: Log): Mechanism => {
  let opened: Mechanism | undefined
  const tryToOpen = async (): Promise<Mechanism | undefined> => {
    try {
      opened ??= await open()
    } catch (error) {
      log.warn({ mechanism: AWAL, err: describeError(error) }, 'the agentic wallet cannot be opened')
    }
    return opened
  }
  return {
    name: AWAL,
    depth: 'finalized',
    async propose(context, offer) {
      const mechanism = await tryToOpen()
      return mechanism ? mechanism.propose(context, offer) : 'awalUnavailable'
    },
    async recover(context, action) {
      const reason = 'the agentic wallet cannot be opened to look'
      return (await (await tryToOpen())?.recover?.(context, action)) ?? { state: 'unknown', reason }
    },
  }
}

/** The ways to heal, in the order in which they are asked. */
export const createMechanisms = ({ settings, environment, log }: CreateMechanismsParameters): readonly Mechanism[] => {
  const { config } = settings
  const swap = treasurySwap(config.confirmations)
  if (!config.awalEnabled) return [swap]
  const open = async () => {
    const { client } = await connectChain({ rpcUrls: given(config.awalRpcUrl, 'AWAL_RPC_URL') })
    return startAwal({
      settings: awalSettings(settings, environment),
      client,
      readOrder,
      readHead: async (context) =>
        readReserveState(context.client, { ...context, block: await readHead(context.client) }),
      now: unixNow,
      log,
    })
  }
  return [swap, openLazily(open, log)]
}
