import { describe, expect, it } from 'vitest'
import { answerOf, endDemo, startDemo } from './demoAnswer.ts'

/** Only what the README promises. */
type FailedAnswer = {
  ok: boolean
  error?: string
  runs: {
    failure: string
    steps: { name: string; status: string }[]
    request: { status: string; rounds: unknown[] }
    alert: { kind: string; phase: string; severity: string }
    fallback?: { usdcSpent: string; wbtcDelivered: string }
    stakeReturned?: string
  }[]
}

const play = async (...args: string[]): Promise<FailedAnswer> => {
  const demo = startDemo('--scenario', 'failed', ...args)
  try {
    return await answerOf<FailedAnswer>(demo)
  } finally {
    endDemo(demo)
  }
}

const statusesOf = ({ steps }: FailedAnswer['runs'][number]): string[][] =>
  steps.map(({ name, status }) => [name, status])

describe('npm run demo -- --scenario failed', () => {
  it('--only matcher-down: the request expires, the operator is told, the stake returns', async () => {
    const { ok, error, runs } = await play('--only', 'matcher-down')
    expect(error).toBeUndefined()
    expect(ok).toBe(true)
    expect(runs).toHaveLength(1)
    const [run] = runs
    if (!run) return
    expect(statusesOf(run)).toEqual(
      ['healthy', 'shortfall', 'requested', 'expired', 'stake returned', 'as the books say'].map((name) => [
        name,
        'SOLVENT',
      ]),
    )
    expect(run.request).toMatchObject({ status: 'expired', rounds: [] })
    expect(run.alert).toMatchObject({ kind: 'requestExpired', phase: 'opened', severity: 'critical' })
    expect(BigInt(run.stakeReturned ?? 0)).toBeGreaterThan(0n)
  }, 240_000)

  it.runIf(process.env.TEST_DEEP)(
    'both: makers who are short settle like any other, and the fallback heals its fixed amount',
    async () => {
      const { ok, error, runs } = await play()
      expect(error).toBeUndefined()
      expect(ok).toBe(true)
      expect(runs.map(({ failure }) => failure)).toEqual(['makers-short', 'matcher-down'])
      const [run] = runs
      if (!run) return
      expect(run.request.status).toBe('settled')
      expect(run.request.rounds).toHaveLength(2)
      expect(statusesOf(run).slice(-2)).toEqual([
        ['books fall', 'INSOLVENT'],
        ['fallback', 'INSOLVENT'],
      ])
      expect(run.alert).toMatchObject({ kind: 'reserveInsolvent', phase: 'opened', severity: 'critical' })
      expect(run.fallback?.usdcSpent).toBe('100000000000')
      expect(BigInt(run.fallback?.wbtcDelivered ?? 0)).toBeGreaterThan(0n)
    },
    360_000,
  )
})
