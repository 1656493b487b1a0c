import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { KitError } from '../errors.ts'

export type BarretenbergParameters = {
  /** Folder of an SRS, for commands that take one. It has to be large enough: Barretenberg would download what it lacks. */
  srs?: string
  /** Given to standard input, which the arguments name as /dev/stdin. */
  input?: Uint8Array
  signal?: AbortSignal | undefined
}

/** Folders in the npm package, by platform of Node. */
const BUILDS: Record<string, string> = {
  'linux-x64': 'amd64-linux',
  'linux-arm64': 'arm64-linux',
  'darwin-x64': 'amd64-macos',
  'darwin-arm64': 'arm64-macos',
}

/** Of what a failed run has printed, what an error shows. */
const SHOWN_CHARACTERS = 600

const binaryFor = (platform: string): string => {
  const build = BUILDS[platform]
  if (!build) {
    const known = Object.keys(BUILDS).join(', ')
    throw new KitError(`Barretenberg has no native build for ${platform}; run this on one of ${known}`)
  }
  const entry = createRequire(import.meta.url).resolve('@aztec/bb.js')
  const root = entry.slice(0, entry.lastIndexOf(`${path.sep}dest${path.sep}`))
  const binary = path.join(root, 'build', build, 'bb')
  if (!existsSync(binary)) throw new KitError(`${binary} is missing; run \`npm ci\``)
  return binary
}

const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Runs Barretenberg's native prover in a process of its own, for verification by the EVM (Keccak transcript, zero
 * knowledge), and resolves with what it printed. An aborted signal kills it; whatever the outcome, it has ended then.
 */
export const barretenberg = async (
  [command, ...args]: readonly [command: string, ...args: string[]],
  { srs, input, signal }: BarretenbergParameters,
  platform = `${process.platform}-${process.arch}`,
): Promise<string> => {
  signal?.throwIfAborted()
  const binary = binaryFor(platform)
  // Node's own pipes are sockets, which cannot be opened by the name /dev/stdin; the shell's can.
  const child = spawn(
    '/bin/sh',
    ['-c', 'cat | "$@"', 'sh', binary, command, ...args, '-t', 'evm', ...(srs ? ['-c', srs] : [])],
    {
      // An environment of ours could name another SRS, and holds secrets.
      env: { PATH: '/usr/bin:/bin' },
      stdio: 'pipe',
      // A group, so that the kill reaches what the shell started.
      detached: true,
    },
  )
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  // A process that ends before it has read everything breaks the pipe; how it ended says why.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const kill = () => killGroup(child)
  signal?.addEventListener('abort', kill, { once: true })
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.once('error', (cause) => reject(new KitError('could not start /bin/sh', { cause })))
      child.once('close', (exitCode, killedBy) => resolve(exitCode ?? String(killedBy)))
    })
    signal?.throwIfAborted()
    if (code !== 0) throw new KitError(`bb ${command} ended with ${code}: ${printed.trim().slice(-SHOWN_CHARACTERS)}`)
    return printed
  } finally {
    signal?.removeEventListener('abort', kill)
  }
}
