import fs from 'node:fs/promises'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Roster } from '../../vault/client/roster.ts'
import { writeSecretFile } from '../../vault/commands/writeSecretFile.ts'
import type { LeashedProcess } from '../process/spawnLeashed.ts'
import { DIRECT, type Wiring } from '../stack/wiring.ts'
import { findFreePorts } from './findFreePorts.ts'
import { startVaultNode, type VaultNodeChain } from './startVaultNode.ts'

/** Nodes that run, and hold no key yet. */
export type VaultNodes = {
  roster: Roster
  rosterFile: string
  /** Runs ceremonies. */
  operatorKey: Uint8Array
  /** Of mode 600: the same. */
  operatorKeyFile: string
  /** In the roster's order. */
  processes: readonly LeashedProcess[]
  /** Takes all nodes down. May be called twice. */
  stop(): Promise<void>
}

export type StartVaultNodesParameters = {
  chain: VaultNodeChain
  /** For everything that it writes. */
  folder: string
  size: { nodes: number; threshold: number }
  wiring?: Wiring
  log: Log
  /** Stops the start. */
  signal: AbortSignal
}

type NodeKeys = { identityKey: Uint8Array; storageKey: Uint8Array; identity: Hex }

const makeNodeKeys = (): NodeKeys => {
  const identityKey = secp256k1.utils.randomSecretKey()
  const storageKey = secp256k1.utils.randomSecretKey()
  return { identityKey, storageKey, identity: bytesToHex(secp256k1.getPublicKey(identityKey)) }
}

const stopAll = async (processes: readonly LeashedProcess[]): Promise<void> => {
  await Promise.all(processes.map((node) => node.stop()))
}

const requireAll = async (starting: readonly Promise<LeashedProcess>[]): Promise<readonly LeashedProcess[]> => {
  const settled = await Promise.allSettled(starting)
  const processes = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = settled.find((one) => one.status === 'rejected')
  if (!failed) return processes
  await stopAll(processes)
  throw failed.reason
}

/** Starts the nodes of a vault, each as a process of its own. */
export const startVaultNodes = async ({
  chain,
  folder,
  size,
  wiring = DIRECT,
  log,
  signal,
}: StartVaultNodesParameters): Promise<VaultNodes> => {
  const keys = Array.from({ length: size.nodes }, makeNodeKeys)
  const rpcUrl = await wiring.route('vault nodes', chain.rpcUrl)
  const ports = await findFreePorts(size.nodes)
  const nodes = keys.map(({ identity }, place) => ({ url: `http://127.0.0.1:${ports[place]}`, identity }))
  const [rosterFile, operatorKeyFile] = [path.join(folder, 'roster.json'), path.join(folder, 'operator.key')]
  const writeRoster = (written: Roster): Promise<void> => fs.writeFile(rosterFile, JSON.stringify(written, null, 2))
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  await writeRoster({ threshold: size.threshold, nodes })
  const operatorKey = secp256k1.utils.randomSecretKey()
  writeSecretFile(operatorKeyFile, bytesToHex(operatorKey))
  const operator = bytesToHex(secp256k1.getPublicKey(operatorKey))
  signal.throwIfAborted()

  const startNode = async ({ identityKey, storageKey }: NodeKeys, place: number): Promise<LeashedProcess> => {
    const own = path.join(folder, `node-${place + 1}`)
    await fs.mkdir(own, { mode: 0o700 })
    const port = ports[place]
    if (port === undefined) throw new KitError(`there is no port for node ${place + 1}`)
    const onExit = (code: number): void => log.warn({ node: place + 1, code }, 'a vault node ended')
    return await startVaultNode({
      ...{ folder: own, identityKey, storageKey, rosterFile, operator, port },
      chain: { ...chain, rpcUrl },
      environment: wiring.environment,
      log,
      onExit,
    })
  }
  const processes = await requireAll(keys.map(startNode))
  // Only now: whoever listens in between takes ports too, and is not to take the nodes'.
  const asked = nodes.map(async ({ url, identity }, place) => ({
    url: await wiring.route(`who asks vault node ${place + 1}`, url),
    identity,
  }))
  const roster: Roster = { threshold: size.threshold, nodes: await Promise.all(asked) }
  await writeRoster(roster)
  return { roster, rosterFile, operatorKey, operatorKeyFile, processes, stop: () => stopAll(processes) }
}
