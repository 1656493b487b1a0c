import { describe, expect, it } from 'vitest'
import { chooseExitCode } from './chooseExitCode.ts'
import type { CheckResult } from './doctorCheck.ts'
import { renderDoctor } from './renderDoctor.ts'

const pass: CheckResult = { check: 'clock', verdict: 'pass', detail: 'the newest block is 3 s old' }
const warn: CheckResult = { check: 'gas', verdict: 'warn', detail: 'little ether', fix: 'send ether' }
const down: CheckResult = { check: 'endpoints', verdict: 'fail', detail: 'down', fix: 'start it', retryable: true }
const wrong: CheckResult = { check: 'proof of reserve', verdict: 'fail', detail: 'typo', fix: 'correct it' }
const skip: CheckResult = { check: 'wiring', verdict: 'skip', detail: 'needs contracts to pass' }

describe('renderDoctor', () => {
  it('aligns the details and puts each fix below its line', () => {
    expect(renderDoctor([pass, warn, wrong, skip]).split('\n')).toEqual([
      '✓ pass  clock             the newest block is 3 s old',
      '! warn  gas               little ether',
      '                          fix: send ether',
      '✗ fail  proof of reserve  typo',
      '                          fix: correct it',
      '- skip  wiring            needs contracts to pass',
      '',
      '1 pass, 1 warn, 1 fail, 1 skip',
    ])
  })
})

describe('chooseExitCode', () => {
  it('is 0 unless something failed, 75 when all that failed may pass by itself, otherwise 1', () => {
    expect(chooseExitCode([pass, warn, skip])).toBe(0)
    expect(chooseExitCode([pass, down, skip])).toBe(75)
    expect(chooseExitCode([down, wrong])).toBe(3)
    expect(chooseExitCode([wrong])).toBe(3)
  })
})
