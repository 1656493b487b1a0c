import type { Hex } from 'viem'
import type { QuoteSource } from '../../enclave/quotes/quoteSource.ts'
import type { Log } from '../../log.ts'
import type { SimulatedPlatform } from './simulatedPlatform.ts'
import type { QuoteOptions } from './simulatedQuote.ts'

export type SimulatedQuoteSourceParameters = {
  platform: SimulatedPlatform
  /** What the quotes say besides their report data. */
  options?: QuoteOptions
  log: Log
}

/** A source of quotes that prove nothing, for chains on which the test root is pinned. */
export const simulatedQuoteSource = ({ platform, options = {}, log }: SimulatedQuoteSourceParameters): QuoteSource => ({
  name: 'simulated',
  isSimulated: true,
  quote: async (reportData: Hex) => {
    log.warn({ ppid: platform.ppid, simulated: true }, 'simulated quote: it proves nothing')
    return platform.quote({ ...options, report: { ...options.report, reportData } })
  },
})
