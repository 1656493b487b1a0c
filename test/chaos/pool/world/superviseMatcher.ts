import path from 'node:path'
import type { Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import type { EnclaveHealth } from '../../../../offchain/enclave/enclaveHealth.ts'
import { type LeashedProcess, spawnLeashed } from '../../../../offchain/local/process/spawnLeashed.ts'
import {
  matcherEnvironment,
  type StartMatcherProcessParameters,
} from '../../../../offchain/local/stack/startMatcherProcess.ts'
import { writeSecretFile } from '../../../../offchain/vault/commands/writeSecretFile.ts'

/** A matcher that is killed and started again, always with the same payer and never with the same keys. */
export type SupervisedMatcher = {
  name: string
  payerKey: Hex
  isAlive(): boolean
  /** Undefined before it said anything, and once it is dead. */
  health(): EnclaveHealth | undefined
  /** Starts it, unless it is alive; does not wait for anything. */
  start(): Promise<void>
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>
  /** Resolves once what it says of itself is so: false, if that takes longer than `timeoutMs`, or it dies first. */
  until(isSo: (health: EnclaveHealth) => boolean, timeoutMs: number): Promise<boolean>
  lastLines(): readonly string[]
}

const LAST_LINES = 60

export type SuperviseMatcherParameters = Omit<StartMatcherProcessParameters, 'payerKey' | 'onExit'> & {
  name: string
  /** What it runs. */
  bundle: string
}

export const superviseMatcher = (parameters: SuperviseMatcherParameters): SupervisedMatcher => {
  const { name, bundle, folder, log } = parameters
  const payerKey = generatePrivateKey()
  const keyFile = path.join(folder, `${name}.key`)
  writeSecretFile(keyFile, payerKey)
  const lines: string[] = []
  const listeners = new Set<() => void>()
  let child: LeashedProcess | undefined
  let health: EnclaveHealth | undefined
  let starts = 0

  const tell = () => {
    for (const listener of listeners) listener()
  }
  const start = async () => {
    if (child) return
    starts += 1
    const turn = starts
    const started = await spawnLeashed(process.execPath, [bundle], {
      env: matcherEnvironment({ ...parameters, payerKey }, keyFile),
      log,
      onLine: (line) => {
        lines.push(line)
        if (lines.length > LAST_LINES) lines.shift()
        if (line.startsWith('{"signer"') && turn === starts) health = JSON.parse(line) as EnclaveHealth
        tell()
      },
    })
    child = started
    void started.exited.then((code) => {
      if (child !== started) return
      lines.push(`${name} ended with ${code}`)
      child = undefined
      health = undefined
      tell()
    })
  }

  return {
    name,
    payerKey,
    isAlive: () => child !== undefined,
    health: () => health,
    start,
    async kill() {
      const dying = child
      child = undefined
      health = undefined
      if (!dying) return
      // What it still says is not said of the next one.
      starts += 1
      lines.push(`${name} is killed`)
      process.kill(dying.pid, 'SIGKILL')
      await dying.exited
    },
    until: (isSo, timeoutMs) =>
      new Promise((resolve) => {
        const finish = (isReached: boolean) => {
          clearTimeout(timer)
          listeners.delete(listener)
          resolve(isReached)
        }
        const listener = () => {
          if (health && isSo(health)) finish(true)
          else if (!child) finish(false)
        }
        const timer = setTimeout(() => finish(false), timeoutMs)
        listeners.add(listener)
        listener()
      }),
    lastLines: () => lines,
  }
}
