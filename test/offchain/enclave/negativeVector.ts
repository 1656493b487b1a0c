import type { Address, Hex } from 'viem'

import type { SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { QuoteParts } from '../../../offchain/local/enclave/simulatedQuote.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import type { CollateralKind } from '../../../offchain/protocol/tdx/collateralDocument.ts'
import type { TdxQuote } from '../../../offchain/protocol/tdx/tdxQuote.ts'
import type { OracleGap } from './oracleGaps.ts'

/** Arguments of an expected error; `undefined` stands for one that is not fixed, such as the block's time. */
export type ErrorArguments = readonly (bigint | number | string | undefined)[]

/** One document of a collateral, to be submitted. */
export type Submission = { kind: CollateralKind; collateral: Collateral }

/** All documents of a collateral, in the order in which the stores accept them. */
export const submissionsOf = (collateral: Collateral): Submission[] =>
  (['rootCrl', 'pckCrl', 'tcbInfo', 'qeIdentity'] as const).map((kind) => ({ kind, collateral }))

type Expectation<Case> = {
  name: string
  /** Of src/interfaces or src/libraries. */
  error: string
  /** Left out if they are not fixed at all. */
  args?: (platform: SimulatedPlatform, made: Case) => ErrorArguments
}

export type QuoteCase = {
  parts: QuoteParts
  /** Which authority the quote claims as issuer; without it the simulated one. */
  pckAuthority?: Hex
  /** What the stores hold; without it the platform's collateral. */
  submissions?: readonly Submission[]
  /** Seconds after the platform's `now` at which the quote is shown. */
  after?: number
}

/** A quote that `TdxQuoteVerifier.verify` must refuse. */
export type NegativeQuote = Expectation<QuoteCase> & {
  call: 'verify'
  make: (platform: SimulatedPlatform) => QuoteCase
  /** Why `@phala/dcap-qvl` accepts it all the same. */
  missedBy?: OracleGap
}

export type SubmissionCase = { before: readonly Submission[]; submission: Submission; after?: number }

/** A CRL or a signed document that its store must refuse. */
export type NegativeSubmission = Expectation<SubmissionCase> & {
  call: 'submitRootCrl' | 'submitPckCrl' | 'submitTcbInfo' | 'submitQeIdentity'
  make: (platform: SimulatedPlatform) => SubmissionCase
}

/** `IEnclaveRegistry.Registration`. */
export type Registration = {
  kind: number
  signer: Address
  encryptionKey: Hex
  referenceBlock: bigint
  fields: number
}

export type ReferenceBlock = { number: bigint; hash: Hex }

/** The registry under test; its policies accept the simulated TD, and its platform is allowed. */
export type RegistryScene = {
  platform: SimulatedPlatform
  registry: Address
  chainId: number
  reference: ReferenceBlock
}

export type RegistrationCall = { registration: Registration; quote: TdxQuote }

/** What happens on the chain before the registration that must fail. */
export type RegistryStep =
  | { step: 'register'; call: RegistrationCall }
  | { step: 'mine'; blocks: number }
  | { step: 'submit'; submission: Submission }
  | { step: 'guard'; functionName: 'revoke' | 'banPlatform' | 'retirePolicy'; argument: Hex }

export type RegistrationCase = { before: readonly RegistryStep[]; call: RegistrationCall }

/** A genuine quote that `EnclaveRegistry.register` must refuse. */
export type NegativeRegistration = {
  name: string
  call: 'register'
  error: string
  args?: (scene: RegistryScene, made: RegistrationCase) => ErrorArguments
  make: (scene: RegistryScene) => RegistrationCase
}
