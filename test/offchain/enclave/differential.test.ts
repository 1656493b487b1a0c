import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toTdxQuote } from '../../../offchain/local/enclave/simulatedQuote.ts'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { explainDisagreement } from '../../../offchain/verify/quote/explainDisagreement.ts'
import type { Judgement } from '../../../offchain/verify/quote/openJudge.ts'
import { type DrawnQuote, drawQuote } from './drawQuote.ts'
import { type EnclaveChain, startEnclaveChain } from './enclaveChain.ts'
import { submissionsOf } from './negativeVector.ts'
import { askAboutParts } from './oracle.ts'
import { ORACLE_GAPS, type OracleGap } from './oracleGaps.ts'

const isDeep = process.env.TEST_DEEP !== undefined
const SEED = isDeep ? Date.now() % 2 ** 32 : 1
const CASES = isDeep ? 1_000 : 60

const REFUSED = 'refused'

type Comparison = {
  ours: string
  oracle: string
  wanted: string
  wantedOfOracle: string
  gaps: readonly OracleGap[]
  /** What `verify` says of a difference. */
  explanation: string | undefined
  detail: string
}

describe(`generated quotes, seed ${SEED}: our contracts and dcap-qvl`, () => {
  let chain: EnclaveChain
  const comparisons: Comparison[] = []

  const judge = async (drawn: DrawnQuote): Promise<Judgement> => {
    const { withoutTcb, submit, verify, verifyCall, refusalOf, undoAfter } = chain
    const quote = toTdxQuote(drawn.parts, drawn.platform.pckAuthority)
    return undoAfter(async () => {
      await submit(withoutTcb, submissionsOf(drawn.collateral).slice(2))
      const refusal = await refusalOf(verifyCall(withoutTcb.verifier, quote))
      if (refusal) return { refusal: { of: 'quote', error: refusal.name, args: refusal.args } }
      return { claims: await verify(withoutTcb.verifier, quote) }
    })
  }

  beforeAll(async () => {
    chain = await startEnclaveChain()
    const random = seededRandom(SEED)
    for (let index = 0; index < CASES; index++) {
      const drawn = drawQuote(random, chain.platform.now, index)
      const judgement = await judge(drawn)
      const ours = 'claims' in judgement ? judgement.claims.tcbStatus : REFUSED
      const opinion = askAboutParts(drawn.platform, drawn.parts, drawn.collateral)
      comparisons.push({
        ours,
        oracle: 'status' in opinion ? opinion.status : REFUSED,
        wanted: drawn.wanted ?? REFUSED,
        wantedOfOracle: drawn.wantedOfOracle ?? REFUSED,
        gaps: drawn.gaps,
        explanation: explainDisagreement(judgement, opinion, drawn.moduleVersion).explanation,
        detail: `case ${index}: we say ${'refusal' in judgement ? judgement.refusal.error : ours}, dcap-qvl ${JSON.stringify(opinion)}`,
      })
    }
  }, 1_800_000)

  afterAll(async () => chain?.stop())

  it('get from our contracts what Intel’s algorithm and our policy say, each of them', () => {
    const wrong = comparisons.filter(({ ours, wanted }) => ours !== wanted)
    expect(wrong).toEqual([])
  })

  it('get from dcap-qvl the same, but for the differences in the list', () => {
    const unexplained = comparisons.filter(
      ({ ours, oracle, wantedOfOracle, gaps }) => oracle !== wantedOfOracle || (ours !== oracle && gaps.length === 0),
    )
    expect(unexplained).toEqual([])
    for (const gap of comparisons.flatMap(({ gaps }) => gaps)) expect(ORACLE_GAPS).toHaveProperty(gap)
  })

  it('differ in no way that verify cannot explain', () => {
    const differing = comparisons.filter(({ ours, oracle }) => ours !== oracle)
    expect(differing.filter(({ explanation }) => explanation === undefined)).toEqual([])
    expect(new Set(differing.map(({ explanation }) => explanation)).size).toBeGreaterThan(3)
  })

  it('agree on most, accept some and refuse some', () => {
    const agreed = comparisons.filter(({ ours, oracle }) => ours === oracle)
    expect(agreed.length).toBeGreaterThan(CASES / 2)
    expect(agreed.filter(({ ours }) => ours !== REFUSED).length).toBeGreaterThan(CASES / 20)
    expect(agreed.filter(({ ours }) => ours === REFUSED).length).toBeGreaterThan(CASES / 10)
    expect(new Set(comparisons.map(({ ours }) => ours)).size).toBeGreaterThan(3)
  })
})
