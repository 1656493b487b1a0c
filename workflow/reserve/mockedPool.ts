import { create } from '@bufbuild/protobuf'
import { bytesToHex, protoBigIntToBigint } from '@chainlink/cre-sdk'
import { EVM_PB } from '@chainlink/cre-sdk/pb'
import {
  type AbiEvent,
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  getAbiItem,
  type Hex,
  hexToBytes,
  numberToHex,
  parseAbi,
  zeroHash,
} from 'viem'
import { SLOTS } from '../../offchain/protocol/pool/constants.ts'
import { hashLeaves } from '../../offchain/protocol/pool/hashLeaves.ts'
import { hashOrder } from '../../offchain/protocol/pool/hashOrder.ts'
import { encryptLeaf } from '../../offchain/protocol/pool/leaf.ts'
import { encryptOrder } from '../../offchain/protocol/pool/order.ts'
import type { Order, Sealed } from '../../offchain/protocol/pool/types.ts'
import { seededRandom } from '../../offchain/protocol/seededRandom.ts'
import { commitSlotKey } from '../../offchain/protocol/slotKey.ts'

// The reserve's slot in the dark pool as the chain tells of it, for the unit tests of this folder.

export const SLOT_KEY = 0x51_07_4e_79n
export const SETTLED_BLOCK = 1_000n
export const ORDER_BLOCK = 900n
const SLOT = 5
const STATE_NONCE = 0x57a7en
const REQUEST_ID = 3n

export const TREASURY = parseAbi([
  'function poolPosition() view returns ((uint256 readAt, bytes32 activeKey, uint256 slot, bytes32 stateNonce, bytes32 leavesHash, uint256 settledBlock, uint256 requestId, bytes32 orderHash, uint256 orderBlock, uint256 collateralCredit, uint256 settledAt))',
])
export const POOL = parseAbi([
  'event RoundSettled(uint256 indexed round, uint256 indexed requestId, bytes32 root, bytes32 nonce, bytes32[32] leaves)',
  'event RequestContinued(uint256 indexed requestId, uint256 settledRounds, bytes32 remainder, bytes32 nonce)',
  'event CollateralRequested(uint256 indexed requestId, uint256 indexed slot, bytes32 encryptedAmount, bytes32 nonce, uint256 premiumBps, uint256 timeout, uint256 stake)',
])

export type MockedLog = { address: Address; topics: Hex[]; data: Hex; blockNumber: bigint }

export type MockedPosition = {
  readAt: bigint
  activeKey: Hex
  slot: bigint
  stateNonce: Hex
  leavesHash: Hex
  settledBlock: bigint
  requestId: bigint
  orderHash: Hex
  orderBlock: bigint
  collateralCredit: bigint
  settledAt: bigint
}

export type PoolSituation = {
  /** Of the slot; zero: no settlement was yet. */
  key?: bigint
  /** In pool units, as all amounts here. */
  collateral?: bigint
  credit?: bigint
  settledAt?: number
  /** Of the block that is read; far ahead of every statement by default. */
  readAt?: number
  /** What the live request asked for, and what remains of it after a round. */
  request?: { asked: bigint; remaining?: bigint }
  position?: Partial<MockedPosition>
  changeLogs?: (logs: MockedLog[]) => MockedLog[]
}

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

const logOf = (
  address: Address,
  blockNumber: bigint,
  eventName: (typeof POOL)[number]['name'],
  args: Record<string, unknown>,
): MockedLog => {
  const event = getAbiItem({ abi: POOL, name: eventName }) as AbiEvent
  const inputs = event.inputs.filter(({ indexed }) => !indexed)
  return {
    address,
    topics: encodeEventTopics({ abi: [event], args } as never) as Hex[],
    data: encodeAbiParameters(inputs, inputs.map(({ name }) => args[name ?? '']) as never),
    blockNumber,
  }
}

const orderOf = (deficit: bigint): Order => ({ deficit, maxPremiumBps: 500n, allowPartial: true, disclose: false })

/** Leaves of other owners' slots, which nobody here can open. */
export const otherLeaves = (): bigint[] => {
  const random = seededRandom(9)
  return Array.from({ length: SLOTS }, () => random.below(2n ** 250n))
}

