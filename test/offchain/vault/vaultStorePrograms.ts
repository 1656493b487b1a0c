import fs from 'node:fs'
import { bytesToHex } from 'viem'
import { sealSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import { openVaultStore } from '../../../offchain/vault/node/openVaultStore.ts'
import type { VaultStore } from '../../../offchain/vault/node/vaultStore.ts'
import {
  BLOCK,
  createTestVault,
  inventKey,
  label,
  makeEnclave,
  makeIdentity,
  makePlan,
  NOW,
  signal,
  stepThrough,
  type TestNode,
  word,
} from './vaultNodeFixture.ts'

/** A line that is written when the call returns: what a killed process had said is never lost in a buffer. */
const say = (kind: string, what: unknown = {}) => fs.writeSync(1, `${kind} ${JSON.stringify(what)}\n`)
const waitToBeKilled = () => new Promise<never>(() => setInterval(() => undefined, 2 ** 30))

const placeOf = ({ folder, identity, storageKey, identityKey }: TestNode) => ({
  folder,
  identity,
  storageKey: bytesToHex(storageKey),
  identityKey: bytesToHex(identityKey),
})
/** Where a killed node's store is, and what opens it. */
export type Place = ReturnType<typeof placeOf>

/** A ceremony of three nodes, of which the first stops once its share is kept, before its signature leaves. */
export const concludeUntilKept = async (): Promise<void> => {
  let isFirst = true
  const vault = await createTestVault({
    size: 3,
    wrapStore: (store) => {
      const mayAnswer = !isFirst
      isFirst = false
      const keepPending: VaultStore['keepPending'] = async (held) => {
        await store.keepPending(held)
        if (mayAnswer) return
        say('kept', held.key)
        await waitToBeKilled()
      }
      return { ...store, keepPending }
    },
  })
  const plan = makePlan(vault)
  const steps = stepThrough(plan, vault.nodes)
  for (const step of ['join', 'commit', 'reveal', 'judge'] as const) steps[step]()
  const [first, ...others] = vault.nodes as [TestNode, TestNode, TestNode]
  const conclusions = await Promise.all(others.map(({ node }) => node.conclude(plan.id, [])))
  say('place', placeOf(first))
  say(
    'signatures',
    conclusions.map((conclusion) => conclusion?.signature),
  )
  say('answered', await first.node.conclude(plan.id, []))
}

/** A node that stops once a release is recorded, before its answer leaves. */
export const releaseUntilRecorded = async (): Promise<void> => {
  const vault = await createTestVault({
    size: 3,
    wrapStore: (store) => ({
      ...store,
      async recordRelease(record) {
        await store.recordRelease(record)
        say('recorded', { ciphertextId: record.ciphertextId, signer: record.signer })
        await waitToBeKilled()
      },
    }),
  })
  const [first] = vault.nodes as [TestNode]
  const { key, plain, shares } = inventKey(vault.nodes)
  await first.store.keepPending({ key: plain, index: 1, share: shares[0] as bigint })
  await first.store.activate(key)
  say('place', placeOf(first))
  const sealed = bytesToHex(sealSecret({ masterKey: key.masterKey, label, message: new Uint8Array(9) }))
  say('answered', await first.node.share(await makeEnclave().ask({ node: first.identity, epoch: 1, sealed }), signal))
}

/** Records releases for ever, and says which are on disk. */
export const recordForEver = async (place: Place): Promise<void> => {
  const { folder, identity, storageKey } = place
  const store = await openVaultStore({ folder, identity, storageKey: Buffer.from(storageKey.slice(2), 'hex') })
  say('open')
  const { signer, encryptionKey } = makeEnclave()
  for (let at = NOW; ; at++) {
    const ciphertextId = word()
    await store.recordRelease({ label, ciphertextId, signer, encryptionKey, at, epoch: 1, block: BLOCK })
    say('recorded', ciphertextId)
  }
}

export const makePlace = (folder: string): Place => {
  const { identity, storageKey, identityKey } = makeIdentity()
  return { folder, identity, storageKey: bytesToHex(storageKey), identityKey: bytesToHex(identityKey) }
}
