import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../log.ts'
import { readProcess } from './readProcess.ts'
import { spawnLeashed } from './spawnLeashed.ts'
import { killIfAlive, startTestProgram, type TestProgram } from './testPrograms.ts'

const log = createLog({ name: 'test', level: 'silent' })
const gone = (pid: number) =>
  vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout: 5_000, interval: 20 })

// Ignores SIGTERM and starts a child of its own, as the worst tenant would.
const STUBBORN = `process.on('SIGTERM', () => {})
const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'])
console.log('grandchild ' + child.pid)
setInterval(() => {}, 1e6)`

const PARENT = `
import { spawnLeashed } from './offchain/local/process/spawnLeashed.ts'
const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log }
const onLine = (line) => console.log(line)
const child = await spawnLeashed(process.execPath, ['-e', ${JSON.stringify(STUBBORN)}], { log, graceMs: 300, onLine })
console.log('child ' + child.pid)
`

describe('spawnLeashed', () => {
  const programs: TestProgram[] = []
  const pids: number[] = []
  const pidFrom = async (program: TestProgram, pattern: RegExp) => {
    const pid = Number((await program.line(pattern))[1])
    pids.push(pid)
    return pid
  }
  afterEach(() => {
    for (const { process: child } of programs.splice(0)) child.kill('SIGKILL')
    for (const pid of pids.splice(0)) killIfAlive(pid)
  })

  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)(
    'leaves neither child nor grandchild when %s ends the parent',
    async (signal) => {
      const program = startTestProgram(PARENT)
      programs.push(program)
      const child = await pidFrom(program, /^child (\d+)/)
      const grandchild = await pidFrom(program, /^grandchild (\d+)/)
      expect(readProcess(child)).toBeDefined()
      expect(readProcess(grandchild)).toBeDefined()
      program.process.kill(signal)
      expect(await program.exited).toBe(signal)
      await gone(child)
      await gone(grandchild)
    },
  )

  it('leaves no child when the parent simply leaves', async () => {
    const program = startTestProgram(`${PARENT}\nprocess.exit(0)`)
    programs.push(program)
    await gone(await pidFrom(program, /^child (\d+)/))
  })

  it('kills the child when the leash itself is killed', async () => {
    const onExit = vi.fn()
    const child = await spawnLeashed('sleep', ['1000'], { log, onExit })
    pids.push(child.pid)
    process.kill(readProcess(child.pid)?.parent as number, 'SIGKILL')
    expect(await child.exited).toBe(137)
    await gone(child.pid)
    expect(onExit).toHaveBeenCalledWith(137)
  })

  it('stops a child that ignores SIGTERM, twice without complaint, and does not call that an exit', async () => {
    const onExit = vi.fn()
    const child = await spawnLeashed(process.execPath, ['-e', STUBBORN], { log, graceMs: 200, onExit })
    await Promise.all([child.stop(), child.stop()])
    await gone(child.pid)
    await child.stop()
    expect(onExit).not.toHaveBeenCalled()
  })

  it.each([
    ['exit 3', 3],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('passes on how the child ended: %s', async (script, code) => {
    const onExit = vi.fn()
    const child = await spawnLeashed('sh', ['-c', script], { log, onExit })
    expect(await child.exited).toBe(code)
    expect(onExit).toHaveBeenCalledWith(code)
  })

  it('passes on every line of both streams, and the environment', async () => {
    const lines: string[] = []
    const child = await spawnLeashed('sh', ['-c', 'echo one; echo $TWO >&2'], {
      log,
      env: { ...process.env, TWO: 'two' },
      onLine: (line) => lines.push(line),
    })
    await child.exited
    await vi.waitFor(() => expect(lines.toSorted()).toEqual(['one', 'two']))
  })

  it('names a command that does not exist', async () => {
    await expect(spawnLeashed('/no/such/command', [], { log })).rejects.toThrow(/\/no\/such\/command.*ENOENT/)
  })
})
