import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import { toTdxQuote } from '../../../offchain/local/enclave/simulatedQuote.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import { type EnclaveChain, type Revert, startEnclaveChain } from './enclaveChain.ts'
import { negativeQuotes } from './negativeQuotes.ts'
import { negativeRegistrations } from './negativeRegistrations.ts'
import { negativeSubmissions } from './negativeSubmissions.ts'
import { type ErrorArguments, type QuoteCase, type Submission, submissionsOf } from './negativeVector.ts'
import { askAboutParts } from './oracle.ts'
import { ORACLE_GAPS } from './oracleGaps.ts'

const NOW = 1_800_000_000

const comparable = (value: unknown): unknown =>
  typeof value === 'number' ? BigInt(value) : typeof value === 'string' ? value.toLowerCase() : value

/** Exactly this error, with these arguments where they are fixed. */
const expectRefusal = (refusal: Revert | undefined, error: string, args: ErrorArguments | undefined) => {
  expect(refusal?.name).toBe(error)
  if (!args) return
  expect(refusal?.args.length).toBe(args.length)
  const given = refusal?.args.map((argument, at) => (args[at] === undefined ? undefined : comparable(argument)))
  expect(given).toEqual(args.map(comparable))
}

describe('the list of negative vectors', () => {
  const all = [...negativeQuotes, ...negativeSubmissions, ...negativeRegistrations]

  it('names each once, and has at least forty', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(40)
  })
})

describe('dcap-qvl, the second opinion on negative quotes', () => {
  const platform = createSimulatedPlatform({ now: NOW })

  /** The collateral that its caller would hand it: the last one of each kind. */
  const latest = ({ submissions = [] }: QuoteCase): Collateral => {
    const last = (kind: Submission['kind']) =>
      submissions.findLast((submission) => submission.kind === kind)?.collateral ?? platform.collateral()
    return {
      rootCrl: last('rootCrl').rootCrl,
      pckCrl: last('pckCrl').pckCrl,
      pckAuthorityCertificate: last('pckCrl').pckAuthorityCertificate,
      tcbInfo: last('tcbInfo').tcbInfo,
      qeIdentity: last('qeIdentity').qeIdentity,
    }
  }

  const opinionOn = (made: QuoteCase) =>
    askAboutParts(platform, made.parts, latest(made), platform.now + (made.after ?? 0))

  for (const { name, make, missedBy } of negativeQuotes) {
    it(missedBy ? `accepts ${name}: ${ORACLE_GAPS[missedBy]}` : `refuses ${name}`, () => {
      expect(opinionOn(make(platform))).toHaveProperty(missedBy ? 'status' : 'reason')
    })
  }
})

describe('our contracts', () => {
  let chain: EnclaveChain

  beforeAll(async () => {
    chain = await startEnclaveChain()
  })

  afterAll(async () => chain?.stop())

  for (const { name, call, make, error, args } of negativeQuotes) {
    it(`${call} refuses ${name}: ${error}`, async () => {
      const { platform, contracts, empty, submit, moveTo, refusalOf, verifyCall, undoAfter } = chain
      const made = make(platform)
      const quote = toTdxQuote(made.parts, made.pckAuthority ?? platform.pckAuthority)
      const judge = async () => {
        const judges = made.submissions ? empty : contracts
        await submit(judges, made.submissions ?? [])
        if (made.after) await moveTo(platform.now + made.after)
        return refusalOf(verifyCall(judges.verifier, quote))
      }
      const refusal = await (made.submissions || made.after ? undoAfter(judge) : judge())
      expectRefusal(refusal, error, args?.(platform, made))
    })
  }

  for (const { name, call, make, error, args } of negativeSubmissions) {
    it(`${call} refuses ${name}: ${error}`, async () => {
      const { platform, empty, submit, submissionCall, refusalOf, undoAfter } = chain
      const made = make(platform)
      const refusal = await undoAfter(async () => {
        await submit(empty, made.before)
        return refusalOf(submissionCall(empty, made.submission))
      })
      expectRefusal(refusal, error, args?.(platform, made))
    })
  }

  for (const { name, call, make, error, args } of negativeRegistrations) {
    it(`${call} refuses ${name}: ${error}`, async () => {
      const { scene, take, refusalOf, registrationCall, undoAfter } = chain
      await undoAfter(async () => {
        const made = make(scene)
        for (const step of made.before) await take(scene, step)
        const refusal = await refusalOf(registrationCall(scene, made.call))
        expectRefusal(refusal, error, args?.(scene, made))
      })
    })
  }

  it('would accept each of these quotes without its fault', async () => {
    const { platform, contracts, verify } = chain
    await expect(verify(contracts.verifier, platform.tdxQuote())).resolves.toMatchObject({ platform: platform.ppid })
  })

  it('would accept each of these documents without its fault', async () => {
    const { platform, empty, submit, undoAfter } = chain
    await undoAfter(() => submit(empty, submissionsOf(platform.collateral())))
  })
})
