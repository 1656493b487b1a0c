import { create } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'

/** The DON's secrets (API keys and the like) by namespace and id; the SDK's default namespace is `main`. */
export type DonSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>

export const DEFAULT_NAMESPACE = 'main'

export const findSecret = (secrets: DonSecrets, namespace: string, id: string): string | undefined =>
  secrets[namespace || DEFAULT_NAMESPACE]?.[id]

/** One response per request: the secret, or an error that names it. */
export const readSecrets = (
  secrets: DonSecrets,
  owner: string,
  requests: readonly SDK_PB.SecretRequest[],
): SDK_PB.SecretResponse[] =>
  requests.map(({ id, namespace }) => {
    const value = findSecret(secrets, namespace, id)
    return create(SDK_PB.SecretResponseSchema, {
      response:
        value === undefined
          ? {
              case: 'error',
              value: create(SDK_PB.SecretErrorSchema, { id, namespace, owner, error: 'could not find secret' }),
            }
          : { case: 'secret', value: create(SDK_PB.SecretSchema, { id, namespace, owner, value }) },
    })
  })
