import { setTimeout as delay } from 'node:timers/promises'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import { NODE_PATHS } from '../client/wire.ts'

const ATTEMPTS = 3
const FIRST_DELAY_MS = 500

const activateAt = async (client: VaultNodeClient, key: CertifiedVaultKey, signal: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.operate(NODE_PATHS.activate, key, signal)
      return
    } catch (error) {
      if (!(error instanceof KitError) || !error.retryable || tries === ATTEMPTS) throw error
      await delay(FIRST_DELAY_MS * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined)
    }
  }
}

export type ActivateKeyParameters = {
  key: CertifiedVaultKey
  /** Only these: who holds no share of it cannot serve it. */
  nodes: readonly VaultNodeClient[]
  log?: Log
  signal: AbortSignal
}

/** Has nodes serve a certified key. Those that do, by index; the others can be told again at any time. */
export const activateKey = async ({ key, nodes, log, signal }: ActivateKeyParameters): Promise<number[]> => {
  const told = await Promise.all(
    nodes.map(async (client): Promise<number[]> => {
      try {
        await activateAt(client, key, signal)
        return [key.members.findIndex(({ identity }) => identity === client.node.identity) + 1]
      } catch (error) {
        if (!(error instanceof KitError)) throw error
        log?.warn({ reason: error.message, epoch: key.epoch }, 'a node does not serve the new key yet')
        return []
      }
    }),
  )
  return told.flat().sort((one, other) => one - other)
}
