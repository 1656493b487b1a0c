import { describe, expect, it } from 'vitest'
import type { DoctorContext } from '../doctorContext.ts'
import { listFitEndpoints } from '../listFitEndpoints.ts'
import type { EndpointSurvey } from '../surveyEndpoints.ts'
import { checkChainId } from './checkChainId.ts'
import { checkEndpoints } from './checkEndpoints.ts'

const endpoint = (position: number, chainId: number | undefined) =>
  (chainId === undefined
    ? { name: `RPC_URL #${position}`, answers: false, error: 'refused' }
    : { name: `RPC_URL #${position}`, answers: true, chainId }) as EndpointSurvey

const contextOf = (chainIds: (number | undefined)[], expectedChainId?: number, quorum = 2) => {
  const survey = chainIds.map((chainId, index) => endpoint(index + 1, chainId))
  return { survey, quorum, expectedChainId, fit: listFitEndpoints(survey, expectedChainId) } as unknown as DoctorContext
}

describe('checkEndpoints', () => {
  it('passes when all answer, warns while a quorum does, and fails below it', async () => {
    expect((await checkEndpoints(contextOf([1, 1, 1]))).verdict).toBe('pass')
    expect(await checkEndpoints(contextOf([1, undefined, 1]))).toMatchObject({
      verdict: 'warn',
      detail: '2 of 3 answer, 2 must agree; RPC_URL #2: refused',
    })
    expect((await checkEndpoints(contextOf([1, undefined]))).verdict).toBe('fail')
  })
})

describe('checkChainId', () => {
  it('passes when every endpoint that answers is on the expected chain, or on one chain when none is expected', async () => {
    expect(await checkChainId(contextOf([1, undefined, 1], 1))).toEqual({ verdict: 'pass', detail: 'chain 1' })
    expect((await checkChainId(contextOf([1, 1]))).detail).toBe('chain 1 (CHAIN_ID is not set)')
  })

  it('fails on another chain although all endpoints agree on it', async () => {
    expect(await checkChainId(contextOf([5, 5], 1))).toMatchObject({
      verdict: 'fail',
      detail: 'CHAIN_ID is 1, but RPC_URL #1 is on chain 5, RPC_URL #2 is on chain 5',
    })
  })

  it('trusts no endpoint while they disagree and nothing decides between them', async () => {
    const context = contextOf([1, 1, 5])
    expect(context.fit).toEqual([])
    expect((await checkChainId(context)).verdict).toBe('fail')
    expect(contextOf([1, 1, 5], 1).fit).toHaveLength(2)
  })

  it('says nothing when nobody answers', async () => {
    expect((await checkChainId(contextOf([undefined], 1))).verdict).toBe('skip')
  })
})
