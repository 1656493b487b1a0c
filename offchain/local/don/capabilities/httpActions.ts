import { create, fromBinary } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import { HTTP_CLIENT_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../../errors.ts'
import { boundedFetch, headerPairs } from './boundedFetch.ts'
import type { Capability } from './capability.ts'

const { RequestSchema, ResponseSchema } = HTTP_CLIENT_PB

/** Plain HTTP: each node for itself in node mode, or from inside the enclave; never on behalf of the whole DON. */
export const httpActions: Capability = {
  id: 'http-actions@1.0.0-alpha',
  modes: ['node', 'enclave'],
  invoke: async (method, payload, { signal }) => {
    if (method !== 'SendRequest') throw new KitError(`http-actions has no method ${method}; use SendRequest`)
    const request = fromBinary(RequestSchema, payload)
    if (request.mtls) throw new KitError('http-actions: mtls is not supported by the simulated DON')
    const headers = [...Object.entries(request.headers), ...headerPairs(request.multiHeaders)]
    const response = await boundedFetch(
      request.url,
      { method: request.method, headers, body: request.body.length > 0 ? request.body : undefined },
      { timeout: request.timeout, signal },
    )
    return anyPack(
      ResponseSchema,
      create(ResponseSchema, {
        statusCode: response.status,
        body: response.body,
        multiHeaders: response.multiHeaders,
      }),
    )
  },
}
