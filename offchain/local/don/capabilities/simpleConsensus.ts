import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { SDK_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../../errors.ts'
import { largestGroup, noQuorum, type Quorum } from '../quorum.ts'
import { bigIntOf } from '../unwrapValue.ts'

const { AggregationType, SimpleConsensusInputsSchema } = SDK_PB
const { ValueSchema } = VALUES_PB

type Inputs = SDK_PB.SimpleConsensusInputs

const aggregationOf = ({ descriptors }: Inputs): SDK_PB.AggregationType => {
  const descriptor = descriptors?.descriptor
  if (descriptor?.case === 'aggregation') {
    if (descriptor.value === AggregationType.IDENTICAL || descriptor.value === AggregationType.MEDIAN) {
      return descriptor.value
    }
  }
  throw new KitError(
    `consensus: aggregation ${descriptor?.case === 'aggregation' ? AggregationType[descriptor.value] : descriptor?.case} is not supported by the simulated DON; use identical or median`,
  )
}

/** How the nodes want their observations combined: the request without the observation. */
const termsOf = ({ descriptors, default: fallback }: Inputs): Uint8Array =>
  toBinary(
    SimpleConsensusInputsSchema,
    create(SimpleConsensusInputsSchema, {
      ...(descriptors && { descriptors }),
      ...(fallback && { default: fallback }),
    }),
  )

/** Orders two numeric values of one kind without rounding: integers as bigint, floats as number. */
const compareNumbers = (a: VALUES_PB.Value, b: VALUES_PB.Value): number => {
  const [left, right] = [numberOf(a), numberOf(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

const numberOf = ({ value }: VALUES_PB.Value): bigint | number => {
  if (value.case === 'int64Value' || value.case === 'uint64Value' || value.case === 'float64Value') return value.value
  if (value.case === 'bigintValue') return bigIntOf(value.value)
  throw new KitError(`consensus: no median of ${value.case} values; use integers or floats`)
}

/** The middle observation; with an even number, the lower of the two, so that it is one that a node reported. */
const median = (observations: readonly VALUES_PB.Value[]): VALUES_PB.Value | undefined =>
  [...observations].sort(compareNumbers)[Math.floor((observations.length - 1) / 2)]

/**
 * Combines the nodes' observations. Identical: 2f + 1 byte-identical ones. Median: of the first 2f + 1, at most f of them false, so it lies
 * between true ones. Undefined: wait for more. When `complete` without agreement: the workflow's default, or an error.
 */
export const aggregateObservations = (
  payloads: ReadonlyMap<number, Uint8Array>,
  complete: boolean,
  quorum: Quorum,
): VALUES_PB.Value | undefined => {
  const inputs = new Map([...payloads].map(([node, bytes]) => [node, fromBinary(SimpleConsensusInputsSchema, bytes)]))
  const agreed = largestGroup(new Map([...inputs].map(([node, input]) => [node, termsOf(input)])))
  const terms = inputs.get(agreed[0] ?? -1)
  if (!terms || agreed.length < quorum.needed) {
    if (complete) throw noQuorum('the terms of a consensus', agreed.length, quorum)
    return undefined
  }
  const values = new Map<number, VALUES_PB.Value>()
  const errors: string[] = []
  for (const node of agreed) {
    const observation = inputs.get(node)?.observation
    if (observation?.case === 'value') values.set(node, observation.value)
    if (observation?.case === 'error') errors.push(observation.value)
  }
  if (aggregationOf(terms) === AggregationType.MEDIAN) {
    const middle = values.size >= quorum.needed ? median([...values.values()]) : undefined
    if (middle) return middle
  } else {
    const group = largestGroup(new Map([...values].map(([node, value]) => [node, toBinary(ValueSchema, value)])))
    if (group.length >= quorum.needed) return values.get(group[0] ?? -1)
    if (complete && !terms.default && errors.length === 0) throw noQuorum('an observation', group.length, quorum)
  }
  if (!complete) return undefined
  if (terms.default) return terms.default
  throw new KitError(
    `no quorum on an observation: ${values.size} of ${quorum.nodes} simulated nodes observed a value, ${quorum.needed} are needed; a node says: ${errors[0]}`,
    { retryable: true },
  )
}
