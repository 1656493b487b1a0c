import { afterEach, describe, expect, it } from 'vitest'
import { startTestProgram, type TestProgram } from './testPrograms.ts'

const PRELUDE = `
import { createShutdown } from './offchain/local/process/createShutdown.ts'
const print = (fields, message = fields) => console.log(message)
const log = { debug: print, info: print, warn: print, error: print, child: () => log }
const { onShutdown, shutdown, signal } = createShutdown({ log, deadlineMs: 1500 })
signal.addEventListener('abort', () => console.log('aborted'))
onShutdown('first', () => console.log('cleanup first'))
onShutdown('second', async () => { await null; console.log('cleanup second') })
setInterval(() => {}, 1e6)
`

describe('createShutdown', () => {
  const programs: TestProgram[] = []
  const start = (source: string) => {
    const program = startTestProgram(`${PRELUDE}\n${source}\nconsole.log('ready')`)
    programs.push(program)
    return program
  }
  afterEach(() => {
    for (const { process: child } of programs.splice(0)) child.kill('SIGKILL')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('on %s cleans up in reverse order and exits with %i', async (signal, exitCode) => {
    const program = start('')
    await program.line(/^ready/)
    program.process.kill(signal)
    expect(await program.exited).toBe(exitCode)
    expect(program.lines.slice(-4)).toEqual(['shutting down', 'aborted', 'cleanup second', 'cleanup first'])
  })

  it.each([
    ['an exception', `setTimeout(() => { throw new Error('boom') })`, 1],
    ['a rejection', `setTimeout(() => Promise.reject(new Error('boom')))`, 1],
    ['a call with 0', `setTimeout(() => shutdown('done', 0))`, 0],
    ['a call with 7', `setTimeout(() => shutdown('done', 7))`, 7],
    ['two calls, of which the first counts', `setTimeout(() => { shutdown('a', 5); shutdown('b', 6) })`, 5],
    [
      'a call with 0 and a failing cleanup',
      `onShutdown('bad', () => Promise.reject(new Error('boom'))); setTimeout(() => shutdown('done', 0))`,
      1,
    ],
    [
      'a resource that appears during cleanup',
      `onShutdown('late', () => onShutdown('x', () => {})); shutdown('d', 0)`,
      0,
    ],
  ])('after %s every cleanup runs once', async (_case, source, exitCode) => {
    const program = start(source)
    expect(await program.exited).toBe(exitCode)
    const cleanups = program.lines.filter((line) => /^cleanup (first|second)/.test(line))
    expect(cleanups).toEqual(['cleanup second', 'cleanup first'])
  })

  it('takes two signals at once as one', async () => {
    const program = start(`onShutdown('slow', () => new Promise((done) => setTimeout(done, 200)))`)
    await program.line(/^ready/)
    program.process.kill('SIGINT')
    await program.line(/^aborted/)
    program.process.kill('SIGINT')
    expect(await program.exited).toBe(130)
    expect(program.lines).toContain('cleanup first')
  })

  it('leaves at once on a second signal', async () => {
    const program = start(
      `onShutdown('stuck', () => { setTimeout(() => console.log('still stuck'), 600); return new Promise(() => {}) })`,
    )
    await program.line(/^ready/)
    program.process.kill('SIGINT')
    await program.line(/^still stuck/)
    program.process.kill('SIGTERM')
    expect(await program.exited).toBe(143)
    expect(program.lines).not.toContain('cleanup first')
  })

  it('leaves after the deadline when a cleanup hangs', async () => {
    const program = start(`onShutdown('stuck', () => new Promise(() => {})); shutdown('done', 0)`)
    expect(await program.exited).toBe(1)
    expect(program.lines).toContain('cleanups took too long, leaving')
  })
})
