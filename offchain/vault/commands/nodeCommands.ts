import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Command, InvalidArgumentError } from 'commander'
import { bytesToHex } from 'viem'
import { renderJson } from '../../rendering/renderJson.ts'
import { renderMoment } from '../../rendering/renderMoment.ts'
import { openVaultStore } from '../node/openVaultStore.ts'
import type { ReleaseRecord } from '../node/vaultStore.ts'
import type { CommandContext } from './commandContext.ts'
import { readSecretKey } from './readSecretKey.ts'
import { startNode } from './startNode.ts'
import { readStoreSettings } from './vaultSettings.ts'

const DEFAULT_LIMIT = 50

const parseLimit = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a whole number from 1')
}

const renderRelease = ({ at, epoch, block, label, ciphertextId, signer }: ReleaseRecord): string =>
  [
    `${renderMoment(at)}  block ${block.number}, epoch ${epoch}`,
    `  to         ${signer}`,
    `  secret     kind ${label.kind}, ${label.subject} of ${label.sender} at ${label.contract} on chain ${label.chainId}`,
    `  ciphertext ${ciphertextId}`,
  ].join('\n')

/** `node` and `releases`: what runs where a share is. */
export const addNodeCommands = (program: Command, { environment, listenForStop, write }: CommandContext): void => {
  program
    .command('node')
    .description('run a node of the vault until told to stop')
    .option('--json', 'when it listens, say so in one line of JSON on standard output', false)
    .action(async ({ json }: { json: boolean }) => {
      await startNode({
        environment,
        listenForStop,
        onListening: (found) => {
          write(
            json
              ? `${renderJson({ event: 'vault node listening', ...found }, 0)}\n`
              : `vault node listening at ${found.url}\n`,
          )
        },
      })
    })

  program
    .command('releases')
    .description('to which enclaves this node gave its share of what, the newest first; while the node does not run')
    .option('--folder <folder>', 'instead of VAULT_FOLDER')
    .option('--limit <count>', 'at most so many', parseLimit, DEFAULT_LIMIT)
    .option('--json', 'answer as one JSON document', false)
    .action(async ({ folder, limit, json }: { folder?: string; limit: number; json: boolean }) => {
      const settings = readStoreSettings({ ...environment, ...(folder && { VAULT_FOLDER: folder }) })
      const identity = bytesToHex(secp256k1.getPublicKey(readSecretKey(environment, 'VAULT_IDENTITY_KEY'), true))
      const storageKey = readSecretKey(environment, 'VAULT_STORAGE_KEY')
      const store = await openVaultStore({ folder: settings.vaultFolder, identity, storageKey })
      try {
        const releases = await store.releases(limit)
        const text = releases.length === 0 ? 'nothing was released' : releases.map(renderRelease).join('\n')
        write(`${json ? renderJson(releases) : text}\n`)
      } finally {
        await store.close()
      }
    })
}
