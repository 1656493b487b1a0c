import { getAbiItem, type Hex } from 'viem'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { nameRequestStatus } from '../../chain/treasury/requestLogs.ts'
import { KitError } from '../../errors.ts'
import type { RequestStatus } from '../../protocol/poolEvent.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'
import type { MatcherProcess } from '../stack/startMatcherProcess.ts'
import { readProofTimes } from './readProofTimes.ts'

/** One round of a request, as settled on chain; `proofMs` is what its proof took, the witness included. */
export type SettledRound = { round: bigint; settleTx: Hex; settleGas: number; proofMs: number; block: number }

/** How a request ended. */
export type EndedRequest = { rounds: readonly SettledRound[]; status: RequestStatus; endTx: Hex }

export type FollowRequestParameters = {
  /** Undefined where nobody settles: then no settlement is an answer. */
  matcher?: Pick<MatcherProcess, 'operationsPort'>
  requestId: bigint
  /** Called after each settlement, with its place among them, from one on. */
  onSettled?: (settled: SettledRound, place: number) => Promise<void>
  signal: AbortSignal
}

const roundSettled = getAbiItem({ abi: creDarkPoolAbi, name: 'RoundSettled' })
const requestEnded = getAbiItem({ abi: creDarkPoolAbi, name: 'RequestEnded' })

const NO_PROOFS = { count: 0, totalMs: 0 }
const MS = 1_000

/** How long anything about a request may take: its rounds, the last one's window, and what a busy machine needs. */
export const requestWithinMs = ({ darkPool }: ReserveStack['settings']): number =>
  (darkPool.roundsPerRequest + 3) * darkPool.settlementWindow * MS

/** Follows a request, settlement by settlement, until it is over, however it ends. */
export const followRequest = async (
  { client, deployment, settings }: Pick<ReserveStack, 'client' | 'deployment' | 'settings'>,
  { matcher, requestId, onSettled = async () => undefined, signal }: FollowRequestParameters,
): Promise<EndedRequest> => {
  const { darkPool: address, startBlock: fromBlock } = deployment
  const rounds: SettledRound[] = []
  const readTimes = () => (matcher ? readProofTimes(matcher) : NO_PROOFS)
  let proven = await readTimes()

  const findNext = async (toBlock: bigint) => {
    const range = { address, args: { requestId }, fromBlock, toBlock, strict: true } as const
    const settlement = (await client.getLogs({ ...range, event: roundSettled }))[rounds.length]
    if (settlement) return { settlement, end: undefined }
    const [end] = await client.getLogs({ ...range, event: requestEnded })
    return end ? { end } : undefined
  }
  while (true) {
    const next = await awaitFound(client, {
      what: `what follows settlement ${rounds.length} of request ${requestId}`,
      find: findNext,
      ...{ withinMs: requestWithinMs(settings), signal },
    })
    if (next.end) {
      const { args, transactionHash: endTx } = next.end
      const status = nameRequestStatus(args.status)
      if (!status) throw new KitError(`request ${requestId} ended with the unknown status ${args.status}`)
      return { rounds, status, endTx }
    }
    const { args, transactionHash: settleTx, blockNumber } = next.settlement
    const [{ gasUsed }, times] = await Promise.all([client.getTransactionReceipt({ hash: settleTx }), readTimes()])
    const proofs = times.count - proven.count
    if (proofs === 0) throw new KitError(`round ${args.round} was settled without a proof of our matcher`)
    const proofMs = Math.round((times.totalMs - proven.totalMs) / proofs)
    proven = times
    rounds.push({ round: args.round, settleTx, settleGas: Number(gasUsed), proofMs, block: Number(blockNumber) })
    await onSettled(rounds.at(-1) as SettledRound, rounds.length)
  }
}
