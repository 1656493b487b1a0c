import fs from 'node:fs/promises'

const LOOK_MS = 10
const KIBIBYTE = 1024
const MEGABYTE = 1_000_000

const peakOf = async (pid: string, command: string): Promise<number> => {
  try {
    const status = await fs.readFile(`/proc/${pid}/status`, 'utf8')
    if (status.match(/^Name:\t(.*)$/m)?.[1] !== command) return 0
    return (Number(status.match(/^VmHWM:\s+(\d+) kB$/m)?.[1] ?? 0) * KIBIBYTE) / MEGABYTE
  } catch {
    // It has ended.
    return 0
  }
}

/** Watches, until it is stopped, how much memory any process of a name has had at most; in megabytes. Linux only. */
export const watchMemory = (command: string): (() => Promise<number>) => {
  let peak = 0
  let looking = Promise.resolve()
  const look = async (): Promise<void> => {
    const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const peaks = await Promise.all(pids.map((pid) => peakOf(pid, command)))
    peak = Math.max(peak, ...peaks)
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_MS)
  return async () => {
    clearInterval(timer)
    await looking
    return peak
  }
}