export const settledLog = (pool: Address, leaves: readonly bigint[], requestId = 0n): MockedLog =>
  logOf(pool, SETTLED_BLOCK, 'RoundSettled', {
    round: 7n,
    requestId,
    root: word(1n),
    nonce: word(STATE_NONCE),
    leaves: leaves.map(word),
  })

const continuedLog = (pool: Address, { ciphertext, nonce }: Sealed): MockedLog =>
  logOf(pool, ORDER_BLOCK, 'RequestContinued', {
    requestId: REQUEST_ID,
    settledRounds: 1n,
    remainder: word(ciphertext),
    nonce: word(nonce),
  })

const requestedLog = (pool: Address, { ciphertext, nonce }: Sealed): MockedLog =>
  logOf(pool, ORDER_BLOCK, 'CollateralRequested', {
    requestId: REQUEST_ID,
    slot: BigInt(SLOT),
    encryptedAmount: word(ciphertext),
    nonce: word(nonce),
    premiumBps: 500n,
    timeout: 600n,
    stake: 1n,
  })

/** What `RecoveryTreasury.poolPosition` and the pool's logs say. */
export const mockPool = (pool: Address, situation: PoolSituation = {}) => {
  const { key = 0n, collateral = 0n, credit = 0n, settledAt = 0, readAt = 2 ** 40, request } = situation
  const { changeLogs = (logs) => logs } = situation
  const leaves = otherLeaves()
  if (key !== 0n) leaves[SLOT] = encryptLeaf({ key, balance: { collateral, payment: 77n } }, STATE_NONCE)
  const asked = request && encryptOrder(key, 12n << 128n, orderOf(request.asked))
  const remainder =
    request?.remaining === undefined ? undefined : encryptOrder(key, STATE_NONCE, orderOf(request.remaining))
  const current = remainder ?? asked
  const hasSettled = key !== 0n

  const position: MockedPosition = {
    readAt: BigInt(readAt),
    activeKey: hasSettled ? commitSlotKey(key) : zeroHash,
    slot: hasSettled ? BigInt(SLOT) : 0n,
    stateNonce: word(hasSettled ? STATE_NONCE : 0n),
    leavesHash: hashLeaves(hasSettled ? leaves : leaves.map(() => 0n)),
    settledBlock: hasSettled ? SETTLED_BLOCK : 0n,
    requestId: request ? REQUEST_ID : 0n,
    orderHash: current ? hashOrder(current) : zeroHash,
    orderBlock: request ? ORDER_BLOCK : 0n,
    collateralCredit: credit,
    settledAt: BigInt(settledAt),
    ...situation.position,
  }
  const logs = changeLogs([
    ...(hasSettled ? [settledLog(pool, leaves, remainder ? REQUEST_ID : 0n)] : []),
    ...(remainder ? [continuedLog(pool, remainder)] : []),
    ...(asked && !remainder ? [requestedLog(pool, asked)] : []),
  ])
  return { position, logs }
}

/** Answers as the capability does: the logs of these contracts, topics and blocks. */
export const selectLogs = (logs: readonly MockedLog[], query: EVM_PB.FilterQuery): EVM_PB.FilterLogsReply => {
  const [from, to] = [query.fromBlock, query.toBlock].map((block) => block && protoBigIntToBigint(block))
  if (from === undefined || to === undefined || from <= 0n) throw new Error(`no such blocks: ${from} to ${to}`)
  const hasTopics = (topics: readonly Hex[]) =>
    query.topics.every(({ topic }, at) => topic.length === 0 || topic.some((one) => bytesToHex(one) === topics[at]))
  const found = logs.filter(
    ({ address, topics, blockNumber }) =>
      query.addresses.some((one) => bytesToHex(one) === address.toLowerCase()) &&
      hasTopics(topics) &&
      from <= blockNumber &&
      blockNumber <= to,
  )
  return create(EVM_PB.FilterLogsReplySchema, {
    logs: found.map(({ address, topics, data }) =>
      create(EVM_PB.LogSchema, {
        address: hexToBytes(address),
        topics: topics.map((topic) => hexToBytes(topic)),
        data: hexToBytes(data),
      }),
    ),
  })
}
