import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Scene, SceneAgent } from './createScene.ts'
import { healInFewBlocks } from './healInFewBlocks.ts'
import type { Round } from './round.ts'
import { RoundSkipped } from './roundSkipped.ts'

/** What SQLite does to its files: each is a moment at which a power cut or a SIGKILL can come. */
const CALLS = 'pwrite64,fdatasync,fsync,ftruncate,unlink'

/** The journal's files, which strace is told to watch; it follows only paths that exist when it starts. */
const filesOf = (storeFile: string): string[] => ['', '-wal', '-shm', '-journal'].map((end) => `${storeFile}${end}`)

const strace = (storeFile: string, ...options: string[]): string[] => [
  ...['strace', '-D', '-f', '-qq', '-e', `trace=${CALLS}`, ...options],
  ...filesOf(storeFile).flatMap((file) => ['-P', file]),
]

/** Whether this machine lets one process trace another. */
export const canTrace = (): boolean => spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0

const prepare = (scene: Scene): string => {
  if (!canTrace()) throw new RoundSkipped('strace is missing or may not trace: apt-get install strace')
  const folder = path.join(scene.world.folder, 'traced', `${scene.fromBlock}`)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  return path.join(folder, 'journal.db')
}

/** Of the calls of one transaction, the first one and those that make it last: between them lies what SQLite undoes. */
const isDecisive = (call: string, previous: string | undefined): boolean =>
  call !== 'pwrite64' || previous !== 'pwrite64'

/**
 * Plays a heal in which nothing breaks; resolves with the numbers of the calls on the journal's files at which a
 * transaction begins or becomes durable.
 */
export const recordSyncs = async (scene: Scene): Promise<number[]> => {
  const storeFile = prepare(scene)
  const output = `${storeFile}.strace`
  const under = { command: strace(storeFile, '-o', output), always: false }
  await healInFewBlocks(scene, { location: storeFile, under }, () => false)
  const calls = [...fs.readFileSync(output, 'utf8').matchAll(/^\d+\s+(\w+)\(/gm)].map(([, call]) => call as string)
  return calls.flatMap((call, index) => (isDecisive(call, calls[index - 1]) ? [index + 1] : []))
}

/** Kills the agent at the `count`th time it touches its journal's files, before the call takes effect. */
export const killAtSync = (count: number, seed: number): Round => ({
  name: `kill at journal write ${count}`,
  fault: 'kill at each journal write',
  seed,
  async play(scene) {
    const storeFile = prepare(scene)
    const injection = `inject=${CALLS}:signal=SIGKILL:when=${count}`
    const command = strace(storeFile, '-o', '/dev/null', '-e', injection)
    const isKilled = (agent: SceneAgent) => agent.starts() > 1
    const agent = await healInFewBlocks(scene, { location: storeFile, under: { command, always: false } }, isKilled)
    if (!isKilled(agent)) await agent.kill()
  },
})
