// The vault as it runs: nodes as processes of their own, on a real chain, asked by enclaves that are registered there.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { encodeFunctionData, type Hex, hexToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { createEnclaveKeys } from '../../../offchain/enclave/keys/createEnclaveKeys.ts'
import type { EnclaveKeys } from '../../../offchain/enclave/keys/enclaveKeys.ts'
import { createSlotKeyOpener } from '../../../offchain/enclave/slots/createSlotKeyOpener.ts'
import { createSlotKeyring } from '../../../offchain/enclave/slots/createSlotKeyring.ts'
import { openSecret, TooFewNodesError } from '../../../offchain/enclave/vault/openSecret.ts'
import { isoDate } from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { type LocalVault, startLocalVault } from '../../../offchain/local/vault/startLocalVault.ts'
import { commitSlotKey, decodeSlotKey, randomSlotKey } from '../../../offchain/protocol/slotKey.ts'
import type { SecretLabel } from '../../../offchain/protocol/vault/label.ts'
import { digestShareRequest, openShareAnswer, type ShareAnswer } from '../../../offchain/protocol/vault/shareRequest.ts'
import { connectNode } from '../../../offchain/vault/client/connectNode.ts'
import { NodeRefusedError, type VaultNodeClient } from '../../../offchain/vault/client/vaultNodeClient.ts'
import { createVaultNode } from '../../../offchain/vault/node/createVaultNode.ts'
import { openVaultStore } from '../../../offchain/vault/node/openVaultStore.ts'
import { serveVaultNode } from '../../../offchain/vault/node/serveVaultNode.ts'
import { parentOf } from '../processFamily.ts'
import { recordLog } from '../recordLog.ts'
import { type PoolChain, type SlotKeyOnChain, startPoolChain } from './poolChain.ts'

const NEVER = new AbortController().signal
const FINALITY = 1n

