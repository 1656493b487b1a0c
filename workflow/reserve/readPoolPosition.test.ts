import { test } from '@chainlink/cre-sdk/test'
import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  getAbiItem,
  toEventSelector,
  toFunctionSignature,
  zeroHash,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { creDarkPoolAbi, recoveryTreasuryAbi } from '../../offchain/chain/generated.ts'
import { hashLeaves } from '../../offchain/protocol/pool/hashLeaves.ts'
import { hashOrder } from '../../offchain/protocol/pool/hashOrder.ts'
import { commitSlotKey } from '../../offchain/protocol/slotKey.ts'
import { config, mockDon } from './mockedDon.ts'
import { ORDER_BLOCK, POOL, SETTLED_BLOCK, SLOT_KEY, TREASURY } from './mockedPool.ts'
import { CRE_DARK_POOL, RECOVERY_TREASURY, readPoolPosition } from './readPoolPosition.ts'

const REQUEST = { asked: 900n, remaining: 250n }

const blocksAsked = (requests: string[]): string[] =>
  requests
    .filter((request) => request.startsWith('evm logs'))
    .map((request) => {
      const { fromBlock, toBlock, addresses } = JSON.parse(request.slice('evm logs '.length))
      expect(toBlock).toEqual(fromBlock)
      expect(Buffer.from(addresses[0], 'base64').toString('hex')).toBe(config.pool.slice(2).toLowerCase())
      return BigInt(`0x${Buffer.from(fromBlock.absVal, 'base64').toString('hex')}`).toString()
    })

describe('readPoolPosition', () => {
  test('reads position, leaves and orders of exactly the blocks that the treasury names', () => {
    const { runtime, requests } = mockDon({
      pool: { key: SLOT_KEY, collateral: 7n, credit: 8n, settledAt: 9, request: REQUEST },
    })
    const { position, logs, settledAt } = readPoolPosition(runtime)
    expect(position).toMatchObject({
      activeKey: commitSlotKey(SLOT_KEY),
      slot: 5,
      requestId: 3n,
      collateralCredit: 8n,
    })
    expect(settledAt).toBe(9n)
    expect(logs.settled.map(hashLeaves)).toEqual([position.leavesHash])
    expect(logs.orders.map(hashOrder)).toEqual([position.orderHash])
    expect(blocksAsked(requests)).toEqual([`${SETTLED_BLOCK}`, `${ORDER_BLOCK}`])
  })

  test('asks for the orders of its request alone, with which nobody else can fill the reply', () => {
    const { runtime, requests } = mockDon({ pool: { key: SLOT_KEY, request: REQUEST } })
    const { position } = readPoolPosition(runtime)
    const [, query] = requests.filter((request) => request.startsWith('evm logs'))
    const { topics } = JSON.parse(query?.slice('evm logs '.length) ?? '')
    const asked = Buffer.from(topics[1].topic[0], 'base64').toString('hex')
    expect([topics[1].topic.length, BigInt(`0x${asked}`)]).toEqual([1, position.requestId])
  })

  test('reads the order of a request before its first round', () => {
    const { runtime } = mockDon({ pool: { key: SLOT_KEY, request: { asked: 900n } } })
    const { position, logs } = readPoolPosition(runtime)
    expect(logs.orders.map(hashOrder)).toEqual([position.orderHash])
  })

  test('reads as much where there is nothing, in a block that a DON does not refuse', () => {
    const { runtime, requests } = mockDon()
    const { position, logs, settledAt } = readPoolPosition(runtime)
    expect(position).toMatchObject({ activeKey: undefined, requestId: 0n, orderHash: zeroHash, collateralCredit: 0n })
    expect({ logs, settledAt }).toEqual({ logs: { settled: [], orders: [] }, settledAt: 0n })
    expect(blocksAsked(requests)).toEqual(['1', '1'])
  })
})

describe('the ABI', () => {
  // Written by hand, because a guest has no room for all that is generated.
  const events = ['RoundSettled', 'RequestContinued', 'CollateralRequested'] as const
  it.each([
    ['here', CRE_DARK_POOL],
    ['of the mock', POOL],
  ] as [string, Abi][])('%s has the events of the pool', (_where, abi) => {
    for (const name of events) {
      const [own, generated] = [abi, creDarkPoolAbi].map((one) => getAbiItem({ abi: one as Abi, name }) as AbiEvent)
      const indexed = (event: AbiEvent | undefined) =>
        event?.inputs.map((input) => [input.name, input.indexed ?? false])
      expect(toEventSelector(own as AbiEvent)).toBe(toEventSelector(generated as AbiEvent))
      expect(indexed(own)).toEqual(indexed(generated))
    }
  })

  it.each([
    ['here', RECOVERY_TREASURY],
    ['of the mock', TREASURY],
  ] as [string, Abi][])('%s has the position of the treasury', (_where, abi) => {
    const shapeOf = (one: Abi) => {
      const item = getAbiItem({ abi: one, name: 'poolPosition' }) as AbiFunction
      const [output] = item.outputs as unknown as { components: { name: string; type: string }[] }[]
      return [toFunctionSignature(item), output?.components.map(({ name, type }) => `${type} ${name}`)]
    }
    expect(shapeOf(abi)).toEqual(shapeOf(recoveryTreasuryAbi))
  })
})
