import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { x25519 } from '@noble/curves/ed25519.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Log } from '../../../offchain/log.ts'
import { open } from '../../../offchain/protocol/hpke.ts'
import type { Ceremony, CeremonyPlan, DealingCommitment, Seat } from '../../../offchain/protocol/vault/ceremony.ts'
import {
  encodePoint,
  evaluatePolynomial,
  GENERATOR,
  multiplySecretly,
  randomScalar,
} from '../../../offchain/protocol/vault/curve.ts'
import type { Complaint, RevealedDealing } from '../../../offchain/protocol/vault/dealing.ts'
import type { DecryptionShare } from '../../../offchain/protocol/vault/decryptionShare.ts'
import { SECRET_KIND, type SecretLabel } from '../../../offchain/protocol/vault/label.ts'
import {
  digestShareRequest,
  openShareAnswer,
  type ShareAnswer,
  type ShareRequest,
  type SignedShareRequest,
} from '../../../offchain/protocol/vault/shareRequest.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  signDigest,
  type VaultKey,
} from '../../../offchain/protocol/vault/vaultKey.ts'
import { createVaultNode, type VaultNodeParameters } from '../../../offchain/vault/node/createVaultNode.ts'
import { openVaultStore } from '../../../offchain/vault/node/openVaultStore.ts'
import type { Conclusion, VaultNode } from '../../../offchain/vault/node/vaultNode.ts'
import type { VaultStore } from '../../../offchain/vault/node/vaultStore.ts'
import type { ReleasePolicy } from '../../../offchain/vault/policy/releasePolicy.ts'
import { recordLog } from '../recordLog.ts'

/** What the clocks of test nodes show. */
export const NOW = 1_800_000_000
export const BLOCK = { number: 2n ** 60n, hash: bytesToHex(new Uint8Array(32).fill(7)), timestamp: NOW - 12 }
/** A rule for tests of what happens around rules: each test says what the chain would. */
export const allowAll: ReleasePolicy = async () => ({ isAllowed: true, block: BLOCK })

export const word = (): Hex => bytesToHex(randomBytes(32))

export type TestIdentity = { identityKey: Uint8Array; identity: Hex; storageKey: Uint8Array }
export const makeIdentity = (): TestIdentity => {
  const identityKey = secp256k1.utils.randomSecretKey()
  return { identityKey, identity: bytesToHex(secp256k1.getPublicKey(identityKey, true)), storageKey: randomBytes(32) }
}

/** As of a node, and how its store is to misbehave. */
export type NodeSettings = Partial<VaultNodeParameters> & { wrapStore?: (store: VaultStore) => VaultStore }

export type TestNode = TestIdentity & {
  folder: string
  node: VaultNode
  store: VaultStore
  log: Log
  lines: string[]
  /** As a process that ends and starts again. */
  restart(changes?: NodeSettings): Promise<void>
}

/** Nodes of a vault that have no key yet, each with a store on disk. */
export const createTestVault = async ({
  size = 4,
  threshold = 2,
  ...settings
}: { size?: number; threshold?: number } & NodeSettings = {}) => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'vault-'))
  const identities = Array.from({ length: size }, makeIdentity)
  const roster = { threshold, identities: identities.map(({ identity }) => identity) }

  const startNode = async (identity: TestIdentity, changes: NodeSettings = {}): Promise<TestNode> => {
    const folder = path.join(root, identity.identity.slice(2, 18))
    const { log, lines } = recordLog()
    const start = async (more: NodeSettings) => {
      const { wrapStore = (store: VaultStore) => store, ...chosen } = { ...settings, ...changes, ...more }
      const store = await openVaultStore({ folder, identity: identity.identity, storageKey: identity.storageKey })
      const { identityKey } = identity
      const defaults = { policy: allowAll, roster, clock: () => NOW, log, identityKey, store: wrapStore(store) }
      try {
        return { store, node: createVaultNode({ ...defaults, ...chosen }) }
      } catch (error) {
        await store.close()
        throw error
      }
    }
    const result: TestNode = {
      ...identity,
      ...(await start({})),
      folder,
      log,
      lines,
      async restart(more = {}) {
        await result.store.close()
        Object.assign(result, await start(more))
      },
    }
    return result
  }

  const nodes = await Promise.all(identities.map((identity) => startNode(identity)))
  const started = [...nodes]
  return {
    nodes,
    roster,
    /** Another node with a folder of its own. */
    async addNode(changes: NodeSettings = {}, identity = makeIdentity()) {
      const added = await startNode(identity, changes)
      started.push(added)
      return added
    },
    async close() {
      for (const { store } of started) await store.close()
      fs.rmSync(root, { recursive: true, force: true })
    },
  }
}
export type TestVault = Awaited<ReturnType<typeof createTestVault>>

export const makePlan = (vault: Pick<TestVault, 'roster'>, changes: Partial<CeremonyPlan> = {}): CeremonyPlan => ({
  id: word(),
  epoch: (changes.former?.epoch ?? 0) + 1,
  ...vault.roster,
  ...changes,
})

export const seatPlan = ({ identities: _identities, ...plan }: CeremonyPlan, seats: readonly Seat[]): Ceremony => ({
  ...plan,
  seats,
})

