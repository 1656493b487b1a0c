import { type Address, decodeEventLog, getAbiItem, type Hex, type PublicClient, toEventSelector } from 'viem'
import type { Sealed } from '../../protocol/pool/types.ts'
import type { MinedLog } from '../checkLogs.ts'
import { creDarkPoolAbi } from '../generated.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'

const roundSettled = getAbiItem({ abi: creDarkPoolAbi, name: 'RoundSettled' })
const collateralRequested = getAbiItem({ abi: creDarkPoolAbi, name: 'CollateralRequested' })
const requestContinued = getAbiItem({ abi: creDarkPoolAbi, name: 'RequestContinued' })

const SETTLED = toEventSelector(roundSettled)
const REQUESTED = toEventSelector(collateralRequested)
const CONTINUED = toEventSelector(requestContinued)

/** What of a pool is in its logs only, as of one block. The contract has hashes of it. */
export type PoolLogs = {
  /** Of the last settlement, by slot; undefined before the first one. */
  leaves: readonly bigint[] | undefined
  /** Of the last request: its order, or what remained of it. */
  order: Sealed | undefined
  /** Number of the round that was settled last; undefined before the first one. */
  settledRound: bigint | undefined
  toBlock: bigint
  toBlockHash: Hex
}

export type ScanSettlementsParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & {
  pool: Address
  /** What was found up to the block before. */
  before?: PoolLogs
}

type Found = Pick<PoolLogs, 'leaves' | 'order' | 'settledRound'>

const follow = (found: Found, { data, topics }: MinedLog): Found => {
  if (topics[0] === SETTLED) {
    const { args } = decodeEventLog({ abi: [roundSettled], data, topics })
    return { ...found, leaves: args.leaves.map(BigInt), settledRound: args.round }
  }
  if (topics[0] === REQUESTED) {
    const { args } = decodeEventLog({ abi: [collateralRequested], data, topics })
    return { ...found, order: { ciphertext: BigInt(args.encryptedAmount), nonce: BigInt(args.nonce) } }
  }
  const { args } = decodeEventLog({ abi: [requestContinued], data, topics })
  return { ...found, order: { ciphertext: BigInt(args.remainder), nonce: BigInt(args.nonce) } }
}

/** Reads the encrypted table and the order of a pool out of its logs, range by range as {@link scanLogs} reads them. */
export async function* scanSettlements(
  client: PublicClient,
  { pool, before, ...range }: ScanSettlementsParameters,
): AsyncGenerator<PoolLogs, void, undefined> {
  const topics = [SETTLED, REQUESTED, CONTINUED]
  let found: Found = { leaves: before?.leaves, order: before?.order, settledRound: before?.settledRound }
  for await (const { logs, toBlock, toBlockHash } of scanLogs(client, { ...range, addresses: [pool], topics })) {
    found = logs.reduce(follow, found)
    yield { ...found, toBlock, toBlockHash }
  }
}
