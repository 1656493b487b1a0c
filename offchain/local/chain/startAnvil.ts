import { foundryBinary, foundryEnv, projectRoot } from '../../../script/toolchain/foundry.mjs'
import { abortAfter } from '../../abortAfter.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { type LeashedProcess, spawnLeashed } from '../process/spawnLeashed.ts'

export type AnvilParameters = {
  port: number
  forkUrl?: string
  /** Newest blocks whose state can be read, those counted that were taken back. */
  keptBlocks?: number
  log: Log
  signal?: AbortSignal
}

export type Anvil = { process: LeashedProcess; rpcUrl: string }

// Anvil copies the whole state for each block. With --block-time 1 it keeps 1,500 copies whatever --prune-history says
// (measured on 1.7.1: 3.4 GB after 9,000 blocks), and without pruning it writes them under ~/.foundry, where SIGKILL
// leaves them. So it mines on transactions only, we tick, and two minutes of history stay in memory.
const KEPT_BLOCKS = 128

// A fork first fetches a block and the chain id from a remote node.
const START_TIMEOUT_MS = 60_000

const anvilArguments = ({ port, forkUrl, keptBlocks = KEPT_BLOCKS }: AnvilParameters) => [
  ...['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(LOCAL_CHAIN_ID)],
  ...['--prune-history', String(keptBlocks)],
  ...(forkUrl === undefined ? [] : ['--fork-url', forkUrl, '--no-storage-caching']),
]

/** The address of a remote node often contains its API key. */
const withoutUrls = (line: string) => line.replaceAll(/\b(https?|wss?):\/\/[^\s"')]+/g, '<url>')

/** Starts anvil on loopback and waits until it listens. Port 0 is a free port that anvil itself takes. */
export const startAnvil = async (parameters: AnvilParameters): Promise<Anvil> => {
  const { port, log, signal } = parameters
  signal?.throwIfAborted()
  const lines: string[] = []
  let listening: (rpcUrl: string) => void
  const ready = new Promise<string>((resolve) => {
    listening = resolve
  })
  const onLine = (line: string) => {
    const rpcAddress = line.match(/^Listening on (127\.0\.0\.1:\d+)/)?.[1]
    if (rpcAddress) listening(`http://${rpcAddress}`)
    if (/error/i.test(line)) lines.push(withoutUrls(line))
  }
  const anvil = await spawnLeashed(foundryBinary('anvil'), anvilArguments(parameters), {
    env: foundryEnv(),
    cwd: projectRoot,
    log,
    onLine,
  })
  const deadline = abortAfter(START_TIMEOUT_MS, signal)
  const failed = new Promise<never>((_resolve, reject) => {
    deadline.addEventListener('abort', () => reject(new KitError('anvil did not start', { cause: deadline.reason })))
    void anvil.exited.then((code) => {
      const said = lines.join(' ') || 'it printed no error'
      reject(new KitError(`anvil ended with exit code ${code} while starting on port ${port}: ${said}`))
    })
  })
  try {
    return { process: anvil, rpcUrl: await Promise.race([ready, failed]) }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}
