import {
  type Address,
  decodeEventLog,
  encodeAbiParameters,
  getAbiItem,
  type Hex,
  keccak256,
  type PublicClient,
  parseAbiParameters,
  toEventSelector,
} from 'viem'
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

const ORDER = parseAbiParameters('uint256, uint256')
const LEAVES = parseAbiParameters('uint256[32]')

/** What of a pool is in its logs only, as of one block. The contract has hashes of it. */
export type PoolLogs = {
  /** Of the last settlement, by slot; undefined before the first one. */
  leaves: readonly bigint[] | undefined
  /** Of the last request: its order, or what remained of it. */
  order: Sealed | undefined
  toBlock: bigint
  toBlockHash: Hex
}

export type ScanSettlementsParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & {
  pool: Address
  /** What was found up to the block before. */
  before?: PoolLogs
}

/** As `PoolState.leavesHash` has it. */
export const hashLeaves = (leaves: readonly bigint[]): Hex => keccak256(encodeAbiParameters(LEAVES, [leaves as never]))

/** As `CollateralRequest.orderHash` has it. */
export const hashOrder = ({ ciphertext, nonce }: Sealed): Hex =>
  keccak256(encodeAbiParameters(ORDER, [ciphertext, nonce]))

type Found = Pick<PoolLogs, 'leaves' | 'order'>

const follow = ({ leaves, order }: Found, { data, topics }: MinedLog): Found => {
  if (topics[0] === SETTLED) {
    const { args } = decodeEventLog({ abi: [roundSettled], data, topics })
    return { leaves: args.leaves.map(BigInt), order }
  }
  if (topics[0] === REQUESTED) {
    const { args } = decodeEventLog({ abi: [collateralRequested], data, topics })
    return { leaves, order: { ciphertext: BigInt(args.encryptedAmount), nonce: BigInt(args.nonce) } }
  }
  const { args } = decodeEventLog({ abi: [requestContinued], data, topics })
  return { leaves, order: { ciphertext: BigInt(args.remainder), nonce: BigInt(args.nonce) } }
}

/** Reads the encrypted table and the order of a pool out of its logs, range by range as {@link scanLogs} reads them. */
export async function* scanSettlements(
  client: PublicClient,
  { pool, before, ...range }: ScanSettlementsParameters,
): AsyncGenerator<PoolLogs, void, undefined> {
  const topics = [SETTLED, REQUESTED, CONTINUED]
  let found: Found = { leaves: before?.leaves, order: before?.order }
  for await (const { logs, toBlock, toBlockHash } of scanLogs(client, { ...range, addresses: [pool], topics })) {
    found = logs.reduce(follow, found)
    yield { ...found, toBlock, toBlockHash }
  }
}
