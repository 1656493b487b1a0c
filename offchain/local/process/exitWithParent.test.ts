import { afterEach, describe, expect, it, vi } from 'vitest'
import { readProcess } from './readProcess.ts'
import { killIfAlive, startTestProgram, type TestProgram } from './testPrograms.ts'

const PROGRAM = `
import { createShutdown } from './offchain/local/process/createShutdown.ts'
import { exitWithParent } from './offchain/local/process/exitWithParent.ts'
const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log }
const shutdown = createShutdown({ log })
shutdown.onShutdown('say', () => console.log('cleaned up'))
exitWithParent(shutdown, 50)
setInterval(() => {}, 1e6)
console.log('ready ' + process.pid)
`

describe('exitWithParent', () => {
  const programs: TestProgram[] = []
  const pids: number[] = []
  const start = async (under: string[]) => {
    const program = startTestProgram(PROGRAM, under)
    programs.push(program)
    const pid = Number((await program.line(/^ready (\d+)/))[1])
    pids.push(pid)
    return { program, pid }
  }
  afterEach(() => {
    for (const { process: child } of programs.splice(0)) child.kill('SIGKILL')
    for (const pid of pids.splice(0)) killIfAlive(pid)
  })

  it.each([
    ['its parent', ['sh', '-c', '"$@"; :', 'sh']],
    ['npm, which started it through a shell that stays', ['node', '-e', asNpm(), 'npm']],
  ])('cleans up and exits when SIGKILL takes %s', async (_case, under) => {
    const { program, pid } = await start(under)
    program.process.kill('SIGKILL')
    await program.line(/^cleaned up/)
    await vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout: 5_000, interval: 20 })
  })

  it('stays while its parent lives', async () => {
    const { program, pid } = await start(['sh', '-c', '"$@"; :', 'sh'])
    // Eight looks at the parent.
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(readProcess(pid)).toBeDefined()
    process.kill(pid, 'SIGTERM')
    await program.line(/^cleaned up/)
  })
})

/** npm's part: a Node process that runs the script through \`sh -c\` and shares its output. */
function asNpm() {
  return `require('node:child_process').spawn('sh', ['-c', '"$@"; :', 'sh', ...process.argv.slice(2)], { stdio: 'inherit' })`
}
