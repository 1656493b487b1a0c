import { create, toBinary } from '@bufbuild/protobuf'
import { SDK_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { describe, expect, it } from 'vitest'
import { quorumOf } from '../quorum.ts'
import { unwrapValue } from '../unwrapValue.ts'
import { aggregateObservations } from './simpleConsensus.ts'

const { AggregationType, ConsensusDescriptorSchema, SimpleConsensusInputsSchema } = SDK_PB

const quorum = quorumOf(4, 1)

const int64 = (value: bigint) => create(VALUES_PB.ValueSchema, { value: { case: 'int64Value', value } })

/** One node's request; a string is an error it observed. */
const inputsOf = (observed: bigint | string, aggregation: SDK_PB.AggregationType, fallback?: bigint): Uint8Array =>
  toBinary(
    SimpleConsensusInputsSchema,
    create(SimpleConsensusInputsSchema, {
      observation:
        typeof observed === 'string' ? { case: 'error', value: observed } : { case: 'value', value: int64(observed) },
      descriptors: create(ConsensusDescriptorSchema, { descriptor: { case: 'aggregation', value: aggregation } }),
      ...(fallback === undefined ? {} : { default: int64(fallback) }),
    }),
  )

const aggregate = (
  observed: readonly (bigint | string)[],
  aggregation: SDK_PB.AggregationType,
  options: { complete: boolean; fallback?: bigint },
) => {
  const payloads = new Map(observed.map((one, node) => [node, inputsOf(one, aggregation, options.fallback)]))
  const value = aggregateObservations(payloads, options.complete, quorum)
  return value && unwrapValue(value)
}

const BEYOND_FLOATS = 2n ** 53n

describe('identical', () => {
  it.each([
    [[1n, 1n, 1n], 1n],
    [[2n, 1n, 1n, 1n], 1n],
    [['HTTP 500', 1n, 1n, 1n], 1n],
  ])('agrees on %o before everyone has voted', (observed, agreed) => {
    expect(aggregate(observed, AggregationType.IDENTICAL, { complete: false })).toBe(agreed)
  })

  it.each([[[1n, 1n]], [[1n, 1n, 2n]], [[1n, 'HTTP 500', 1n]]])('waits after %o', (observed) => {
    expect(aggregate(observed, AggregationType.IDENTICAL, { complete: false })).toBeUndefined()
  })

  it('takes the default, or fails, when everyone has voted without agreement', () => {
    const observed = [1n, 1n, 2n, 2n]
    expect(aggregate(observed, AggregationType.IDENTICAL, { complete: true, fallback: 9n })).toBe(9n)
    expect(() => aggregate(observed, AggregationType.IDENTICAL, { complete: true })).toThrow(/2 of 4 .* 3 are needed/)
  })

  it('says what the nodes saw when they saw no value', () => {
    const observed = ['HTTP 500', 'HTTP 500', 'HTTP 500', 'HTTP 500']
    expect(() => aggregate(observed, AggregationType.IDENTICAL, { complete: true })).toThrow(/a node says: HTTP 500/)
  })
})

describe('median', () => {
  it.each([
    [[1n, 5n, 3n], 3n],
    [[1n, 1n, 2n ** 62n], 1n],
    [[-(2n ** 62n), 7n, 8n], 7n],
    [[1n, 2n, 3n, 4n], 2n],
    [[BEYOND_FLOATS, BEYOND_FLOATS + 1n, BEYOND_FLOATS + 2n], BEYOND_FLOATS + 1n],
  ])('of %o is exact', (observed, middle) => {
    expect(aggregate(observed, AggregationType.MEDIAN, { complete: false })).toBe(middle)
  })

  it('waits for 2f + 1 values and fails without them', () => {
    expect(aggregate([1n, 2n, 'HTTP 500'], AggregationType.MEDIAN, { complete: false })).toBeUndefined()
    expect(() => aggregate([1n, 2n, 'HTTP 500'], AggregationType.MEDIAN, { complete: true })).toThrow(/2 of 4/)
  })
})

describe('anything else', () => {
  it('is refused by name', () => {
    expect(() => aggregate([1n, 1n, 1n], AggregationType.COMMON_PREFIX, { complete: false })).toThrow(
      /COMMON_PREFIX is not supported/,
    )
  })

  it('needs nodes that want the same', () => {
    const payloads = new Map([
      [0, inputsOf(1n, AggregationType.MEDIAN)],
      [1, inputsOf(1n, AggregationType.MEDIAN)],
      [2, inputsOf(1n, AggregationType.IDENTICAL)],
      [3, inputsOf(1n, AggregationType.MEDIAN, 5n)],
    ])
    expect(() => aggregateObservations(payloads, true, quorum)).toThrow(/terms of a consensus: 2 of 4/)
  })
})
