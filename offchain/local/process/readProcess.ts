import { readFileSync } from 'node:fs'

export type ProcessFacts = { parent: number; command: string[] }

/** Parent and command line of a running process, from /proc: undefined if it is gone (or a zombie), and outside Linux. */
export const readProcess = (pid: number): ProcessFacts | undefined => {
  try {
    // pid (name) state parent ...: the name may itself hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return undefined
    return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0') }
  } catch {
    return undefined
  }
}
