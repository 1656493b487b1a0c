import {
  blockNumber,
  bytesToHex,
  encodeCallMsg,
  hexToBase64,
  LATEST_BLOCK_NUMBER,
  type Runtime,
} from '@chainlink/cre-sdk'
import {
  decodeEventLog,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
  numberToHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import type { PositionLogs, SlotPosition } from '../../offchain/protocol/pool/openHoldings.ts'
import type { Sealed } from '../../offchain/protocol/pool/types.ts'
import type { Config } from './config.ts'
import { evmClient } from './evmClient.ts'

export const RECOVERY_TREASURY = [
  {
    type: 'function',
    name: 'poolPosition',
    stateMutability: 'view',
    inputs: [],
    outputs: [
      {
        name: 'position',
        type: 'tuple',
        components: [
          { name: 'readAt', type: 'uint256' },
          { name: 'activeKey', type: 'bytes32' },
          { name: 'slot', type: 'uint256' },
          { name: 'stateNonce', type: 'bytes32' },
          { name: 'leavesHash', type: 'bytes32' },
          { name: 'settledBlock', type: 'uint256' },
          { name: 'requestId', type: 'uint256' },
          { name: 'orderHash', type: 'bytes32' },
          { name: 'orderBlock', type: 'uint256' },
          { name: 'collateralCredit', type: 'uint256' },
          { name: 'settledAt', type: 'uint256' },
        ],
      },
    ],
  },
] as const

export const CRE_DARK_POOL = [
  {
    type: 'event',
    name: 'RoundSettled',
    inputs: [
      { name: 'round', type: 'uint256', indexed: true },
      { name: 'requestId', type: 'uint256', indexed: true },
      { name: 'root', type: 'bytes32' },
      { name: 'nonce', type: 'bytes32' },
      { name: 'leaves', type: 'bytes32[32]' },
    ],
  },
  {
    type: 'event',
    name: 'RequestContinued',
    inputs: [
      { name: 'requestId', type: 'uint256', indexed: true },
      { name: 'settledRounds', type: 'uint256' },
      { name: 'remainder', type: 'bytes32' },
      { name: 'nonce', type: 'bytes32' },
    ],
  },
  {
    type: 'event',
    name: 'CollateralRequested',
    inputs: [
      { name: 'requestId', type: 'uint256', indexed: true },
      { name: 'slot', type: 'uint256', indexed: true },
      { name: 'encryptedAmount', type: 'bytes32' },
      { name: 'nonce', type: 'bytes32' },
      { name: 'premiumBps', type: 'uint256' },
      { name: 'timeout', type: 'uint256' },
      { name: 'stake', type: 'uint256' },
    ],
  },
] as const

type PoolEvent = (typeof CRE_DARK_POOL)[number]['name']

/** What the chain says of the reserve's slot: encrypted, but for when it was last delivered to. */
export type PoolPosition = {
  position: SlotPosition
  logs: PositionLogs
  /** Unix seconds of the block. */
  readAt: bigint
  /** Unix seconds; zero if nothing was delivered to the custodian yet. */
  settledAt: bigint
}

const callTreasury = (runtime: Runtime<Config>) => {
  const { data } = evmClient(runtime.config.chain)
    .callContract(runtime, {
      call: encodeCallMsg({
        from: zeroAddress,
        to: runtime.config.treasury,
        data: encodeFunctionData({ abi: RECOVERY_TREASURY, functionName: 'poolPosition' }),
      }),
      blockNumber: LATEST_BLOCK_NUMBER,
    })
    .result()
  return decodeFunctionResult({ abi: RECOVERY_TREASURY, functionName: 'poolPosition', data: bytesToHex(data) })
}

const topicOf = (eventName: PoolEvent): Hex => encodeEventTopics({ abi: CRE_DARK_POOL, eventName })[0]

/** Sends the query at once; what comes back waits for it. A DON refuses block zero, in which there is nothing of ours. */
const requestLogs = (
  runtime: Runtime<Config>,
  { block, eventNames, requestId }: { block: bigint; eventNames: readonly PoolEvent[]; requestId?: bigint },
) => {
  const only = blockNumber(block === 0n ? 1n : block)
  const reply = evmClient(runtime.config.chain).filterLogs(runtime, {
    filterQuery: {
      addresses: [hexToBase64(runtime.config.pool)],
      topics: [
        { topic: eventNames.map((name) => hexToBase64(topicOf(name))) },
        ...(requestId === undefined ? [] : [{ topic: [hexToBase64(numberToHex(requestId, { size: 32 }))] }]),
      ],
      fromBlock: only,
      toBlock: only,
    },
  })
  return () =>
    reply.result().logs.map(({ topics, data }) => {
      const [signature = zeroHash, ...indexed] = topics.map((topic) => bytesToHex(topic))
      return decodeEventLog({ abi: CRE_DARK_POOL, topics: [signature, ...indexed], data: bytesToHex(data) })
    })
}

const sealedOrder = (ciphertext: Hex, nonce: Hex): Sealed => ({
  ciphertext: BigInt(ciphertext),
  nonce: BigInt(nonce),
})

/**
 * Reads the reserve's slot, the last settlement and the order of the reserve's request, all as of the latest block. The three
 * reads are always sent, whatever anything says, and their arguments are public.
 */
export const readPoolPosition = (runtime: Runtime<Config>): PoolPosition => {
  const { activeKey, slot, stateNonce, settledBlock, orderBlock, readAt, settledAt, ...position } =
    callTreasury(runtime)
  const settlement = requestLogs(runtime, { block: settledBlock, eventNames: ['RoundSettled'] })
  // Of this request alone: others can fill a block with theirs, and a reply has a greatest size.
  const order = requestLogs(runtime, {
    block: orderBlock,
    eventNames: ['CollateralRequested', 'RequestContinued'],
    requestId: position.requestId,
  })
  const events = [...settlement(), ...order()]
  return {
    position: {
      ...position,
      activeKey: activeKey === zeroHash ? undefined : activeKey,
      slot: Number(slot),
      stateNonce: BigInt(stateNonce),
    },
    logs: {
      settled: events.flatMap(({ eventName, args }) =>
        eventName === 'RoundSettled' ? [args.leaves.map((leaf) => BigInt(leaf))] : [],
      ),
      orders: events.flatMap(({ eventName, args }) => {
        if (eventName === 'CollateralRequested') return [sealedOrder(args.encryptedAmount, args.nonce)]
        return eventName === 'RequestContinued' ? [sealedOrder(args.remainder, args.nonce)] : []
      }),
    },
    readAt,
    settledAt,
  }
}
