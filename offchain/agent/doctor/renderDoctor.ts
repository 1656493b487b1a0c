import type { CheckResult, Finding } from './doctorCheck.ts'

const MARK: Record<Finding['verdict'], string> = { pass: '✓', warn: '!', fail: '✗', skip: '-' }

/** The doctor's answer as an aligned table with the fix below whatever needs one, and a closing line that counts. */
export const renderDoctor = (results: readonly CheckResult[]): string => {
  const width = Math.max(...results.map(({ check }) => check.length))
  const indent = ' '.repeat('✓ pass  '.length + width + '  '.length)
  const lines = results.flatMap((result) => {
    const line = `${MARK[result.verdict]} ${result.verdict}  ${result.check.padEnd(width)}  ${result.detail}`
    return 'fix' in result ? [line, `${indent}fix: ${result.fix}`] : [line]
  })
  const count = (verdict: Finding['verdict']) => results.filter((result) => result.verdict === verdict).length
  const counts = (['pass', 'warn', 'fail', 'skip'] as const).map((verdict) => `${count(verdict)} ${verdict}`)
  return [...lines, '', counts.join(', ')].join('\n')
}
