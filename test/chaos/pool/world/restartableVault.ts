import fs from 'node:fs/promises'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, hexToBytes } from 'viem'
import type { LeashedProcess } from '../../../../offchain/local/process/spawnLeashed.ts'
import type { LocalVault } from '../../../../offchain/local/vault/startLocalVault.ts'
import { startVaultNode, type VaultNodeChain } from '../../../../offchain/local/vault/startVaultNode.ts'
import type { Log } from '../../../../offchain/log.ts'

/** A vault whose nodes die and come back with what is on their disks. */
export type RestartableVault = {
  size: number
  threshold: number
  /** SIGKILL. */
  kill(places: readonly number[]): Promise<void>
  /** Starts whichever is dead. */
  startAll(): Promise<void>
  stop(): Promise<void>
}

export type RestartableVaultParameters = {
  vault: LocalVault
  /** That the vault was started in. */
  folder: string
  chain: VaultNodeChain
  log: Log
}

const readKey = async (file: string): Promise<Uint8Array> => {
  const text = await fs.readFile(file, 'utf8')
  // It is written anew at the start.
  await fs.rm(file)
  return hexToBytes(text.trim() as `0x${string}`)
}

export const restartableVault = (parameters: RestartableVaultParameters): RestartableVault => {
  const { vault, folder, chain, log } = parameters
  const nodes: (LeashedProcess | undefined)[] = [...vault.processes]

  const startNode = async (place: number): Promise<void> => {
    const own = path.join(folder, `node-${place + 1}`)
    const [identityKey, storageKey] = [
      await readKey(path.join(own, 'identity.key')),
      await readKey(path.join(own, 'storage.key')),
    ]
    const operatorKey = hexToBytes((await fs.readFile(vault.operatorKeyFile, 'utf8')).trim() as `0x${string}`)
    nodes[place] = await startVaultNode({
      ...{ folder: own, identityKey, storageKey, rosterFile: vault.rosterFile, chain, log },
      operator: bytesToHex(secp256k1.getPublicKey(operatorKey)),
      port: Number(new URL(vault.roster.nodes[place]?.url ?? '').port),
      onExit: () => undefined,
    })
  }

  return {
    size: nodes.length,
    threshold: vault.key.threshold,
    async kill(places) {
      const dying = places.flatMap((place) => nodes[place] ?? [])
      for (const place of places) nodes[place] = undefined
      for (const { pid } of dying) process.kill(pid, 'SIGKILL')
      await Promise.all(dying.map(({ exited }) => exited))
    },
    async startAll() {
      await Promise.all(nodes.map((node, place) => (node ? undefined : startNode(place))))
    },
    async stop() {
      await Promise.all(nodes.map((node) => node?.stop()))
    },
  }
}
