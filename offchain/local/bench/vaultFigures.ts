import path from 'node:path'
import { randomBytes } from '@noble/hashes/utils.js'
import { bytesToHex, type Hex } from 'viem'
import { generatePrivateKey, privateKeyToAddress, sign } from 'viem/accounts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { open, publicKeyOf } from '../../protocol/hpke.ts'
import { encodeSlotKey, randomSlotKey } from '../../protocol/slotKey.ts'
import { combineShares, makeDecryptionShare } from '../../protocol/vault/decryptionShare.ts'
import { SECRET_KIND, type SecretLabel } from '../../protocol/vault/label.ts'
import { inspectSecret, sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { digestShareRequest, openShareAnswer, type ShareRequest } from '../../protocol/vault/shareRequest.ts'
import { openVaultStore } from '../../vault/node/openVaultStore.ts'
import { releaseShare } from '../../vault/node/releaseShare.ts'
import type { VaultStore } from '../../vault/node/vaultStore.ts'
import type { ReleasePolicy } from '../../vault/policy/releasePolicy.ts'
import { createRunFolder } from '../process/createRunFolder.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { type Figure, figure } from './figure.ts'
import { keyGenerationFigure } from './keyGenerationFigure.ts'
import { type MadeVault, makeVaultKey } from './makeVaultKey.ts'
import { processorRate } from './processorRate.ts'
import { processorSeconds } from './processorSeconds.ts'
import { startNodeProcesses } from './startNodeProcesses.ts'

const SIZE = { threshold: 4, nodes: 7 }
const LABEL: SecretLabel = {
  chainId: 31337,
  contract: '0x1111111111111111111111111111111111111111',
  subject: `0x${'22'.repeat(32)}`,
  kind: SECRET_KIND.slotKey,
  sender: '0x3333333333333333333333333333333333333333',
}
/** Fills the smallest class, so that nothing of what is added is padding. */
const FULL_LENGTH = 60

/** Of the first node, with its share. */
const openStore = async (folder: string, { key, shares, identityKeys }: MadeVault) => {
  const [member] = key.members
  const [share] = shares
  const [identityKey] = identityKeys
  if (!member || share === undefined || !identityKey) throw new KitError('a vault has at least one node')
  const { identity } = member
  const store = await openVaultStore({ folder, identity, storageKey: randomBytes(32) })
  await store.keepPending({ key, index: 1, share })
  await store.activate(key)
  return { store, identity, identityKey }
}

/** The chain is not asked: how long that takes is the provider's. */
const allowAll: ReleasePolicy = async () => ({
  isAllowed: true,
  block: { number: 1n, hash: `0x${'44'.repeat(32)}`, timestamp: 1_800_000_000 },
})

/** What sealing, a node and an enclave do, each as often as one core can; 4-of-7, with a slot key. */
const rateFigures = async (
  { key, shares }: MadeVault,
  { log, ...node }: { store: VaultStore; identity: Hex; identityKey: Uint8Array; log: Log },
): Promise<Figure[]> => {
  const { masterKey } = key
  const message = encodeSlotKey(randomSlotKey())
  const seal = () => sealSecret({ masterKey, label: LABEL, message })
  const sealed = seal()
  const inspect = () => inspectSecret({ masterKey, label: LABEL, sealed })

  const signingKey = generatePrivateKey()
  const decryptionKey = randomBytes(32)
  const request: ShareRequest = {
    node: node.identity,
    epoch: key.epoch,
    label: LABEL,
    sealed: bytesToHex(sealed),
    signer: privateKeyToAddress(signingKey),
    encryptionKey: bytesToHex(publicKeyOf(decryptionKey)),
    deadline: Math.floor(Date.now() / 1000),
  }
  const signed = {
    ...request,
    signature: await sign({ hash: digestShareRequest(request), privateKey: signingKey, to: 'hex' }),
  }
  /** Request and ciphertext are checked, the release is recorded on disk, the share made, sealed and signed. */
  const release = () =>
    releaseShare(signed, new AbortController().signal, {
      ...node,
      policy: allowAll,
      buckets: { take: () => 0 },
      clock: () => request.deadline,
      log,
      onPolicy: () => undefined,
    })
  const answer = await release()
  const openAnswer = () =>
    openShareAnswer(request, answer, (box) => open({ recipientSecretKey: decryptionKey, ...box }))

  const secret = inspect()
  const all = shares.map((one, place) => makeDecryptionShare({ key, index: place + 1, secret }, one))
  const combine = () => combineShares({ key, secret: inspect() }, all)

  return [
    figure('vault: seal', '/s', await processorRate(seal), 100, 0),
    figure('vault: inspect a ciphertext', '/s', await processorRate(inspect), 150, 0),
    figure('vault: release and record, a node, no chain', '/s', await processorRate(release), 60, 0),
    figure('vault: open an answer, the enclave', '/s', await processorRate(openAnswer), 75, 0),
    figure('vault: inspect and combine, 4-of-7', '/s', await processorRate(combine), 40, 0),
  ]
}

/** What the vault promises: rates of one core, bytes, and the time of a key generation. */
export const vaultFigures = async (log: Log, shutdown: Shutdown): Promise<Figure[]> => {
  const folder = await createRunFolder(path.join(projectRoot, '.local'), shutdown)
  // Before anything else warms this process up, and with nothing else running in it.
  const betweenProcesses = await keyGenerationFigure({
    where: '7 processes',
    generate: await startNodeProcesses({ folder, size: SIZE, log, shutdown }),
  })
  const vault = makeVaultKey(SIZE)
  const computed = await keyGenerationFigure({
    where: 'one core',
    generate: () => makeVaultKey(SIZE),
    clock: processorSeconds,
  })
  const node = await openStore(path.join(folder, 'store'), vault)
  shutdown.onShutdown('store of the bench', () => node.store.close())
  const { masterKey } = vault.key
  const sealed = sealSecret({ masterKey, label: LABEL, message: new Uint8Array(FULL_LENGTH) })
  return [
    ...(await rateFigures(vault, { ...node, log })),
    figure('vault: added to a message before padding', 'bytes', sealed.length - FULL_LENGTH, 192, 0),
    computed,
    betweenProcesses,
  ]
}
