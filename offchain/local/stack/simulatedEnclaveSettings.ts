import type { Hex } from 'viem'
import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import { type MeasuredField, maskOf, measurementOf, policyIdOf } from '../../protocol/enclaveMeasurement.ts'
import { parseQuote } from '../../protocol/tdx/parseQuote.ts'
import type { SimulatedPlatform } from '../enclave/simulatedPlatform.ts'
import { TEST_ROOT } from '../enclave/testRoot.ts'

const YEAR_SECONDS = 365 * 86_400

/** What the local policy looks at: firmware, kernel and application, as a production policy does. */
const FIELDS: readonly MeasuredField[] = ['mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3']

/** What the simulated enclave is registered as. */
export const SIMULATED_ENCLAVE = {
  kind: ENCLAVE_KIND.matcher,
  fields: maskOf(FIELDS),
  /** Seconds that one simulated quote lasts. */
  maxAgeSeconds: 3_600,
} as const

/** What its quotes measure, whatever they are asked for. */
const measurementOfPlatform = (platform: SimulatedPlatform): Hex =>
  measurementOf(SIMULATED_ENCLAVE.fields, parseQuote(platform.quote()).measured)

/** What the registry approves it by, and the nodes of the local vault. */
export const simulatedPolicyId = (platform: SimulatedPlatform): Hex =>
  policyIdOf(SIMULATED_ENCLAVE.kind, SIMULATED_ENCLAVE.fields, measurementOfPlatform(platform))

/** The deployment's section about enclaves: the test root, and the one simulated machine with what it runs. */
export const simulatedEnclaveConfig = (platform: SimulatedPlatform) => ({
  root: { ...TEST_ROOT.publicKey, name: TEST_ROOT.name },
  policies: [
    {
      kind: `${SIMULATED_ENCLAVE.kind}`,
      fields: FIELDS,
      measurement: measurementOfPlatform(platform),
      validFrom: '0',
      validUntil: `${platform.now + YEAR_SECONDS}`,
      maxAge: `${SIMULATED_ENCLAVE.maxAgeSeconds}`,
      minEvaluationNumber: '1',
      worstTcbStatus: 'UpToDate',
    },
  ],
  platforms: [platform.ppid],
})
