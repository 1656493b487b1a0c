import { afterEach, describe, expect, it, vi } from 'vitest'
import { readProcess } from './readProcess.ts'
import { startTestProgram, type TestProgram } from './testPrograms.ts'

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
  const start = (under: string[]) => {
    const program = startTestProgram(PROGRAM, under)
    programs.push(program)
    return program
  }
  afterEach(() => {
    for (const { process: child } of programs.splice(0)) child.kill('SIGKILL')
  })

  it.each([
    ['its parent', ['sh', '-c', '"$@"; :', 'sh']],
    ['npm, which started it through a shell that stays', ['node', '-e', asNpm(), 'npm']],
  ])('cleans up and exits when SIGKILL takes %s', async (_case, under) => {
    const program = start(under)
    const pid = Number((await program.line(/^ready (\d+)/))[1])
    program.process.kill('SIGKILL')
    await program.line(/^cleaned up/)
    await vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout: 5_000, interval: 20 })
  })

  it('stays while its parent lives', async () => {
    const program = start(['sh', '-c', '"$@"; :', 'sh'])
    const pid = Number((await program.line(/^ready (\d+)/))[1])
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
