import fs from 'node:fs'
import path from 'node:path'
import { type LeashedProcess, spawnLeashed } from '../../../offchain/local/process/spawnLeashed.ts'
import type { Scene } from './createScene.ts'
import type { Round } from './round.ts'
import { RoundSkipped } from './roundSkipped.ts'

const DISK_KILOBYTES = 1_024
const BLOCK = Buffer.alloc(4_096)

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Holds a small file system of its own, mounted where only those see it who enter. Needs no privilege. */
const mountDisk = async (scene: Scene): Promise<{ holder: LeashedProcess; folder: string; inside: string }> => {
  const folder = path.join(scene.world.folder, 'disk', `${scene.fromBlock}`)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const mount = `mount -t tmpfs -o size=${DISK_KILOBYTES}k,mode=700 tmpfs "$0" && echo mounted && exec sleep infinity`
  let announce: () => void = () => undefined
  const mounted = new Promise<boolean>((resolve) => {
    announce = () => resolve(true)
  })
  const holder = await spawnLeashed('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', mount, folder], {
    log: scene.log,
    onLine: (line) => line === 'mounted' && announce(),
  }).catch(() => {
    throw new RoundSkipped('unshare is missing: apt-get install util-linux')
  })
  if (!(await Promise.race([mounted, holder.exited.then(() => false)]))) {
    throw new RoundSkipped('this machine does not let a user mount a file system in a namespace of its own')
  }
  return { holder, folder, inside: `/proc/${holder.pid}/root${folder}` }
}

const fill = (file: string): void => {
  const descriptor = fs.openSync(file, 'a')
  try {
    for (;;) fs.writeSync(descriptor, BLOCK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    fs.closeSync(descriptor)
  }
}

/** The journal's disk is full before the report comes or when the heal is about to be sent, and has room again later. */
export const fillDisk = (moment: 'beforeOrder' | 'beforeSent' | 'afterSent', seed: number): Round => ({
  name: `full disk ${moment}`,
  fault: 'full disk',
  seed,
  mayAlarm: true,
  async play(scene) {
    const { holder, folder, inside } = await mountDisk(scene)
    scene.onEnd(() => holder.stop())
    const enter = ['nsenter', '--target', String(holder.pid), '--user', '--mount', '--preserve-credentials']
    const [proxy] = scene.world.proxies
    const agent = await scene.startAgent({
      location: path.join(folder, 'journal.db'),
      readAt: undefined,
      under: { command: enter, always: true },
    })
    const filler = path.join(inside, 'filler')
    if (moment === 'beforeOrder') fill(filler)
    await proxy?.mark()
    const trap = await proxy?.trap('eth_sendRawTransaction#1', moment === 'afterSent' ? 'after' : 'before')
    await scene.don.order()
    if (moment !== 'beforeOrder') {
      await scene.await(trap?.sprung)
      fill(filler)
    }
    await proxy?.release(true)
    await pause(scene.dice.between(500, 2_000))
    if (scene.dice.chance(50)) await agent.kill()
    await pause(500)
    fs.rmSync(filler)
  },
})
