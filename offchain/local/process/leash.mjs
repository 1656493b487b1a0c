// node leash.mjs <graceMs> <command> [args...]
//
// Runs the command for as long as the process that started the leash lives. The kernel closes the IPC channel when that
// process ends in any way, SIGKILL included; then the command gets SIGTERM and, after the grace period, its whole
// process group SIGKILL. spawnLeashed.ts starts this file as the leader of its own group.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const [graceMs, command, ...args] = process.argv.slice(2)
const killGroup = () => process.kill(-process.pid, 'SIGKILL')
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })

const release = () => {
  child.kill('SIGTERM')
  setTimeout(killGroup, Number(graceMs))
}

child.once('spawn', () => process.connected && process.send({ pid: child.pid }))
child.once('error', (error) => process.send({ error: error.message }, () => process.exit(127)))
child.once('exit', (code, signal) => {
  // Without a parent nobody reads the exit code, and whatever the command started must go too.
  if (!process.connected) killGroup()
  process.exit(code ?? 128 + constants.signals[signal])
})
process.once('disconnect', release)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, release)
if (!process.connected) release()
