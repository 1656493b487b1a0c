import { hexToBytes } from 'viem'
import type { SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { type QuoteParts, writeQuote } from '../../../offchain/local/enclave/simulatedQuote.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import { askDcapQvl, type Opinion } from '../../../offchain/verify/quote/askDcapQvl.ts'

/** What `@phala/dcap-qvl` says of a simulated quote under the test root. `at` in Unix seconds. */
export const askAboutParts = (
  platform: SimulatedPlatform,
  parts: QuoteParts,
  collateral: Collateral = platform.collateral(),
  at = platform.now,
): Opinion => askDcapQvl({ quote: writeQuote(parts), collateral, root: hexToBytes(platform.rootCertificate), at })
