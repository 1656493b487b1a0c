import { HttpRequestError } from 'viem'
import { describe, expect, it } from 'vitest'
import { KitError } from '../../errors.ts'
import type { CheckName, DoctorCheck, Finding } from './doctorCheck.ts'
import type { DoctorContext } from './doctorContext.ts'
import { runChecks } from './runChecks.ts'

const context = {} as DoctorContext

const checkOf = (check: CheckName, needs: CheckName[], run: () => Promise<Finding>): DoctorCheck => {
  return { check, needs, run }
}
const pass = async (): Promise<Finding> => ({ verdict: 'pass', detail: 'fine' })
const warn = async (): Promise<Finding> => ({ verdict: 'warn', detail: 'hm', fix: 'look' })
const fail = async (): Promise<Finding> => ({ verdict: 'fail', detail: 'broken', fix: 'repair' })

const run = (checks: DoctorCheck[], timeoutMs = 1_000) => runChecks({ checks, context, timeoutMs })

describe('runChecks', () => {
  it('skips what builds on a failure, however indirectly, and says on which', async () => {
    const results = await run([
      checkOf('contracts', [], fail),
      checkOf('wiring', ['contracts'], pass),
      checkOf('agent', ['wiring'], pass),
      checkOf('alerts', [], pass),
    ])
    expect(results.map(({ check, verdict, detail }) => [check, verdict, detail])).toEqual([
      ['contracts', 'fail', 'broken'],
      ['wiring', 'skip', 'needs contracts to pass'],
      ['agent', 'skip', 'needs wiring to pass'],
      ['alerts', 'pass', 'fine'],
    ])
  })

  it('goes on after a warning', async () => {
    const results = await run([checkOf('contracts', [], warn), checkOf('wiring', ['contracts'], pass)])
    expect(results[1]?.verdict).toBe('pass')
  })

  it('runs side by side what is independent', async () => {
    const order: string[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    await run([
      checkOf('alerts', [], async () => {
        await gate
        order.push('alerts')
        return pass()
      }),
      checkOf('clock', [], async () => {
        order.push('clock')
        open()
        return pass()
      }),
    ])
    expect(order).toEqual(['clock', 'alerts'])
  })

  it('gives up on a check that does not answer and tells it so, and finishes the others', async () => {
    let stopped = false
    const hanging: DoctorCheck = {
      check: 'alerts',
      needs: [],
      run: (_context, signal) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            stopped = true
          }),
        ),
    }
    const results = await run([hanging, checkOf('clock', [], pass)], 30)
    expect(results[0]).toMatchObject({ verdict: 'fail', detail: 'alerts did not answer in time', retryable: true })
    expect(results[1]?.verdict).toBe('pass')
    expect(stopped).toBe(true)
  })

  it('turns what a check throws into a failure that says whether trying again can help', async () => {
    const http = new HttpRequestError({ url: 'https://rpc.test/KEY', details: 'refused' })
    const results = await run([
      checkOf('journal', [], () => Promise.reject(new KitError('the disk is full'))),
      checkOf('logs', [], () => Promise.reject(http)),
      checkOf('clock', [], () => Promise.reject(new Error('see https://rpc.test/KEY now'))),
    ])
    expect(results[0]).toMatchObject({ verdict: 'fail', detail: 'the disk is full', retryable: false })
    expect(results[1]).toMatchObject({ verdict: 'fail', retryable: true })
    expect(results[2]).toMatchObject({ verdict: 'fail', detail: 'see <url> now', retryable: false })
    expect(JSON.stringify(results)).not.toContain('KEY')
  })
})
