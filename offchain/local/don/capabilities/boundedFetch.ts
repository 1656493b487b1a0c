import type { Duration } from '@bufbuild/protobuf/wkt'
import { abortAfter } from '../../../abortAfter.ts'

const DEFAULT_TIMEOUT_MS = 10_000 // production limit of one HTTP call

export type FetchedResponse = {
  readonly status: number
  readonly body: Uint8Array
  readonly multiHeaders: Record<string, { values: string[] }>
}

const durationMs = ({ seconds, nanos }: Duration): number => Number(seconds) * 1000 + Math.ceil(nanos / 1_000_000)

/** A fetch that ends: at its timeout, or when the simulated DON stops. Redirects are answers, so that a key never follows one. */
export const boundedFetch = async (
  url: string,
  request: { method: string; headers: [string, string][]; body: Uint8Array | string | undefined },
  limits: { timeout: Duration | undefined; signal: AbortSignal },
): Promise<FetchedResponse> => {
  const timeoutMs = limits.timeout ? durationMs(limits.timeout) : DEFAULT_TIMEOUT_MS
  const response = await fetch(url, {
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    redirect: 'manual',
    signal: abortAfter(timeoutMs, limits.signal),
  })
  return {
    status: response.status,
    body: new Uint8Array(await response.arrayBuffer()),
    multiHeaders: Object.fromEntries([...response.headers].map(([name, value]) => [name, { values: [value] }])),
  }
}

/** Header pairs of the SDK's `multiHeaders`. */
export const headerPairs = (multiHeaders: Readonly<Record<string, { values: string[] }>>): [string, string][] =>
  Object.entries(multiHeaders).flatMap(([name, { values }]) => values.map((value): [string, string] => [name, value]))
