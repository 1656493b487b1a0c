import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import { createInterface } from 'node:readline'

/** Parent of a living process; undefined when it is gone or a zombie. Linux only. */
export const parentOf = (pid: number): number | undefined => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : Number(parent)
  } catch {
    return undefined
  }
}

const processes = (): number[] =>
  fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** All living processes that `root` started, directly or not, itself included. */
export const familyOf = (root: number): Set<number> => {
  const family = new Set([root])
  for (let grown = true; grown; ) {
    grown = false
    for (const pid of processes()) {
      const parent = parentOf(pid)
      if (parent === undefined || family.has(pid) || !family.has(parent)) continue
      family.add(pid)
      grown = true
    }
  }
  return family
}

/** The first line a child prints, on either stream, that `found` accepts; rejects when the child ends without it. */
export const firstLine = (child: ChildProcess, found: (line: string) => boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line)
        if (found(line)) resolve(line)
      })
    }
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}: ${said.slice(-5).join('\n')}`)))
  })
