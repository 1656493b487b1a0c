import type { Hex } from 'viem'

/** Where an enclave gets its quotes. */
export type QuoteSource = {
  /** For logs, such as `dstack` or `simulated`. */
  name: string
  /** True when the quotes prove nothing, because they end in a test root. */
  isSimulated: boolean
  /** A raw quote over 64 bytes of report data. One that takes its time fails as soon as `signal` aborts. */
  quote(reportData: Hex, signal?: AbortSignal): Promise<Uint8Array>
}
