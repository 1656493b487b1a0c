import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'

/** Only what the help promises; deliberately nothing from the story's own code. */
type StoryAnswer = {
  ok: boolean
  steps: { name: string; txHash: string; gas: number }[]
  proofs: { witnessMs: number; proofMs: number }[]
  fill: { wanted: string; filled: string; paid: string }
  leaks: { transactions: number; secrets: number; found: unknown[]; planted: number; plantedFound: number }
  exit: { collateral: string; payment: string; steps: { name: string }[] }
}

const TIMEOUT_MS = 240_000

const run = async (...args: string[]): Promise<{ code: number | null; lines: string[]; told: string }> => {
  const story = spawn('npm', ['run', '-s', 'pool', '--', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [printed, told] = ['', '']
  story.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  story.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const code = await new Promise<number | null>((resolve) => story.once('close', resolve))
  return { code, lines: printed.trimEnd().split('\n'), told }
}

describe('npm run pool', () => {
  it(
    'fills a request with real proofs, hides what it has to, and lets an owner leave without the operator',
    async () => {
      const { code, lines, told } = await run('--json', '--exit')
      expect(code, told).toBe(0)
      const answer: StoryAnswer = JSON.parse(lines.at(-1) as string)
      expect(answer.ok).toBe(true)

      const settlements = answer.steps.filter(({ name }) => name === 'anyone: settle')
      expect(settlements).toHaveLength(6)
      expect(answer.proofs).toHaveLength(6)
      for (const { gas } of settlements) expect(gas).toBeGreaterThan(900_000)
      expect(new Set(answer.steps.map(({ txHash }) => txHash)).size).toBe(answer.steps.length)

      // Three makers deliver what was wanted; the book was cleared by premium, with C's quote last.
      expect(answer.fill).toMatchObject({ wanted: '37463529417', filled: '37463529417' })
      const { transactions, secrets, found, planted, plantedFound } = answer.leaks
      expect(transactions).toBeGreaterThan(answer.steps.length - 2)
      expect(secrets).toBeGreaterThan(50)
      expect(found).toEqual([])
      expect(planted).toBeGreaterThan(5 * secrets)
      expect(plantedFound).toBe(planted)

      // 250 BTC less what maker B delivered in two rounds: its whole quote, twice.
      expect(answer.exit.collateral).toBe(`${25_000_000_000 - 2 * 8_391_847_261}`)
      expect(BigInt(answer.exit.payment)).toBeGreaterThan(16_000_000_000_000n)
      expect(answer.exit.steps.map(({ name }) => name)).toEqual(['freeze', 'exit', 'claim collateral', 'claim payment'])
      expect(told).toMatch(/leaks +none of \d+ secrets/)
    },
    TIMEOUT_MS,
  )

  it('says how it is used', async () => {
    const { code, lines } = await run('--help')
    expect(code).toBe(0)
    expect(lines.join('\n')).toMatch(/--exit[\s\S]*Exit code: 0 only if/)
  })

  it('refuses an option that there is not', async () => {
    const { code, told } = await run('--leave')
    expect(code).toBe(1)
    expect(told).toMatch(/unknown option '--leave'/)
  })
})
