import { bytesToHex, concatBytes, type Hex } from 'viem'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { hasRealVectors, readRealQuote } from './realVectors.ts'

/** How many zero bytes tappd put after the end of its quote. */
const PADDING_LENGTH = 70

/** The same shape: version 4, some report data, zero bytes after the end. */
const simulateRecordedQuote = (): Uint8Array => {
  console.warn('SIMULATED: the recorded quote is a simulated one, because there are no real quotes')
  const reportData: Hex = `0x${Array.from({ length: 64 }, (_, index) => (index + 1).toString(16).padStart(2, '0')).join('')}`
  const quote = createSimulatedPlatform({ now: 1_800_000_000 }).quote({ version: 4, report: { reportData } })
  return concatBytes([quote, new Uint8Array(PADDING_LENGTH)])
}

/** A genuine TDX quote (version 4) that a tappd handed out; a simulated one where the real vectors are absent. */
export const RECORDED_QUOTE: Uint8Array = hasRealVectors
  ? readRealQuote('quote-from-tappd.hex')
  : simulateRecordedQuote()

/** Report data ends the body (584 bytes) that follows the header (48 bytes). */
export const RECORDED_REPORT_DATA: Hex = bytesToHex(RECORDED_QUOTE.subarray(568, 632))
