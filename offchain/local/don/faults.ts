import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { AnySchema } from '@bufbuild/protobuf/wkt'
import { SDK_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { CONSENSUS_ID } from './capabilities/consensus.ts'

/**
 * A simulated fault of one node. `offline`: not there. `throwing`: fails every execution. `hanging`: never answers, until its timeout.
 * `byzantine`: sends false observations, requests and results; several byzantine nodes collude on the same ones.
 */
export type Fault = 'offline' | 'throwing' | 'hanging' | 'byzantine'

const falseValue = ({ value }: VALUES_PB.Value): VALUES_PB.Value => {
  if (value.case === 'boolValue') return create(VALUES_PB.ValueSchema, { value: { ...value, value: !value.value } })
  if (value.case === 'float64Value') return create(VALUES_PB.ValueSchema, { value: { ...value, value: 1e300 } })
  if (value.case === 'int64Value' || value.case === 'uint64Value') {
    return create(VALUES_PB.ValueSchema, { value: { ...value, value: 2n ** 62n } })
  }
  return create(VALUES_PB.ValueSchema, { value: { case: 'stringValue', value: 'byzantine' } })
}

const falseObservation = (payload: Uint8Array): Uint8Array => {
  const inputs = fromBinary(SDK_PB.SimpleConsensusInputsSchema, payload)
  if (inputs.observation.case !== 'value') return payload
  const observation = { case: 'value' as const, value: falseValue(inputs.observation.value) }
  return toBinary(
    SDK_PB.SimpleConsensusInputsSchema,
    create(SDK_PB.SimpleConsensusInputsSchema, { ...inputs, observation }),
  )
}

/** The request a byzantine node sends instead. */
export const falsifyRequest = (request: SDK_PB.CapabilityRequest): SDK_PB.CapabilityRequest => {
  const payload = request.payload?.value ?? new Uint8Array()
  const isObservation = request.id === CONSENSUS_ID && request.method === 'Simple'
  const value = isObservation ? falseObservation(payload) : Uint8Array.from([...payload, 0])
  return create(SDK_PB.CapabilityRequestSchema, {
    ...request,
    payload: create(AnySchema, { typeUrl: request.payload?.typeUrl ?? '', value }),
  })
}

/** The result a byzantine node reports instead. */
export const falseResult = (): Uint8Array =>
  toBinary(
    SDK_PB.ExecutionResultSchema,
    create(SDK_PB.ExecutionResultSchema, { result: { case: 'error', value: 'byzantine' } }),
  )
