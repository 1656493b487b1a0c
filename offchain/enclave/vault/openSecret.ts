import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { combineShares, type DecryptionShare } from '../../protocol/vault/decryptionShare.ts'
import type { SecretLabel } from '../../protocol/vault/label.ts'
import { type InspectedSecret, inspectSecret } from '../../protocol/vault/sealedSecret.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { type CertifiedVaultKey, digestVaultKey } from '../../protocol/vault/vaultKey.ts'
import type { VaultNodeClient } from '../../vault/client/vaultNodeClient.ts'
import { type AskNodeParameters, askNode, BadShareError, type VerifiedShare } from './askNode.ts'

export type OpenSecretParameters = {
  /** Of the vault, as it was verified: shares are judged by it. */
  key: CertifiedVaultKey
  /** All of the roster, in its order: other epochs count only if exactly these hold them, with the same threshold. */
  nodes: readonly VaultNodeClient[]
  label: SecretLabel
  sealed: Hex
  keys: AskNodeParameters['keys']
  /** Unix seconds. */
  clock?: () => number
  /** How often a node is asked that may answer otherwise soon. */
  attempts?: number
  backOff?: AskNodeParameters['backOff']
  log: Log
  signal: AbortSignal
}

/** What a node did instead of giving a share. */
export type NodeProblem = { node: Hex; problem: string }

export type OpenedSecret = {
  message: Uint8Array
  /** Whose shares opened it; never those of two epochs. */
  key: CertifiedVaultKey
  /** Indices of the nodes whose shares did, in that key. */
  used: readonly number[]
  /** Of the nodes that had failed by then. */
  problems: readonly NodeProblem[]
}

/** No number of shares opens it: it was not sealed to this vault under this label, or not as the protocol has it. */
export class SecretUnreadableError extends KitError {
  override readonly name = 'SecretUnreadableError'
}

/** Fewer good shares than the threshold. Says of every node why it gave none. */
export class TooFewNodesError extends KitError {
  override readonly name = 'TooFewNodesError'
  readonly problems: readonly NodeProblem[]

  constructor({ good, threshold, problems }: { good: number; threshold: number; problems: readonly NodeProblem[] }) {
    const reasons = problems.map(({ problem }) => problem).join('; ')
    // What the nodes say may change: the enclave gets registered, a node comes back.
    super(`the vault gave ${good} of ${threshold} shares: ${reasons}`, { retryable: true })
    this.problems = problems
  }
}

const DEFAULT_ATTEMPTS = 4
/** How often all nodes are asked: every time but the first because the vault was refreshed meanwhile. */
const MOST_ROUNDS = 4

const unixNow = (): number => Math.floor(Date.now() / 1_000)

const orUnreadable = <Result>(attempt: () => Result): Result => {
  try {
    return attempt()
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause
    throw new SecretUnreadableError(`the secret cannot be opened by anyone: ${cause.message}`, { cause })
  }
}

/** Good shares of one key, by index. Those of another epoch are points on another polynomial. */
type Bucket = { key: CertifiedVaultKey; shares: Map<number, DecryptionShare> }

type Collected = {
  /** With enough shares, if there is one. */
  full: Bucket | undefined
  /** Most shares that any has. */
  good: number
  problems: NodeProblem[]
  /** The latest key that was seen. */
  newest: CertifiedVaultKey
}

/** Asks all nodes at once, until one key has enough shares or no node is left. */
const collectShares = async (
  { nodes, log, signal: outer, ...parameters }: OpenSecretParameters,
  { key, secret, buckets }: { key: CertifiedVaultKey; secret: InspectedSecret; buckets: Map<string, Bucket> },
): Promise<Collected> => {
  const enough = new AbortController()
  const signal = AbortSignal.any([outer, enough.signal])
  const roster = { threshold: key.threshold, identities: nodes.map(({ node }) => node.identity) }
  const problems: NodeProblem[] = []
  let newest = key
  let good = 0

  const add = ({ key: of, share }: VerifiedShare): Bucket | undefined => {
    const name = bytesToHex(digestVaultKey(of))
    const bucket = buckets.get(name) ?? { key: of, shares: new Map() }
    bucket.shares.set(share.index, share)
    buckets.set(name, bucket)
    good = Math.max(good, bucket.shares.size)
    return bucket.shares.size >= of.threshold ? bucket : undefined
  }
  const { attempts = DEFAULT_ATTEMPTS, clock = unixNow, keys, sealed, backOff } = parameters
  const onKey = (seen: CertifiedVaultKey): void => {
    if (seen.epoch > newest.epoch) newest = seen
  }
  const question = { key, roster, secret, sealed, keys, clock, attempts, backOff, onKey, log, signal }
  const ask = async (client: VaultNodeClient): Promise<Bucket | undefined> => {
    const node = client.node.identity
    try {
      const verified = await askNode({ client, ...question })
      if (!signal.aborted) return add(verified)
      verified.share.bytes.fill(0)
      return undefined
    } catch (error) {
      // Then it is not the node that failed.
      if (signal.aborted) return undefined
      const problem = (error as Error).message
      problems.push({ node, problem })
      if (error instanceof BadShareError) log.warn({ node, problem }, 'vault node gave a bad share; it is skipped')
      else log.debug({ node, problem }, 'vault node gave no share')
      return undefined
    }
  }

  const full = await new Promise<Bucket | undefined>((resolve, reject) => {
    const giveUp = () => reject(outer.reason)
    outer.addEventListener('abort', giveUp, { once: true, signal: enough.signal })
    const asking = nodes.map((client) =>
      ask(client).then((bucket) => {
        // The others are not waited for: one of them may hang.
        if (bucket) resolve(bucket)
      }),
    )
    void Promise.all(asking).then(() => resolve(undefined))
  }).finally(() => enough.abort())
  return { full, good, problems, newest }
}

/**
 * Opens a secret with the shares of as many nodes as the threshold says, whichever answer first. Bad shares are named and
 * skipped. What comes back belongs to the caller; the shares are overwritten.
 *
 * @throws SecretUnreadableError when no number of shares would open it.
 * @throws TooFewNodesError when fewer nodes than the threshold gave a good share of one epoch.
 */
export const openSecret = async (parameters: OpenSecretParameters): Promise<OpenedSecret> => {
  const { label, sealed, signal, log } = parameters
  let { key } = parameters
  const { masterKey } = key
  const secret = orUnreadable(() => inspectSecret({ masterKey, label, sealed: hexToBytes(sealed) }))
  const buckets = new Map<string, Bucket>()
  try {
    for (let round = 1; ; round++) {
      signal.throwIfAborted()
      const { full, good, problems, newest } = await collectShares(parameters, { key, secret, buckets })
      if (full) {
        const shares = [...full.shares.values()]
        const { message, used } = orUnreadable(() => combineShares({ key: full.key, secret }, shares))
        return { message, key: full.key, used, problems }
      }
      if (newest.epoch <= key.epoch || round === MOST_ROUNDS) {
        throw new TooFewNodesError({ good, threshold: key.threshold, problems })
      }
      log.info({ from: key.epoch, to: newest.epoch }, 'the vault was refreshed meanwhile; asking again')
      key = newest
    }
  } finally {
    for (const { shares } of buckets.values()) for (const { bytes } of shares.values()) bytes.fill(0)
    buckets.clear()
  }
}
