#!/usr/bin/env node
// npm test: every check that must pass before a change lands, in order, stopping at nothing, with one closing line.
// node script/toolchain/test.mjs [--deep]   (--deep: many more runs and rounds; `npm run test:deep`)
import { spawn } from 'node:child_process'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { projectRoot } from './foundry.mjs'

const { values } = parseArgs({ options: { deep: { type: 'boolean', default: false } } })
const foundry = ['node', 'script/toolchain/foundry.mjs']
const deepEnv = values.deep ? { FOUNDRY_PROFILE: 'deep', TEST_DEEP: '1' } : {}

const countVitest = (output) => {
  const line = /^\s*Tests\s+(.*)$/m.exec(output)?.[1]
  if (!line) return undefined
  return ['passed', 'failed', 'skipped'].map((word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0))
}

/** `count` finds [passed, failed, skipped] in a runner's output; a step without it counts as one check. */
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
  { name: 'generated bindings', command: ['node', 'script/toolchain/bindings.mjs', '--check'] },
  { name: 'TypeScript lint', command: ['npx', 'biome', 'check'] },
  { name: 'TypeScript types', command: ['npx', 'tsc', '-p', '.'] },
  { name: 'workflow types', command: ['npx', 'tsc', '-p', 'workflow'] },
  {
    name: 'kit and workflow tests',
    command: ['npx', 'vitest', 'run', '--exclude', 'test/chaos/**'],
    count: countVitest,
  },
  {
    // Apart from the others: what it does to processes, disks and clocks needs the machine for itself.
    name: 'chaos',
    command: ['npx', 'vitest', 'run', 'test/chaos'],
    count: countVitest,
  },
]

let interrupted = false

/** Runs one command, shows what it says, and hands back its exit code and output. */
const run = ({ command: [command, ...args], env }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...deepEnv, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = []
    for (const [stream, sink] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on('data', (chunk) => {
        output.push(chunk)
        sink.write(chunk)
      })
    }
    const forward = (signal) => {
      interrupted = true
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, forward)
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, forward)
      resolve({ code: code ?? 1, output: stripVTControlCharacters(Buffer.concat(output).toString()) })
    })
  })

const total = { passed: 0, failed: 0, skipped: 0 }
const summary = []
for (const step of steps) {
  if (interrupted) process.exit(130)
  process.stdout.write(`\n=== ${step.name}\n`)
  const started = performance.now()
  const { code, output } = await run(step)
  const counted = step.count?.(output)
  const [passed, failed, skipped] = counted ?? [code === 0 ? 1 : 0, code === 0 ? 0 : 1, 0]
  total.passed += passed
  total.skipped += skipped
  // A runner that fails without a failed test (it crashed, or ran nothing) is a failure all the same.
  total.failed += code !== 0 && failed === 0 ? 1 : step.count && !counted ? 1 : failed
  const verdict = code === 0 && (!step.count || counted) ? 'ok' : 'FAILED'
  summary.push(`${verdict.padEnd(7)}${step.name.padEnd(24)}${((performance.now() - started) / 1000).toFixed(1)} s`)
}

process.stdout.write(`\n${summary.join('\n')}\n\n`)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
