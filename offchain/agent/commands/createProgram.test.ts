import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { type Commands, createProgram } from './createProgram.ts'
import { EXIT, exitCodeOf } from './exitCode.ts'
import { WORKFLOW_ORDER_POLICY } from './workflowOrderPolicy.ts'

/** Runs one command line and says which command it reached, with what. */
const runLine = async (line: string): Promise<{ calls: [string, unknown][]; printed: string; error: unknown }> => {
  const calls: [string, unknown][] = []
  const record = (name: string) => async (options: unknown) => void calls.push([name, options])
  const commands = Object.fromEntries(
    ['run', 'status', 'doctor', 'settings', 'history', 'simulate'].map((name) => [name, record(name)]),
  ) as Commands
  let printed = ''
  const write = (text: string) => {
    printed += text
  }
  const program = createProgram({ commands, settingsHelp: 'SETTINGS' })
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, writeErr: write })
  const error = await program.parseAsync(line.split(' ').filter(Boolean), { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { calls, printed, error }
}

describe('the command line', () => {
  it.each([
    ['', 'run', { json: false, config: undefined }],
    ['run --config a.json', 'run', { json: false, config: 'a.json' }],
    ['--config a.json status --json', 'status', { json: true, config: 'a.json' }],
    ['doctor --json', 'doctor', { json: true, config: undefined }],
    ['settings', 'settings', { json: false, config: undefined }],
    ['history', 'history', { json: false, config: undefined, limit: 20 }],
    ['history --limit 3', 'history', { json: false, config: undefined, limit: 3 }],
    [
      'simulate --deficit 2.5',
      'simulate',
      { json: false, config: undefined, deficit: '2.5', policy: WORKFLOW_ORDER_POLICY },
    ],
    [
      'simulate --deficit 1 --tier-boundary-usd 7 --execution-bps 5 --min-order 0.5 --max-order 9 --max-pool-order 0.25 --json',
      'simulate',
      {
        json: true,
        config: undefined,
        deficit: '1',
        policy: {
          tierBoundaryUsd: 7n,
          executionBps: 5,
          minOrder: 500_000n,
          maxOrder: 9_000_000n,
          maxPoolOrder: 25_000_000n,
        },
      },
    ],
  ])('agent %s runs %s', async (line, name, options) => {
    const { calls, error } = await runLine(line)
    expect(error).toBeUndefined()
    expect(calls).toEqual([[name, options]])
  })

  it.each([
    'stauts',
    'status --jsn',
    'status extra',
    'history --limit 0',
    'history --limit 2.5',
    'simulate',
    'simulate --deficit -1',
    'simulate --deficit 1e3',
    'simulate --deficit 1 --max-order 0.1234567',
    'simulate --deficit 1 --max-pool-order 0.123456789',
    'simulate --deficit 1 --execution-bps 10000',
    'simulate --deficit 1 --tier-boundary-usd 1.5',
    'run --config',
  ])('agent %s is wrong usage: it says so and runs nothing', async (line) => {
    const { calls, printed, error } = await runLine(line)
    expect(calls).toEqual([])
    expect(error).toBeInstanceOf(CommanderError)
    expect(exitCodeOf(error)).toBe(EXIT.usage)
    expect(printed).toMatch(/^error: (?:.|\n)*\nsee: agent --help\n$/)
  })

  it('shows settings and exit codes in its help, which is no error', async () => {
    const { printed, error } = await runLine('--help')
    expect(exitCodeOf(error)).toBe(EXIT.ok)
    expect(printed).toMatch(/SETTINGS/)
    for (const code of Object.values(EXIT)) expect(printed).toMatch(new RegExp(`[ ;]${code} `))
  })
})