const isPresent = <Value>(value: Value | null): value is Value => value !== null
const inOrder = ({ identities }: CeremonyPlan, seats: readonly Seat[]): Seat[] =>
  identities.map((identity) => seats.find((seat) => seat.identity === identity) as Seat)

/** A ceremony, a step at a time; each step asks every node it is given, at that time. */
export const stepThrough = (plan: CeremonyPlan, nodes: readonly TestNode[]) => {
  let ceremony: Ceremony
  let commitments: DealingCommitment[]
  let dealings: RevealedDealing[]
  let complaints: Complaint[]
  let conclusions: Conclusion[]
  return {
    join() {
      const seats = nodes.map(({ node }) => node.join(plan)).filter(isPresent)
      ceremony = seatPlan(plan, inOrder(plan, seats))
      return ceremony
    },
    commit() {
      commitments = nodes.map(({ node }) => node.commit(ceremony)).filter(isPresent)
      return commitments
    },
    reveal() {
      dealings = nodes.map(({ node }) => node.reveal(plan.id, commitments)).filter(isPresent)
      return dealings
    },
    judge() {
      complaints = nodes.flatMap(({ node }) => node.judge(plan.id, dealings))
      return complaints
    },
    async conclude(): Promise<CertifiedVaultKey> {
      conclusions = (await Promise.all(nodes.map(({ node }) => node.conclude(plan.id, complaints)))).filter(isPresent)
      return certify(plan, nodes, conclusions)
    },
  }
}

/** The key with the signatures of those who have concluded, by place. */
export const certify = (
  { identities }: CeremonyPlan,
  nodes: readonly TestNode[],
  conclusions: readonly { key: VaultKey; signature: Hex }[],
): CertifiedVaultKey => {
  const holders = nodes.filter(({ identity }) => identities.includes(identity))
  const [first] = conclusions
  if (!first) throw new Error('nobody has concluded')
  const signatures = identities.map((identity) => {
    const place = holders.findIndex((holder) => holder.identity === identity)
    return conclusions[place]?.signature ?? null
  })
  return { ...first.key, signatures }
}

/** All of a ceremony up to a certified key that nobody serves yet. */
export const makeKey = async (plan: CeremonyPlan, nodes: readonly TestNode[]): Promise<CertifiedVaultKey> => {
  const steps = stepThrough(plan, nodes)
  steps.join()
  steps.commit()
  steps.reveal()
  steps.judge()
  return steps.conclude()
}

/** The same, and then all nodes serve it. */
export const establishKey = async (plan: CeremonyPlan, nodes: readonly TestNode[]): Promise<CertifiedVaultKey> => {
  const key = await makeKey(plan, nodes)
  for (const { node } of nodes) if (plan.identities.includes(node.identity)) await node.activate(key)
  return key
}

export const label: SecretLabel = {
  chainId: 31_337,
  contract: `0x${'11'.repeat(20)}`,
  subject: `0x${'22'.repeat(32)}`,
  kind: SECRET_KIND.slotKey,
  sender: `0x${'33'.repeat(20)}`,
}

/** An enclave that can ask, and open what it gets. */
export const makeEnclave = () => {
  const account = privateKeyToAccount(generatePrivateKey())
  const decryptionKey = x25519.utils.randomSecretKey()
  const encryptionKey = bytesToHex(x25519.getPublicKey(decryptionKey))
  return {
    signer: account.address,
    encryptionKey,
    async ask(
      request: Pick<ShareRequest, 'node' | 'epoch' | 'sealed'> & Partial<ShareRequest>,
    ): Promise<SignedShareRequest> {
      const complete = { label, signer: account.address, encryptionKey, deadline: NOW + 60, ...request }
      return { ...complete, signature: await account.sign({ hash: digestShareRequest(complete) }) }
    },
    open: (request: ShareRequest, answer: ShareAnswer): DecryptionShare =>
      openShareAnswer(request, answer, (message) => open({ recipientSecretKey: decryptionKey, ...message })),
  }
}

export const signal = new AbortController().signal

/** A certified key as a ceremony would make it, by somebody who knows the polynomial; and everyone's share. */
export const inventKey = (
  holders: readonly TestIdentity[],
  { epoch = 1, threshold = 2, secret = randomScalar() }: { epoch?: number; threshold?: number; secret?: bigint } = {},
): { key: CertifiedVaultKey; plain: VaultKey; secret: bigint; shares: bigint[] } => {
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, randomScalar)]
  const shares = holders.map((_holder, place) => evaluatePolynomial(coefficients, place + 1))
  const publicOf = (scalar: bigint) => bytesToHex(encodePoint(multiplySecretly(GENERATOR, scalar)))
  const plain = {
    masterKey: publicOf(secret),
    epoch,
    threshold,
    members: holders.map(({ identity }, place) => ({ identity, publicShare: publicOf(shares[place] as bigint) })),
    transcript: word(),
  }
  const signatures = holders.map(({ identityKey }) => signDigest(digestVaultKey(plain), identityKey))
  return { key: { ...plain, signatures }, plain, secret, shares }
}

/** The process keeps SQLite's locks only as long as it closes no descriptor of these files: another one has to look. */
export const countInFile = (file: string, text: string): number => {
  const { stdout, status } = spawnSync('grep', ['-acF', text, file], { encoding: 'utf8' })
  if (status === 2 && fs.existsSync(file)) throw new Error(`cannot search ${file}`)
  return Number(stdout || '0')
}
