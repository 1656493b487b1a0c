import { create, fromBinary } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import { CONFIDENTIAL_HTTP_CLIENT_PB } from '@chainlink/cre-sdk/pb'
import { KitError } from '../../../errors.ts'
import { boundedFetch, headerPairs } from './boundedFetch.ts'
import type { Capability } from './capability.ts'
import { type DonSecrets, findSecret } from './secrets.ts'

const { ConfidentialHTTPRequestSchema, HTTPResponseSchema } = CONFIDENTIAL_HTTP_CLIENT_PB

type Values = Readonly<Record<string, string>>

/** Fills `{{.KEY}}` from public values and secrets, as the real enclave does. */
const fillTemplate = (template: string, values: Values): string =>
  template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, key: string) => {
    const value = values[key]
    if (value === undefined) throw new KitError(`confidential-http: no value for {{.${key}}}; list it as a secret`)
    return value
  })

const templateValues = (
  request: CONFIDENTIAL_HTTP_CLIENT_PB.ConfidentialHTTPRequest,
  secrets: DonSecrets,
): Record<string, string> => {
  const values: Record<string, string> = { ...request.request?.templatePublicValues }
  for (const { key, namespace } of request.vaultDonSecrets) {
    const value = findSecret(secrets, namespace, key)
    if (value === undefined) throw new KitError(`confidential-http: could not find secret ${key}`)
    values[key] = value
  }
  return values
}

/**
 * One request made for the whole DON inside a *simulated* enclave. Hides the secrets only: as in reality without `encryptOutput`, the body
 * of the answer goes to every node.
 */
export const confidentialHttp = (secrets: DonSecrets): Capability => ({
  id: 'confidential-http@1.0.0-alpha',
  modes: ['don'],
  invoke: async (method, payload, { signal }) => {
    if (method !== 'SendRequest') throw new KitError(`confidential-http has no method ${method}; use SendRequest`)
    const message = fromBinary(ConfidentialHTTPRequestSchema, payload)
    const { request } = message
    if (!request) throw new KitError('confidential-http: the request is missing')
    if (request.encryptOutput) {
      throw new KitError('confidential-http: encryptOutput is not supported by the simulated DON; leave it false')
    }
    if (request.customRootCaCertPem.length > 0) {
      throw new KitError('confidential-http: customRootCaCertPem is not supported by the simulated DON; leave it empty')
    }
    const values = templateValues(message, secrets)
    const response = await boundedFetch(
      request.url,
      {
        method: request.method,
        headers: headerPairs(request.multiHeaders).map(([name, value]) => [name, fillTemplate(value, values)]),
        body: request.body.case === 'bodyString' ? fillTemplate(request.body.value, values) : request.body.value,
      },
      { timeout: request.timeout, signal },
    )
    return anyPack(
      HTTPResponseSchema,
      create(HTTPResponseSchema, {
        statusCode: response.status,
        body: response.body,
        multiHeaders: response.multiHeaders,
      }),
    )
  },
})
