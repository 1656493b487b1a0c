import { KitError } from '../../errors.ts'
import { requestUrl } from './requestUrl.ts'

/**
 * Asks for the headers of a webhook, which makes no receiver do anything. Webhooks refuse such a question in various
 * ways, so any refusal will do; silence, a bad certificate and a failing server will not.
 */
export const probeUrl = async (parameters: { url: URL; name: string; signal: AbortSignal }): Promise<void> => {
  await requestUrl({ ...parameters, method: 'HEAD' }).catch((error: unknown) => {
    if (!(error instanceof KitError) || error.retryable) throw error
  })
}
