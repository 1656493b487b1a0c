import { setTimeout as delay } from 'node:timers/promises'
import type { Hex } from 'viem'
import { isRetryable } from '../../chain/isRetryable.ts'
import { backOffMs } from '../../chain/providers/backOff.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { HpkeError } from '../../protocol/hpke.ts'
import { type DecryptionShare, requireDecryptionShare } from '../../protocol/vault/decryptionShare.ts'
import type { InspectedSecret } from '../../protocol/vault/sealedSecret.ts'
import {
  digestShareRequest,
  openShareAnswer,
  type ShareAnswer,
  type ShareRequest,
} from '../../protocol/vault/shareRequest.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import { nameNode } from '../../vault/client/nameNode.ts'
import { readNodeKey } from '../../vault/client/readNodeKey.ts'
import type { KeyRoster } from '../../vault/client/roster.ts'
import { NodeRefusedError, type VaultNodeClient } from '../../vault/client/vaultNodeClient.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'

export type AskNodeParameters = {
  client: VaultNodeClient
  /** Of which a share is asked for to begin with. */
  key: CertifiedVaultKey
  /** Who must hold a key that is asked for instead. */
  roster: KeyRoster
  secret: InspectedSecret
  /** The ciphertext of it. */
  sealed: Hex
  keys: Pick<EnclaveKeys, 'signer' | 'encryptionKey' | 'sign' | 'open'>
  /** Unix seconds. */
  clock: () => number
  /** How often the node is asked, at most. */
  attempts: number
  /** Milliseconds to wait after so many failures in a row. */
  backOff?: (failures: number, retryAfterMs: number | undefined) => number
  /** Called with each other key that the node turns out to serve. */
  onKey: (key: CertifiedVaultKey) => void
  log: Log
  signal: AbortSignal
}

/** A share that was verified, and the key that it is of. */
export type VerifiedShare = { key: CertifiedVaultKey; share: DecryptionShare }

/** A node gave something that is no share of this ciphertext, by this node, in this epoch. Asking again does not help. */
export class BadShareError extends KitError {
  override readonly name = 'BadShareError'
}

/** What a request is good for, in seconds: clocks differ. */
const REQUEST_SECONDS = 60

const wait = (failures: number, retryAfterMs: number | undefined): number =>
  backOffMs({ failures, retryAfterMs, random: Math.random() })

const openAnswer = (
  { client, secret, keys }: AskNodeParameters,
  {
    key,
    index,
    request,
    answer,
  }: { key: CertifiedVaultKey; index: number; request: ShareRequest; answer: ShareAnswer },
): DecryptionShare => {
  try {
    const share = openShareAnswer(request, answer, keys.open)
    if (share.index !== index) throw new VaultError(`it is that of node ${share.index}, and was asked of node ${index}`)
    requireDecryptionShare({ key, secret }, share)
    return share
  } catch (cause) {
    // Anything else is our own failure, such as keys that were erased.
    if (!(cause instanceof VaultError || cause instanceof HpkeError)) throw cause
    throw new BadShareError(`vault node ${nameNode(client.node)} gave a bad share: ${cause.message}`, { cause })
  }
}

/** From one; zero for a node that holds no share of the key. */
const indexOf = ({ node }: VaultNodeClient, { members }: CertifiedVaultKey): number =>
  members.findIndex(({ identity }) => identity === node.identity) + 1

const requestShare = async (parameters: AskNodeParameters, key: CertifiedVaultKey): Promise<DecryptionShare> => {
  const { client, sealed, secret, keys, clock, signal } = parameters
  const { identity: node } = client.node
  const index = indexOf(client, key)
  if (index === 0) throw new KitError(`vault node ${nameNode(client.node)} holds no share of epoch ${key.epoch}`)
  const request = {
    node,
    epoch: key.epoch,
    label: secret.label,
    sealed,
    signer: keys.signer,
    encryptionKey: keys.encryptionKey,
    deadline: clock() + REQUEST_SECONDS,
  }
  const answer = await client.share({ ...request, signature: keys.sign(digestShareRequest(request)) }, signal)
  return openAnswer(parameters, { key, index, request, answer })
}

const isEpochNotHeld = (error: unknown): boolean => error instanceof NodeRefusedError && error.code === 'epochNotHeld'

/** A key proves itself, so anyone may bring it to a node that missed it: whoever refreshed the vault may be gone. */
const bringKey = async ({ client, key, log, signal }: AskNodeParameters): Promise<boolean> => {
  if (indexOf(client, key) === 0) return false
  try {
    await client.activate(key, signal)
    return true
  } catch (error) {
    const { node } = client
    log.debug({ node: node.identity, epoch: key.epoch, problem: (error as Error).message }, 'vault node lags behind')
    return false
  }
}

/** Of which key a node gives a share that does not serve ours: the one that it serves, or ours, once it was brought that. */
const agreeOnKey = async (parameters: AskNodeParameters): Promise<CertifiedVaultKey> => {
  const { client, key, roster, signal } = parameters
  const served = await readNodeKey({ client, roster, masterKey: key.masterKey, signal })
  const isBehind = !served || served.epoch < key.epoch
  if (isBehind && (await bringKey(parameters))) return key
  if (!served) throw new KitError(`vault node ${nameNode(client.node)} serves no key yet`, { retryable: true })
  return served
}

/**
 * One node's share of a ciphertext, verified. A node that does not serve the epoch is asked for a share of the one that it
 * serves: in the middle of a refresh some are ahead, and some behind.
 *
 * @throws KitError that names the node: what it said last.
 */
export const askNode = async (parameters: AskNodeParameters): Promise<VerifiedShare> => {
  const { client, attempts, backOff = wait, onKey, signal } = parameters
  let { key } = parameters
  let isElsewhere = indexOf(client, key) === 0
  for (let failures = 1; ; failures++) {
    try {
      if (isElsewhere) {
        key = await agreeOnKey(parameters)
        onKey(key)
        isElsewhere = false
      }
      return { key, share: await requestShare(parameters, key) }
    } catch (error) {
      isElsewhere ||= isEpochNotHeld(error)
      if (failures >= attempts || !(isEpochNotHeld(error) || isRetryable(error))) throw error
      const retryAfterMs = error instanceof KitError ? error.retryAfterMs : undefined
      await delay(backOff(failures, retryAfterMs), undefined, { signal })
    }
  }
}
