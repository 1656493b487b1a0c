import { encodeAbiParameters, encodeEventTopics, getAbiItem, type Hex, numberToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { crlStoreAbi } from '../../../chain/generated.ts'
import type { CollateralAnswer, CollateralSource } from '../../../enclave/collateral/collateralSource.ts'
import { KitError } from '../../../errors.ts'
import type { DoctorContext } from '../doctorContext.ts'
import { ASK_LIMITS, checkCollateral } from './checkCollateral.ts'

const NOW = 1_800_000_000
const DAY = 86_400

const ROOT: Hex = `0x${'11'.repeat(32)}`
const AUTHORITY: Hex = `0x${'aa'.repeat(32)}`
const BLOCK: Hex = `0x${'bb'.repeat(32)}`
const CRL_STORE: Hex = `0x${'22'.repeat(20)}`

const EVENT = getAbiItem({ abi: crlStoreAbi, name: 'AuthorityAdded' })

/** How a node tells that the store learned of an authority. */
const logOf = (authority: Hex, index: number) => ({
  address: CRL_STORE,
  topics: encodeEventTopics({ abi: [EVENT], args: { authority, name: ROOT } }),
  data: encodeAbiParameters(
    EVENT.inputs.filter(({ indexed }) => !indexed),
    [{ x: ROOT, y: ROOT }, 1n, BigInt(NOW)],
  ),
  blockNumber: '0x1',
  blockHash: BLOCK,
  transactionHash: BLOCK,
  transactionIndex: '0x0',
  logIndex: numberToHex(index),
  removed: false,
})

type Setup = {
  left?: number
  rootLeft?: number
  source?: Partial<CollateralAnswer> | 'hangs' | 'throws'
  code?: string
  /** Authorities in the logs. */
  logs?: readonly Hex[] | 'hang'
  pckLeft?: number
}

/** Stores whose documents have `left` seconds, and a source. */
const examine = async ({ left = 20 * DAY, rootLeft = left, source = {}, code = '0x60', ...rest }: Setup) => {
  const { logs = [AUTHORITY], pckLeft = left } = rest
  const document = { evaluationNumber: 17, issuedAt: BigInt(NOW - DAY), nextUpdate: BigInt(NOW + left) }
  const answers: Record<string, unknown> = {
    root: ROOT,
    tcbInfo: document,
    qeIdentity: document,
  }
  const client = {
    getCode: async () => (code === '' ? undefined : code),
    readContract: async ({ functionName, args }: { functionName: string; args?: readonly Hex[] }) => {
      if (functionName !== 'crl') return answers[functionName]
      const nextUpdate = BigInt(NOW + (args?.[0] === ROOT ? rootLeft : pckLeft))
      return { thisUpdate: BigInt(NOW - DAY), nextUpdate }
    },
    getBlock: async () => ({ hash: BLOCK }),
    request: async () => (logs === 'hang' ? new Promise(() => undefined) : logs.map(logOf)),
  }
  const ask: CollateralSource['ask'] = async () => {
    if (source === 'hangs') return new Promise(() => undefined)
    if (source === 'throws') throw new KitError('the collateral file or folder cannot be read (ENOENT)')
    return { documents: [], problems: [], retryAfterMs: undefined, ...source }
  }
  const collateral = {
    stores: { crlStore: CRL_STORE, tcbStore: `0x${'33'.repeat(20)}` },
    fmspcs: ['0x90c06f000000'],
    source: { name: 'test', ask },
  }
  const best = { head: { number: 5n, hash: '0x', timestamp: NOW } }
  return checkCollateral(
    { collateral, best, client, startBlock: 0n, maxLogBlocks: 2_000n } as unknown as DoctorContext,
    new AbortController().signal,
  )
}

describe('checkCollateral', () => {
  it('passes what is fresh, and tells the shortest time left', async () => {
    expect(await examine({ rootLeft: 12 * DAY })).toEqual({ verdict: 'pass', detail: 'in force for 12 days or more' })
  })

  it('passes an agent that keeps none', async () => {
    const context = { collateral: undefined } as unknown as DoctorContext
    expect((await checkCollateral(context, new AbortController().signal)).verdict).toBe('pass')
  })

  it('warns a week ahead, fails a day ahead, and names what it is and the fix', async () => {
    expect(await examine({ rootLeft: 6 * DAY })).toMatchObject({
      verdict: 'warn',
      detail: 'rootCrl is lapsing within a week',
      fix: expect.stringContaining('collateral refresh'),
    })
    expect(await examine({ left: DAY })).toMatchObject({ verdict: 'fail' })
    expect(await examine({ rootLeft: -1 })).toMatchObject({
      verdict: 'fail',
      detail: 'rootCrl is lapsed; enclaves cannot register without it',
      fix: expect.stringContaining('collateral refresh'),
    })
    expect(await examine({ left: -NOW })).toMatchObject({
      verdict: 'fail',
      detail: expect.stringContaining('tcbInfo 90c06f000000 is missing'),
    })
  })

  it.each([
    ['hangs', 'hangs', 'the source did not answer in time'],
    ['cannot be read', 'throws', 'the collateral file or folder cannot be read (ENOENT)'],
    ['has not everything', { problems: ['tcbInfo: answered 404'] }, 'tcbInfo: answered 404'],
  ] as const)('warns of a source that %s, in time', async (_name, source, problem) => {
    const startedAt = performance.now()
    expect(await examine({ source: source as Setup['source'] })).toMatchObject({
      verdict: 'warn',
      detail: `the source does not answer in full: ${problem}`,
      fix: expect.stringContaining('COLLATERAL_SOURCE'),
    })
    expect(performance.now() - startedAt).toBeLessThan(1_500)
  })

  it('looks at the PCK CRL of an authority that only the chain names', async () => {
    expect(await examine({ pckLeft: -1, source: 'hangs' })).toMatchObject({
      verdict: 'fail',
      detail: 'pckCrl aaaaaaaa is lapsed; enclaves cannot register without it',
    })
  })

  it('fails where nobody ever submitted a PCK CRL, and warns where nobody can say', async () => {
    expect(await examine({ logs: [] })).toMatchObject({
      verdict: 'fail',
      detail: expect.stringMatching(/^pckCrl is missing/),
    })
    expect(await examine({ logs: 'hang', source: 'throws' })).toMatchObject({
      verdict: 'warn',
      detail: expect.stringMatching(/^pckCrl is unknown: the logs did not tell it in time; the collateral file/),
    })
  })

  it('gives a source time for a second attempt', () => {
    expect(ASK_LIMITS.attempts).toBe(2)
    expect(ASK_LIMITS.firstDelayMs).toBeLessThan(ASK_LIMITS.attemptMs / 4)
  })

  it('fails where there are no stores', async () => {
    expect(await examine({ code: '' })).toMatchObject({ verdict: 'fail', fix: expect.stringContaining('addresses') })
  })
})
