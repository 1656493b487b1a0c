// A local chain with a dark pool, its enclave registry under the test root, and people who may register slots.
import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
  type PrivateKeyAccount,
  type PublicClient,
  parseAbiParameters,
  parseEther,
  type TransactionReceipt,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { connectChain } from '../../../offchain/chain/connectChain.ts'
import { readSlots } from '../../../offchain/chain/darkpool/readSlots.ts'
import { encodeRegisterSlot, encodeRotateKey, type PostedKey } from '../../../offchain/chain/darkpool/registerSlot.ts'
import { creDarkPoolAbi } from '../../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import { createEnclaveKeys } from '../../../offchain/enclave/keys/createEnclaveKeys.ts'
import type { EnclaveKeys } from '../../../offchain/enclave/keys/enclaveKeys.ts'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { policyIdOf } from '../../../offchain/protocol/enclaveMeasurement.ts'
import { commitSlotKey, encodeSlotKey, randomSlotKey } from '../../../offchain/protocol/slotKey.ts'
import { encodePoint, GENERATOR, multiplySecretly, randomScalar } from '../../../offchain/protocol/vault/curve.ts'
import { SECRET_KIND, type SecretLabel } from '../../../offchain/protocol/vault/label.ts'
import { sealSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import { deployContract, sendAs } from '../enclave/deployStores.ts'
import { type EnclaveChain, startEnclaveChain } from '../enclave/enclaveChain.ts'
import { FIELDS, MATCHER, measurementOf, registrationCall } from '../enclave/negativeRegistrations.ts'
import { deployPool, deployPoolLibraries, type PoolWiring } from '../pool/deployPool.ts'
import { activateByMocks } from '../pool/settleWithMocks.ts'

/** A slot key on chain, and what is in it. */
export type SlotKeyOnChain = {
  key: bigint
  commitment: Hex
  label: SecretLabel
  sealed: Hex
  /** keccak256 of the ciphertext. */
  ciphertextId: Hex
  blockNumber: bigint
}

export type PoolChain = {
  rpcUrl: string
  /** With anvil's own methods. */
  client: LocalClient
  /** Reads as a node of the vault does. */
  reader: PublicClient
  /** Of the same chain: stores, platform, clock, and the registry's policies. */
  enclaves: EnclaveChain
  registry: Address
  pool: Address
  /** Deploys a pool like that one but for `changes`. */
  deployAnother: (changes: Partial<PoolWiring>) => Promise<Address>
  /** What the registry approves the simulated enclave by, as a matcher. */
  policyId: Hex
  /** What slot keys are sealed to unless told otherwise. Nobody has its secret. */
  masterKey: Hex
  /** Admitted to the pool and funded; none has a slot yet. */
  makers: readonly [PrivateKeyAccount, PrivateKeyAccount, PrivateKeyAccount]
  /** Registers new keys of a simulated enclave, as a matcher unless told otherwise. */
  registerEnclave: (kind?: number) => Promise<EnclaveKeys>
  /**
   * Seals a new slot key and posts it, in a new slot or, if the account has one, in place of its key.
   */
  postSlotKey: (account: PrivateKeyAccount, masterKey?: Hex) => Promise<SlotKeyOnChain>
  /** What a settlement that includes the slot does to its pending key. */
  activateKey: (key: SlotKeyOnChain) => Promise<void>
  /** Posts what somebody else made. */
  registerSlot: (account: PrivateKeyAccount, key: PostedKey) => Promise<TransactionReceipt>
  /** As the guardian of registry and pool. */
  guard: (to: Address, data: Hex) => Promise<TransactionReceipt>
  mine: (blocks: number) => Promise<void>
  /** Takes back the last `blocks` blocks with all that happened in them, and mines as many others. Ends all snapshots. */
  reorganise: (blocks: number) => Promise<void>
  stop: () => Promise<void>
}

/** Happens instead of what was taken back. Empty blocks in place of empty ones could be the same blocks. */
const ANOTHER_HISTORY = {
  from: LOCAL_ACCOUNTS.transmitter.address,
  to: LOCAL_ACCOUNTS.transmitter.address,
  value: numberToHex(1),
}

const DELAY = 86_400n
const HEARTBEAT = 60n
const PRICE = 100_000_00000000n

/** A point of which nobody knows the logarithm, once this returns. */
const anyMasterKey = (): Hex => bytesToHex(encodePoint(multiplySecretly(GENERATOR, randomScalar())))

export const startPoolChain = async (): Promise<PoolChain> => {
  const enclaves = await startEnclaveChain()
  const { client, rpcUrl, scene } = enclaves
  const { registry } = scene
  const [owner, guardian] = [LOCAL_ACCOUNTS.owner.address, privateKeyToAccount(LOCAL_ACCOUNTS.guardian.privateKey)]
  const newMaker = () => privateKeyToAccount(generatePrivateKey())
  const makers = [newMaker(), newMaker(), newMaker()] as const
  for (const { address } of makers) await client.setBalance({ address, value: parseEther('10') })
  const [uint, uints] = [parseAbiParameters('uint8'), parseAbiParameters('uint256, uint256')]
  const proofVerifier = await deployContract(client, 'BindingProofVerifier')
  const attestationVerifier = await deployContract(client, 'BindingVerifier')
  const wiring: PoolWiring = {
    ...{ owner, guardian: guardian.address, delay: DELAY, enclaveRegistry: registry },
    ...{ attestationVerifier, proofVerifier },
    collateral: await deployContract(client, 'MintableERC20', encodeAbiParameters(uint, [8])),
    payment: await deployContract(client, 'MintableERC20', encodeAbiParameters(uint, [6])),
    prices: await deployContract(client, 'MockPoolPrices', encodeAbiParameters(uints, [HEARTBEAT, PRICE])),
    cipher: await deployContract(client, 'SlotCipher'),
    minimumQuote: 1n,
    roundsPerRequest: 1,
    settlementWindow: 120,
    // A settlement as often as a test wants one.
    idleInterval: 0,
    exitDelay: 86_400,
    admitted: makers.map(({ address }) => address),
  }
  const libraries = await deployPoolLibraries(client)
  const pool = await deployPool(client, libraries, wiring)
  const masterKey = anyMasterKey()

  const hasSlot = async (account: Address): Promise<boolean> => {
    const slots = await readSlots(client as PublicClient, { pool, block: await readHead(client as PublicClient) })
    return slots.some(({ owner: holder }) => isAddressEqual(holder, account))
  }
  const registerSlot: PoolChain['registerSlot'] = (account, key) =>
    sendAs(account, client, { to: pool, data: encodeRegisterSlot(key) })

  return {
    rpcUrl,
    client,
    reader: (await connectChain({ rpcUrls: [rpcUrl], expectedChainId: LOCAL_CHAIN_ID, pollingIntervalMs: 50 })).client,
    enclaves,
    registry,
    pool,
    deployAnother: (changes) => deployPool(client, libraries, { ...wiring, ...changes }),
    policyId: policyIdOf(MATCHER, FIELDS, measurementOf()),
    masterKey,
    makers,
    async registerEnclave(kind = MATCHER) {
      const keys = createEnclaveKeys()
      const { number, hash } = await client.getBlock()
      const registration = { kind, signer: keys.signer, encryptionKey: keys.encryptionKey, referenceBlock: number }
      const call = registrationCall({ ...scene, reference: { number, hash } }, { registration })
      await enclaves.take(scene, { step: 'register', call })
      return keys
    },
    registerSlot,
    async postSlotKey(account, sealedTo = masterKey) {
      const key = randomSlotKey()
      const commitment = commitSlotKey(key)
      const label = {
        chainId: LOCAL_CHAIN_ID,
        contract: pool,
        subject: commitment,
        kind: SECRET_KIND.slotKey,
        sender: account.address,
      }
      const sealed = bytesToHex(sealSecret({ masterKey: sealedTo, label, message: encodeSlotKey(key) }))
      const posted = { commitment, sealedKey: sealed }
      const { blockNumber } = (await hasSlot(account.address))
        ? await sendAs(account, client, { to: pool, data: encodeRotateKey(posted) })
        : await registerSlot(account, posted)
      return { key, commitment, label, sealed, ciphertextId: keccak256(sealed), blockNumber }
    },
    async activateKey({ commitment }) {
      const { slot } = await client.readContract({
        address: pool,
        abi: creDarkPoolAbi,
        functionName: 'slotKey',
        args: [commitment],
      })
      await activateByMocks(client, { pool, proofVerifier, attestationVerifier }, { slot, commitment })
    },
    guard: (to, data) => sendAs(guardian, client, { to, data }),
    mine: (blocks) => client.mine({ blocks }),
    reorganise: async (blocks) => {
      await client.request({ method: 'anvil_reorg', params: [blocks, [[ANOTHER_HISTORY, 0]]] } as never)
    },
    stop: () => enclaves.stop(),
  }
}
