import { LOCAL_CHAIN_ID, MAINNET } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { installFeeds } from './installFeeds.ts'
import { installPool } from './installPool.ts'
import { installTokens } from './installTokens.ts'
import { installUniswap } from './installUniswap.ts'
import { type LocalClient, localClient } from './localClient.ts'
import { startAnvil } from './startAnvil.ts'

export type LocalChainParameters = {
  /** 0, the default, is any free port. */
  port?: number
  /** RPC of an Ethereum mainnet node to fork. Without it the chain is offline and gets the fixture. */
  forkUrl?: string
  log: Log
  /** Abandons the start. A started chain ends with `stop`. */
  signal?: AbortSignal
}

export type LocalChain = {
  rpcUrl: string
  chainId: typeof LOCAL_CHAIN_ID
  forked: boolean
  anvilPid: number
  /** Resolves with anvil's exit code when it ends, by `stop` or by itself. Never rejects. */
  exited: Promise<number>
  stop(): Promise<void>
}

const BLOCK_INTERVAL_MS = 1_000

/** A block each second, besides one per transaction, so that confirmations and feed ages grow as on a live chain. */
const startTicking = (client: LocalClient, log: Log): (() => void) => {
  const timer = setInterval(() => {
    client.mine({ blocks: 1 }).catch((err: unknown) => log.debug({ err }, 'no block mined'))
  }, BLOCK_INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

const installFixture = async (client: LocalClient): Promise<void> => {
  await installTokens(client)
  await installUniswap(client)
  await installFeeds(client)
  await installPool(client)
}

const checkFork = async (client: LocalClient): Promise<void> => {
  const address = MAINNET.proofOfReserveFeed
  if (await client.getCode({ address })) return
  throw new KitError(`the forked chain has no contract at ${address}, the wBTC proof-of-reserve feed: is it mainnet?`)
}

/** Starts a chain with id 31337 on loopback: a fork of mainnet, or an offline one with our part of mainnet in it. */
export const startLocalChain = async ({
  port = 0,
  forkUrl,
  log,
  signal,
}: LocalChainParameters): Promise<LocalChain> => {
  const forked = forkUrl !== undefined
  const { process: anvil, rpcUrl } = await startAnvil({ port, forkUrl, log, signal })
  const client = localClient(rpcUrl)
  try {
    await (forked ? checkFork(client) : installFixture(client))
    signal?.throwIfAborted()
  } catch (error) {
    await anvil.stop()
    throw error
  }
  const stopTicking = startTicking(client, log)
  void anvil.exited.then(stopTicking)
  log.info({ rpcUrl, chainId: LOCAL_CHAIN_ID, forked }, 'local chain ready')
  return { rpcUrl, chainId: LOCAL_CHAIN_ID, forked, anvilPid: anvil.pid, exited: anvil.exited, stop: anvil.stop }
}
