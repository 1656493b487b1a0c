#!/usr/bin/env node
// npm test: every check that must pass before a change lands, in order, stopping at nothing, with one closing line.
// node script/toolchain/test.mjs [--deep]   (--deep: many more runs and rounds; `npm run test:deep`)
import { spawn } from 'node:child_process'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { projectRoot } from './foundry.mjs'

const { values } = parseArgs({ options: { deep: { type: 'boolean', default: false } } })
const foundry = ['node', 'script/toolchain/foundry.mjs']
const deepEnv = values.deep ? { FOUNDRY_PROFILE: 'deep', TEST_DEEP: '1' } : {}

/** Stories whose rounds end by the clock: on a crowded machine proofs come too late, and requests expire. */
const REAL_TIME = ['demoLarge', 'demoFailed', 'leaks/fullRun'].map((name) => `test/offchain/${name}.test.ts`)

const countVitest = (output) => {
  const line = /^\s*Tests\s+(.*)$/m.exec(output)?.[1]
  if (!line) return undefined
  return ['passed', 'failed', 'skipped'].map((word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0))
}

/**
 * `count` finds [passed, failed, skipped] in a runner's output; a step without it counts as one check. `early` steps need
 * nothing that an earlier one makes: they run beside the compiler and take what its two threads leave of the machine.
 */
const steps = [
  { name: 'lock file', command: ['node', 'script/toolchain/complete-lock.mjs', '--check'] },
  { name: 'Solidity format', command: [...foundry, 'forge', 'fmt', '--check'] },
  {
    name: 'Solidity lint',
    command: [...foundry, 'forge', 'lint', '--deny', 'warnings'],
    // The linter writes artifacts without bytecode; in out/ they would break whatever reads them.
    env: { FOUNDRY_OUT: 'cache/lint/out', FOUNDRY_CACHE_PATH: 'cache/lint' },
  },
  { name: 'Solidity build', command: [...foundry, 'forge', 'build'] },
  {
    // Without them it says so, and the contract tests that want them are skipped.
    name: 'real vectors',
    command: ['node', '--import', 'tsx', 'test/offchain/enclave/extractRealVectors.ts'],
  },
  {
    name: 'contract tests',
    command: [...foundry, 'forge', 'test'],
    count: (output) => {
      const total = [...output.matchAll(/(\d+) tests passed, (\d+) failed, (\d+) skipped \(\d+ total tests\)/g)].at(-1)
      return total?.slice(1, 4).map(Number)
    },
  },
  {
    name: 'gas snapshots',
    // forge compares the entries it knows, but adds a missing one without a word.
    command: ['git', 'diff', '--exit-code', '--', 'test/snapshots'],
  },
  { name: 'generated Poseidon2', command: ['node', 'script/toolchain/poseidon2.mjs', '--check'], early: true },
  { name: 'generated bindings', command: ['node', 'script/toolchain/bindings.mjs', '--check'] },
  {
    name: 'circuit and verifiers',
    command: ['node', '--import', 'tsx', 'offchain/circuits.ts', 'check'],
    early: true,
  },
  { name: 'TypeScript lint', command: ['npx', 'biome', 'check'], early: true },
  { name: 'TypeScript types', command: ['npx', 'tsc', '-p', '.'], early: true },
  { name: 'workflow types', command: ['npx', 'tsc', '-p', 'workflow'], early: true },
  {
    name: 'kit and workflow, by unit',
    // Pure enough to share one copy of the modules; loading them for each file takes longer than half of the tests.
    command: [
      ...['npx', 'vitest', 'run', '--maxWorkers=1', '--no-isolate'],
      ...['--exclude', 'test/**', '--exclude', 'offchain/local/**'],
    ],
    count: countVitest,
    early: true,
  },
  {
    // Three workers on two cores: most of these tests wait for processes of their own.
    name: 'kit and workflow, at work',
    command: [
      ...['npx', 'vitest', 'run', '--maxWorkers=3', 'test/offchain', 'offchain/local'],
      ...REAL_TIME.flatMap((file) => ['--exclude', file]),
    ],
    count: countVitest,
  },
  {
    name: 'kit and workflow, by the clock',
    command: ['npx', 'vitest', 'run', '--maxWorkers=2', ...REAL_TIME],
    count: countVitest,
  },
  {
    // Apart from the others: what it does to processes, disks and clocks needs the machine for itself.
    name: 'chaos',
    command: ['npx', 'vitest', 'run', 'test/chaos'],
    count: countVitest,
  },
  ...(values.deep ? [{ name: 'mutations of the circuit', command: ['npm', 'run', '--silent', 'mutate:circuit'] }] : []),
]

let interrupted = false

const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true
    for (const child of running) child.kill(signal)
  })
}

/** Runs one command and hands back its exit code, output and time in ms; `show` sees the output as it comes. */
const run = ({ command: [command, ...args], env }, show = () => {}) =>
  new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...deepEnv, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const output = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output.push(chunk)
        show(chunk)
      })
    }
    const end = (code, text) => {
      running.delete(child)
      resolve({ code, output: stripVTControlCharacters(text), ms: performance.now() - started })
    }
    child.on('error', (error) => end(1, String(error)))
    child.on('close', (code) => end(code ?? 1, Buffer.concat(output).toString()))
  })

/** Starts the early steps, one after the other; their results by step. */
const startEarly = () => {
  const results = new Map()
  let previous = Promise.resolve()
  for (const step of steps.filter(({ early }) => early)) {
    previous = previous.then(() => (interrupted ? { code: 1, output: '', ms: 0 } : run(step)))
    results.set(step, previous)
  }
  return results
}

const total = { passed: 0, failed: 0, skipped: 0 }
const summary = []
const early = startEarly()
for (const step of steps) {
  if (interrupted) process.exit(130)
  process.stdout.write(`\n=== ${step.name}\n`)
  const begun = await early.get(step)
  if (begun) process.stdout.write(begun.output)
  const { code, output, ms } = begun ?? (await run(step, (chunk) => process.stdout.write(chunk)))
  const counted = step.count?.(output)
  const [passed, failed, skipped] = counted ?? [code === 0 ? 1 : 0, code === 0 ? 0 : 1, 0]
  total.passed += passed
  total.skipped += skipped
  // A runner that fails without a failed test (it crashed, or ran nothing) is a failure all the same.
  total.failed += code !== 0 && failed === 0 ? 1 : step.count && !counted ? 1 : failed
  const verdict = code === 0 && (!step.count || counted) ? 'ok' : 'FAILED'
  summary.push(`${verdict.padEnd(7)}${step.name.padEnd(31)}${(ms / 1000).toFixed(1)} s`)
}

process.stdout.write(`\n${summary.join('\n')}\n\n`)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