describe('the vault, as it runs locally', () => {
  let chain: PoolChain
  let vault: LocalVault
  let folder: string
  let posted: SlotKeyOnChain
  const { log, lines } = recordLog()
  beforeAll(async () => {
    chain = await startPoolChain()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'local-vault-'))
    vault = await startLocalVault({
      chain: {
        rpcUrl: chain.rpcUrl,
        chainId: LOCAL_CHAIN_ID,
        enclaveRegistry: chain.registry,
        darkPool: chain.pool,
        policyId: chain.policyId,
        finality: FINALITY,
      },
      folder: path.join(folder, 'vault'),
      log,
      signal: NEVER,
    })
    posted = await chain.postSlotKey(chain.makers[0], vault.key.masterKey)
    await settle()
  })
  afterAll(async () => {
    await vault?.stop()
    await chain?.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  /** Makes what has happened final. */
  const settle = () => chain.mine(Number(FINALITY))
  const registered = async (): Promise<EnclaveKeys> => {
    const keys = await chain.registerEnclave()
    await settle()
    return keys
  }
  const client = (index: number): VaultNodeClient => vault.nodes[index - 1] as VaultNodeClient
  const revoke = async ({ signer }: EnclaveKeys) => {
    const data = encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'revoke', args: [signer] })
    await chain.guard(chain.registry, data)
  }

  const open = (keys: EnclaveKeys, { label, sealed }: Pick<SlotKeyOnChain, 'label' | 'sealed'> = posted) =>
    openSecret({ key: vault.key, nodes: vault.nodes, label, sealed, keys, attempts: 1, log, signal: NEVER })

  /** What one node says, without the enclave's own checks before it. */
  const ask = (
    node: VaultNodeClient,
    keys: EnclaveKeys,
    { label, sealed }: { label: SecretLabel; sealed: Hex } = posted,
  ): Promise<ShareAnswer> => {
    const request = {
      node: node.node.identity,
      epoch: vault.key.epoch,
      label,
      sealed,
      signer: keys.signer,
      encryptionKey: keys.encryptionKey,
      deadline: Math.floor(Date.now() / 1_000) + 60,
    }
    return node.share({ ...request, signature: keys.sign(digestShareRequest(request)) }, NEVER)
  }
  const codeOf = (answer: Promise<ShareAnswer>): Promise<string> =>
    answer.then(
      () => 'a share',
      (error: unknown) => (error instanceof NodeRefusedError ? error.code : String(error)),
    )
  /** Each of them alone, so any combination of them. */
  const answersOf = (nodes: readonly VaultNodeClient[], keys: EnclaveKeys, secret = posted) =>
    Promise.all(nodes.map((node) => codeOf(ask(node, keys, secret))))
  const expectFailure = async (opening: Promise<unknown>): Promise<TooFewNodesError> => {
    const error = await opening.then(
      () => 'opened',
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(TooFewNodesError)
    return error as TooFewNodesError
  }

  it('opens what was sealed to it, for the registered enclave', async () => {
    const { message, used } = await open(await registered())
    expect(decodeSlotKey(message)).toBe(posted.key)
    expect(used).toHaveLength(2)
  })

  it('runs its nodes as processes of their own, with keys that only their owner can read', () => {
    expect(new Set(vault.processes.map(({ pid }) => pid)).size).toBe(4)
    for (const index of [1, 2, 3, 4]) {
      for (const name of ['identity.key', 'storage.key']) {
        expect(fs.statSync(path.join(folder, 'vault', `node-${index}`, name)).mode & 0o777, name).toBe(0o600)
      }
    }
    expect(fs.statSync(vault.operatorKeyFile).mode & 0o777).toBe(0o600)
  })

  it('opens a slot key inside the registered enclave while one of its nodes is killed', async () => {
    const [first] = vault.processes
    if (!first) throw new Error('there is no node')
    process.kill(first.pid, 'SIGKILL')
    await expect.poll(() => parentOf(first.pid)).toBeUndefined()
    const keys = await registered()
    const keyring = createSlotKeyring({
      client: chain.reader,
      pool: chain.pool,
      startBlock: 0n,
      maxLogBlocks: 2_000n,
      open: createSlotKeyOpener({
        chainId: LOCAL_CHAIN_ID,
        pool: chain.pool,
        vault: { nodes: vault.nodes, threshold: vault.key.threshold, masterKey: vault.key.masterKey },
        keys,
        log,
      }),
      pollIntervalMs: 50,
      log,
    })
    const stop = new AbortController()
    const running = keyring.run(() => undefined, stop.signal)
    await expect.poll(() => keyring.keyOf(posted.commitment), { timeout: 20_000 }).toBe(posted.key)
    const [report] = keyring.reports()
    expect(report).toMatchObject({ slot: 0, state: 'open', status: 'pending' })
    expect(report?.state === 'open' && report.openedBy).not.toContain(1)
    stop.abort()
    await running
    expect(keyring.keyOf(posted.commitment)).toBeUndefined()
  })

  describe('gives nothing', () => {
    const running = () => [client(2), client(3), client(4)]

    it('to a key that nobody registered', async () => {
      const keys = createEnclaveKeys()
      expect(await answersOf(running(), keys)).toEqual(Array(3).fill('enclaveUnknown'))
      expect((await expectFailure(open(keys))).message).toContain('the vault gave 0 of 2 shares')
    })

    it('to a key that is registered, and not final yet', async () => {
      const keys = await chain.registerEnclave()
      expect(await answersOf(running(), keys)).toEqual(Array(3).fill('enclaveUnknown'))
      await settle()
      expect(await answersOf(running(), keys)).toEqual(Array(3).fill('a share'))
    })

    it('to a key that was revoked, from the block on in which it was', async () => {
      const keys = await registered()
      expect(await answersOf(running(), keys)).toEqual(Array(3).fill('a share'))
      await revoke(keys)
      expect(await answersOf(running(), keys)).toEqual(Array(3).fill('enclaveRevoked'))
      await expectFailure(open(keys))
    })

    it('that opens anything to a key that is revoked between the answers of two nodes', async () => {
      const keys = await registered()
      let answered = (): void => undefined
      const first = new Promise<void>((resolve) => {
        answered = resolve
      })
      const revoked = first.then(() => revoke(keys))
      const slowly = (node: VaultNodeClient): VaultNodeClient => ({
        ...node,
        share: async (request, signal) => {
          await revoked
          return await node.share(request, signal)
        },
      })
      const quick: VaultNodeClient = {
        ...client(2),
        share: async (request, signal) => {
          const answer = await client(2).share(request, signal)
          answered()
          return answer
        },
      }
      const nodes = [quick, slowly(client(3)), slowly(client(4))]
      const { label, sealed } = posted
      const error = await expectFailure(
        openSecret({ key: vault.key, nodes, label, sealed, keys, attempts: 1, log, signal: NEVER }),
      )
      expect(error.message).toContain('the vault gave 1 of 2 shares')
      expect(error.message.match(/is revoked in registry/g)).toHaveLength(2)
    })

    it('for a sealed key that another account posted as its own', async () => {
      const keys = await registered()
      const commitment = commitSlotKey(randomSlotKey())
      await chain.registerSlot(chain.makers[1], { commitment, sealedKey: posted.sealed })
      await settle()
      const asTheThief = { ...posted.label, subject: commitment, sender: chain.makers[1].address }
      const copied = { ...posted, label: asTheThief }
      expect(await answersOf(running(), keys, copied)).toEqual(Array(3).fill('ciphertextInvalid'))
      // The enclave sees that by itself.
      await expect(open(keys, copied)).rejects.toThrow('cannot be opened by anyone')
      // And the thief's slot is none of the sender's.
      const halfCopied = { ...posted, label: { ...posted.label, subject: commitment } }
      expect(await answersOf(running(), keys, halfCopied)).toEqual(Array(3).fill('ciphertextInvalid'))
    })

    it('for a sealed key that its owner has replaced', async () => {
      const keys = await registered()
      const first = await chain.postSlotKey(chain.makers[2], vault.key.masterKey)
      const replacing = await chain.postSlotKey(chain.makers[2], vault.key.masterKey)
      await settle()
      expect(await answersOf(running(), keys, first)).not.toContain('a share')
      expect(await answersOf(running(), keys, replacing)).toEqual(Array(3).fill('a share'))
    })
  })

  describe('with one node that gives everyone its share', () => {
    let liar: { url: string; close(): Promise<void> }
    let closeStore: () => Promise<void>
    beforeAll(async () => {
      // It has the share and the keys of the node that was killed.
      const own = path.join(folder, 'vault', 'node-1')
      const read = (name: string) => hexToBytes(fs.readFileSync(path.join(own, name), 'utf8').trim() as Hex)
      const { identity, url } = client(1).node
      const store = await openVaultStore({
        folder: path.join(own, 'store'),
        identity,
        storageKey: read('storage.key'),
      })
      closeStore = () => store.close()
      const roster = { threshold: 2, identities: vault.roster.nodes.map((node) => node.identity) }
      const block = { number: 1n, hash: `0x${'00'.repeat(32)}` as const, timestamp: 0 }
      const policy = async () => ({ isAllowed: true as const, block })
      const node = createVaultNode({ identityKey: read('identity.key'), store, policy, roster, log })
      liar = await serveVaultNode({ node, operators: [], host: '127.0.0.1', port: Number(new URL(url).port), log })
    })
    afterAll(async () => {
      await liar?.close()
      await closeStore?.()
    })

    it.each([
      ['a key that nobody registered', async () => createEnclaveKeys()],
      [
        'a key that was revoked',
        async () => {
          const keys = await registered()
          await revoke(keys)
          return keys
        },
      ],
    ])('gets %s no further than that share', async (_who, make) => {
      const keys = await make()
      const request = {
        node: client(1).node.identity,
        epoch: vault.key.epoch,
        label: posted.label,
        sealed: posted.sealed,
        signer: keys.signer,
        encryptionKey: keys.encryptionKey,
        deadline: Math.floor(Date.now() / 1_000) + 60,
      }
      const answer = await connectNode({ node: client(1).node }).share(
        { ...request, signature: keys.sign(digestShareRequest(request)) },
        NEVER,
      )
      expect(openShareAnswer(request, answer, keys.open).index).toBe(1)
      const { message, problems } = await expectFailure(open(keys))
      expect(message).toContain('the vault gave 1 of 2 shares')
      expect(problems.map(({ node }) => node).sort()).toEqual(
        [2, 3, 4].map((index) => client(index).node.identity).sort(),
      )
    })
  })

  // The last one: it moves the clock of the chain.
  it('gives nothing to a key whose registration has expired', async () => {
    const { enclaves, client: anvil } = chain
    const now = Number((await anvil.getBlock()).timestamp)
    // Nodes bear a chain that is less than a minute ahead of their clock.
    const nextUpdate = isoDate(now + 40)
    const collateral = enclaves.platform.collateral({ tcbInfo: { issueDate: isoDate(now), nextUpdate } })
    await enclaves.submit(enclaves.contracts, [{ kind: 'tcbInfo', collateral }])
    const keys = await registered()
    const { message } = await open(keys)
    expect(decodeSlotKey(message)).toBe(posted.key)
    await enclaves.moveTo(now + 45)
    await settle()
    const codes = await answersOf([client(2), client(3), client(4)], keys)
    expect(codes).toEqual(Array(3).fill('enclaveNotActive'))
    await expectFailure(open(keys))
  })

  it('leaves no key in its logs', () => {
    const text = lines.join()
    for (const name of ['identity.key', 'storage.key']) {
      const secret = fs
        .readFileSync(path.join(folder, 'vault', 'node-2', name), 'utf8')
        .trim()
        .slice(2)
      expect(text).not.toContain(secret)
    }
    expect(text).not.toContain(posted.key.toString(16))
    expect(text).toContain('released a share')
  })
})
