import { type Address, concat, type Hex, keccak256 } from 'viem'
import {
  EVALUATION_NUMBER,
  isoDate,
  SGX_SVNS,
  TDX_SVNS,
  tcbLevel,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { simulatedId } from '../../../offchain/local/enclave/simulatedPki.ts'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { type QuoteOptions, TD_REPORT } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { ENCLAVE_KIND, type KeyBinding, registrationBinding } from '../../../offchain/protocol/enclaveBinding.ts'
import { maskOf, policyIdOf } from '../../../offchain/protocol/enclaveMeasurement.ts'
import { TCB_STATUSES } from '../../../offchain/protocol/tdx/tcbStatus.ts'
import type {
  NegativeRegistration,
  ReferenceBlock,
  Registration,
  RegistrationCall,
  RegistryScene,
} from './negativeVector.ts'

/** MRTD and RTMR0 to RTMR3. */
export const FIELDS = maskOf(['mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3'])

/** Another mask under which the same enclave might be approved. */
const OTHER_FIELDS = maskOf(['xfam', 'mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3'])

export const MATCHER = ENCLAVE_KIND.matcher
/** A kind for which the same measurement is approved. */
export const OTHER_KIND = 2
/** A kind that approves it only under collateral that Intel has not issued yet. */
export const STRICT_KIND = 3

const SIGNER: Address = '0x5160000000000000000000000000000000000a11'
const ENCRYPTION_KEY = simulatedId('encryption key', 32)

/** What the registry's policies approve: keccak256 over MRTD and RTMR0 to RTMR3 of the simulated TD. */
export const measurementOf = (report: typeof TD_REPORT = TD_REPORT): Hex =>
  keccak256(concat([report.mrtd, report.rtmr0, report.rtmr1, report.rtmr2, report.rtmr3]))

const soundRegistration = (reference: ReferenceBlock): Registration => ({
  kind: MATCHER,
  signer: SIGNER,
  encryptionKey: ENCRYPTION_KEY,
  referenceBlock: reference.number,
  fields: FIELDS,
})

type Change = {
  /** What the quote binds, where it is not what is registered. */
  bound?: Partial<KeyBinding>
  /** What is registered. */
  registration?: Partial<Registration>
  referenceHash?: Hex
  platform?: RegistryScene['platform']
  options?: QuoteOptions
}

/** A registration with a genuine quote for it; changed, it is for something else. */
export const registrationCall = (scene: RegistryScene, change: Change = {}): RegistrationCall => {
  const { registry, chainId, reference } = scene
  const registration = { ...soundRegistration(reference), ...change.registration }
  const { kind, fields, signer, encryptionKey } = registration
  const binding = registrationBinding({ chainId, registry, kind, fields, signer, encryptionKey, ...change.bound })
  const reportData = concat([binding, change.referenceHash ?? reference.hash])
  const report = { ...change.options?.report, reportData }
  const quote = (change.platform ?? scene.platform).tdxQuote({ ...change.options, report })
  return { registration, quote }
}

/** The mismatch of report data that a registry reports for a quote that binds something else. */
const bindingMismatch = (scene: RegistryScene, bound: Partial<KeyBinding>, registered: Partial<Registration> = {}) => {
  const { kind, fields, signer, encryptionKey } = { ...soundRegistration(scene.reference), ...registered }
  const wanted = { chainId: scene.chainId, registry: scene.registry, kind, fields, signer, encryptionKey }
  return [registrationBinding({ ...wanted, ...bound }), registrationBinding(wanted)]
}

const SOMEBODY: Address = '0x5160000000000000000000000000000000000b0b'
const OTHER_ENCRYPTION_KEY = simulatedId('another encryption key', 32)
const OTHER_REGISTRY: Address = '0x5160000000000000000000000000000000000c0c'

const UNKNOWN_PLATFORM = 0
const BANNED = 2
const UP_TO_DATE = TCB_STATUSES.indexOf('UpToDate')
const OUT_OF_DATE = TCB_STATUSES.indexOf('OutOfDate')

/** Genuine quotes that must not register a key. */
export const negativeRegistrations: readonly NegativeRegistration[] = [
  {
    name: 'a quote for another chain',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { chainId: 1 }),
    make: (scene) => ({ before: [], call: registrationCall(scene, { bound: { chainId: 1 } }) }),
  },
  {
    name: 'a quote for another mask of fields of the same enclave',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { fields: OTHER_FIELDS }),
    make: (scene) => ({ before: [], call: registrationCall(scene, { bound: { fields: OTHER_FIELDS } }) }),
  },
  {
    name: 'a quote for another registry',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { registry: OTHER_REGISTRY }),
    make: (scene) => ({ before: [], call: registrationCall(scene, { bound: { registry: OTHER_REGISTRY } }) }),
  },
  {
    name: 'cross-kind replay: a quote of one kind for another one that approves the same measurement',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { kind: MATCHER }, { kind: OTHER_KIND }),
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { bound: { kind: MATCHER }, registration: { kind: OTHER_KIND } }),
    }),
  },
  {
    name: 'somebody else’s quote for one’s own key',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { signer: SIGNER }, { signer: SOMEBODY }),
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { bound: { signer: SIGNER }, registration: { signer: SOMEBODY } }),
    }),
  },
  {
    name: 'a quote for another encryption key',
    call: 'register',
    error: 'ReportDataMismatch',
    args: (scene) => bindingMismatch(scene, { encryptionKey: ENCRYPTION_KEY }, { encryptionKey: OTHER_ENCRYPTION_KEY }),
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, {
        bound: { encryptionKey: ENCRYPTION_KEY },
        registration: { encryptionKey: OTHER_ENCRYPTION_KEY },
      }),
    }),
  },
  {
    name: 'the same quote again',
    call: 'register',
    error: 'ReferenceBlockNotNewer',
    args: ({ reference }) => [reference.number, reference.number],
    make: (scene) => {
      const call = registrationCall(scene)
      return { before: [{ step: 'register', call }], call }
    },
  },
  {
    name: 'a quote that is older than 256 blocks',
    call: 'register',
    error: 'ReferenceBlockUnknown',
    args: ({ reference }) => [reference.number, undefined],
    make: (scene) => ({ before: [{ step: 'mine', blocks: 257 }], call: registrationCall(scene) }),
  },
  {
    name: 'a quote that names a block to come',
    call: 'register',
    error: 'ReferenceBlockUnknown',
    args: ({ reference }) => [reference.number + 1_000n, undefined],
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { registration: { referenceBlock: scene.reference.number + 1_000n } }),
    }),
  },
  {
    name: 'a quote whose reference block was reorganised away',
    call: 'register',
    error: 'ReferenceBlockMismatch',
    args: ({ reference }) => [simulatedId('block of another branch', 32), reference.hash],
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { referenceHash: simulatedId('block of another branch', 32) }),
    }),
  },
  {
    name: 'a TD that nobody approved',
    call: 'register',
    error: 'PolicyNotInForce',
    args: () => [policyIdOf(MATCHER, FIELDS, measurementOf({ ...TD_REPORT, rtmr3: `0x${'ee'.repeat(48)}` }))],
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { options: { report: { rtmr3: `0x${'ee'.repeat(48)}` } } }),
    }),
  },
  {
    name: 'an approved TD in the fields that nobody approved',
    call: 'register',
    error: 'PolicyNotInForce',
    make: (scene) => ({
      before: [],
      call: registrationCall(scene, { registration: { fields: FIELDS | (1 << 3) } }),
    }),
  },
  {
    name: 'a TD whose approval was retired',
    call: 'register',
    error: 'PolicyNotInForce',
    args: () => [policyIdOf(MATCHER, FIELDS, measurementOf())],
    make: (scene) => ({
      before: [{ step: 'guard', functionName: 'retirePolicy', argument: policyIdOf(MATCHER, FIELDS, measurementOf()) }],
      call: registrationCall(scene),
    }),
  },
  {
    name: 'a machine that was banned',
    call: 'register',
    error: 'PlatformNotAllowed',
    args: ({ platform }) => [platform.ppid, BANNED],
    make: (scene) => ({
      before: [{ step: 'guard', functionName: 'banPlatform', argument: scene.platform.ppid }],
      call: registrationCall(scene),
    }),
  },
  {
    name: 'a machine that nobody allowed',
    call: 'register',
    error: 'PlatformNotAllowed',
    args: () => [simulatedId('PPID of machine 2', 16), UNKNOWN_PLATFORM],
    make: (scene) => {
      const platform = createSimulatedPlatform({ now: scene.platform.now, label: 'machine 2' })
      return { before: [], call: registrationCall(scene, { platform }) }
    },
  },
  {
    name: 'an out-of-date machine where up to date is wanted',
    call: 'register',
    error: 'TcbStatusRefused',
    args: () => [OUT_OF_DATE, UP_TO_DATE],
    make: (scene) => {
      const level = tcbLevel({ sgx: SGX_SVNS, pceSvn: 5, tdx: TDX_SVNS, status: 'OutOfDate' })
      const issueDate = isoDate(scene.platform.now - 60)
      const collateral = scene.platform.collateral({ tcbInfo: { issueDate, tcbLevels: [level] } })
      return {
        before: [{ step: 'submit', submission: { kind: 'tcbInfo', collateral } }],
        call: registrationCall(scene),
      }
    },
  },
  {
    name: 'collateral of a lower evaluation number than is wanted',
    call: 'register',
    error: 'EvaluationNumberTooLow',
    args: () => [EVALUATION_NUMBER, EVALUATION_NUMBER + 1],
    make: (scene) => ({ before: [], call: registrationCall(scene, { registration: { kind: STRICT_KIND } }) }),
  },
  {
    name: 'a key that was revoked',
    call: 'register',
    error: 'EnclaveRevokedForGood',
    args: () => [SIGNER],
    make: (scene) => ({
      before: [
        { step: 'register', call: registrationCall(scene) },
        { step: 'guard', functionName: 'revoke', argument: SIGNER },
      ],
      call: registrationCall(scene),
    }),
  },
  {
    name: 'a renewal with another encryption key',
    call: 'register',
    error: 'EnclaveChanged',
    args: () => [SIGNER],
    make: (scene) => ({
      before: [{ step: 'register', call: registrationCall(scene) }],
      call: registrationCall(scene, { registration: { encryptionKey: OTHER_ENCRYPTION_KEY } }),
    }),
  },
  {
    name: 'a key of one kind for another one, with a quote for it',
    call: 'register',
    error: 'EnclaveChanged',
    args: () => [SIGNER],
    make: (scene) => ({
      before: [{ step: 'register', call: registrationCall(scene) }],
      call: registrationCall(scene, { registration: { kind: OTHER_KIND } }),
    }),
  },
  {
    name: 'a quote that is not genuine',
    call: 'register',
    error: 'QuoteSignatureInvalid',
    args: () => [],
    make: (scene) => {
      const call = registrationCall(scene)
      const signedReport = `${call.quote.signedReport.slice(0, -2)}00` as Hex
      return { before: [], call: { ...call, quote: { ...call.quote, signedReport } } }
    },
  },
]
