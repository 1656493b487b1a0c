import { encodeFunctionData, type Hex, hexToBytes, numberToHex, pad } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readEnclave } from '../../../offchain/chain/enclave/readEnclave.ts'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import { policyIdOf } from '../../../offchain/protocol/enclaveMeasurement.ts'
import { commitSlotKey, randomSlotKey } from '../../../offchain/protocol/slotKey.ts'
import { SECRET_KIND } from '../../../offchain/protocol/vault/label.ts'
import { inspectSecret } from '../../../offchain/protocol/vault/sealedSecret.ts'
import type { ReleaseQuestion } from '../../../offchain/vault/policy/releasePolicy.ts'
import { sendAsOwner } from '../enclave/deployStores.ts'
import { FIELDS, measurementOf, OTHER_KIND } from '../enclave/negativeRegistrations.ts'
import type { Lie } from './releasePolicyProvider.ts'
import { DEPTH, MAX_AGE, NO_RULES, NOBODY, type PolicyScene, startPolicyScene } from './releasePolicyScene.ts'

const DAY = 86_400

describe('the release policy on a chain', () => {
  let scene: PolicyScene
  let start: Hex

  beforeAll(async () => {
    scene = await startPolicyScene()
  })
  beforeEach(async () => {
    start = await scene.chain.client.snapshot()
  })
  afterEach(async () => {
    scene.provider.lie()
    await scene.chain.client.revert({ id: start })
  })
  afterAll(() => scene?.stop())

  const headNumber = async () => (await scene.chain.client.getBlock()).number
  const onRegistry = (data: Hex) => scene.chain.guard(scene.chain.registry, data)
  const expiryNow = async () => {
    const { registry, reader } = scene.chain
    const { expiresAt } = await readEnclave(reader, {
      registry,
      signer: scene.enclave.signer,
      block: await readHead(reader),
    })
    return expiresAt
  }

  describe('gives', () => {
    it('the posted key to the active matcher, and names the final block', async () => {
      const number = await headNumber()
      const { hash, timestamp } = await scene.chain.client.getBlock({ blockNumber: number - BigInt(DEPTH) })
      expect(await scene.decide()).toEqual({
        isAllowed: true,
        block: { number: number - BigInt(DEPTH), hash, timestamp: Number(timestamp) },
      })
    })

    it('at what the chain itself calls final', async () => {
      await scene.chain.mine(64)
      const { number, hash } = await scene.chain.client.getBlock({ blockTag: 'finalized' })
      expect(number).toBeGreaterThan(scene.posted.blockNumber)
      expect(await scene.decide(scene.question(), { depth: 'finalized' })).toMatchObject({
        isAllowed: true,
        block: { number, hash },
      })
    })

    it('whatever the case in which addresses and keys are written', async () => {
      const upper = <T extends Hex>(value: T) => `0x${value.slice(2).toUpperCase()}` as T
      const { label, ciphertextId } = scene.posted
      const asked = scene.question({
        label: { ...label, contract: upper(label.contract), sender: upper(label.sender) },
        signer: upper(scene.enclave.signer),
        encryptionKey: upper(scene.enclave.encryptionKey),
        ciphertextId: upper(ciphertextId),
      })
      expect(await scene.decide(asked)).toMatchObject({ isAllowed: true })
    })

    it('the active key and the pending one that is to replace it', async () => {
      await scene.chain.activateKey(scene.posted)
      const next = await scene.chain.postSlotKey(scene.chain.makers[0])
      await scene.settle()
      expect(await scene.decide()).toMatchObject({ isAllowed: true })
      expect(await scene.decide(scene.questionOf(next))).toMatchObject({ isAllowed: true })
    })

    it('after it read each fact once at each end, by the hash of the block', async () => {
      scene.provider.lie()
      expect(await scene.decide(scene.question(), { client: scene.provider.client })).toMatchObject({ isAllowed: true })
      const reads = scene.provider.calls.filter(({ method }) => method === 'eth_call').map(({ params }) => params)
      expect(new Set(reads.map((params) => JSON.stringify(params))).size).toBe(reads.length)
      const { number, hash } = await scene.chain.client.getBlock()
      const final = await scene.chain.client.getBlock({ blockNumber: number - BigInt(DEPTH) })
      const at = reads.map(([, block]) => block)
      // The enclave, whether it is active, the pool's registry and the slot key.
      for (const blockHash of [hash, final.hash]) {
        expect(at.filter((block) => (block as { blockHash: Hex }).blockHash === blockHash)).toHaveLength(4)
      }
      expect(at).toEqual(at.map((block) => ({ ...(block as object), requireCanonical: true })))
      expect(at).toHaveLength(8)
    })

    it('from one look when the head itself counts as final', async () => {
      scene.provider.lie()
      const decision = await scene.decide(scene.question(), { client: scene.provider.client, depth: 0n })
      expect(decision).toMatchObject({
        isAllowed: true,
        block: { number: (await scene.chain.client.getBlock()).number },
      })
      expect(scene.provider.calls.filter(({ method }) => method === 'eth_call')).toHaveLength(4)
    })
  })

  describe('what forbids counts at once', () => {
    it('refuses a key that is revoked at the head, though not in the final block', async () => {
      await scene.revoke()
      const number = await headNumber()
      expect(await scene.decide()).toEqual({
        isAllowed: false,
        code: 'enclaveRevoked',
        reason: `${scene.enclave.signer} is revoked in registry ${scene.chain.registry} at block ${number}`,
        retryable: false,
      })
    })

    it('refuses it for good once that is final', async () => {
      await scene.revoke()
      await scene.settle()
      expect(await scene.decide()).toMatchObject({ code: 'enclaveRevoked', retryable: false })
    })

    it.each([
      ['its policy is retired', () => ({ functionName: 'retirePolicy', args: [scene.chain.policyId] }) as const],
      [
        'its platform is banned',
        () => ({ functionName: 'banPlatform', args: [scene.chain.enclaves.platform.ppid] }) as const,
      ],
      ['the registry is paused', () => ({ functionName: 'pause' }) as const],
    ])('refuses a key when %s, at the head alone', async (_what, call) => {
      await onRegistry(encodeFunctionData({ abi: enclaveRegistryAbi, ...call() }))
      const number = await headNumber()
      expect(await scene.decide()).toMatchObject({
        code: 'enclaveNotActive',
        reason: expect.stringContaining(`at block ${number}`),
        retryable: true,
      })
    })

    it('refuses a key whose time is over at the head', async () => {
      const expiresAt = await expiryNow()
      await scene.chain.enclaves.moveTo(expiresAt)
      const change = { clock: () => expiresAt - 1, maxBlockAgeSeconds: 30 * DAY }
      const number = await headNumber()
      expect(await scene.decide(scene.question(), change)).toEqual({
        isAllowed: false,
        code: 'enclaveNotActive',
        reason: `${scene.enclave.signer}, registered until ${expiresAt} (Unix seconds), is not active in registry ${scene.chain.registry} at block ${number}`,
        retryable: true,
      })
    })

    it('refuses a key whose time is over by the clock of the node, though by no block', async () => {
      const expiresAt = await expiryNow()
      const change = { maxBlockAgeSeconds: 30 * DAY, maxHeadAgeSeconds: 30 * DAY }
      expect(await scene.decide(scene.question(), { ...change, clock: () => expiresAt })).toMatchObject({
        code: 'enclaveExpired',
        retryable: true,
      })
      expect(await scene.decide(scene.question(), { ...change, clock: () => expiresAt - 1 })).toMatchObject({
        isAllowed: true,
      })
    })

    it('refuses a slot key that is retired at the head: its owner posted another', async () => {
      await scene.chain.postSlotKey(scene.chain.makers[0])
      const number = await headNumber()
      expect(await scene.decide()).toMatchObject({
        code: 'slotKeyRetired',
        reason: `slot key ${scene.posted.commitment} of pool ${scene.chain.pool} is retired at block ${number}`,
        retryable: false,
      })
    })
  })

  describe('what permits must be final', () => {
    it('refuses a key that is registered at the head alone, until that is final', async () => {
      const late = await scene.chain.registerEnclave()
      const asked = scene.question({ signer: late.signer, encryptionKey: late.encryptionKey })
      expect(await scene.decide(asked)).toMatchObject({ code: 'enclaveUnknown', retryable: true })
      await scene.chain.mine(DEPTH - 1)
      expect(await scene.decide(asked)).toMatchObject({ code: 'enclaveUnknown' })
      await scene.chain.mine(1)
      expect(await scene.decide(asked)).toMatchObject({ isAllowed: true })
    })

    it('refuses a key that is active again at the head alone', async () => {
      await scene.pause()
      await scene.settle()
      await sendAsOwner(scene.chain.client, {
        to: scene.chain.registry,
        data: encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'unpause' }),
      })
      expect(await scene.decide()).toMatchObject({ code: 'enclaveNotActive', retryable: true })
      await scene.settle()
      expect(await scene.decide()).toMatchObject({ isAllowed: true })
    })

    it('refuses a slot key that is posted at the head alone, until that is final', async () => {
      const other = await scene.chain.postSlotKey(scene.chain.makers[1])
      expect(await scene.decide(scene.questionOf(other))).toMatchObject({ code: 'slotKeyUnknown', retryable: true })
      await scene.settle()
      expect(await scene.decide(scene.questionOf(other))).toMatchObject({ isAllowed: true })
    })

    it('goes from the old slot key to the new one as it is replaced', async () => {
      const next = await scene.chain.postSlotKey(scene.chain.makers[0])
      expect(await scene.decide(scene.questionOf(next))).toMatchObject({ code: 'slotKeyUnknown' })
      await scene.settle()
      expect(await scene.decide()).toMatchObject({ code: 'slotKeyRetired' })
      expect(await scene.decide(scene.questionOf(next))).toMatchObject({ isAllowed: true })
      await scene.chain.activateKey(next)
      const last = await scene.chain.postSlotKey(scene.chain.makers[0])
      await scene.chain.activateKey(last)
      await scene.settle()
      expect(await scene.decide(scene.questionOf(next))).toMatchObject({ code: 'slotKeyRetired' })
      expect(await scene.decide(scene.questionOf(last))).toMatchObject({ isAllowed: true })
    })
  })

  describe('refuses what is not the posted key of that slot', () => {
    const label = (change: Partial<ReleaseQuestion['label']>) =>
      scene.question({ label: { ...scene.posted.label, ...change } })

    it('under the label of another sender', async () => {
      expect(await scene.decide(label({ sender: scene.chain.makers[1].address }))).toMatchObject({
        code: 'slotKeyOwnerMismatch',
      })
    })

    it('for a commitment that nobody posted', async () => {
      const subject = commitSlotKey(randomSlotKey())
      expect(await scene.decide(label({ subject }))).toMatchObject({ code: 'slotKeyUnknown' })
    })

    it('with another ciphertext of the same label', async () => {
      expect(await scene.decide(scene.question({ ciphertextId: pad('0x0c') }))).toMatchObject({
        code: 'ciphertextNotPosted',
      })
    })

    it('copied by somebody who posts it as the key of a slot of their own, for the label of its sealer', async () => {
      const thief = scene.chain.makers[1]
      const subject = commitSlotKey(randomSlotKey())
      await scene.chain.registerSlot(thief, { commitment: subject, sealedKey: scene.posted.sealed })
      await scene.settle()
      expect(await scene.decide(label({ subject }))).toMatchObject({
        code: 'slotKeyOwnerMismatch',
        reason: expect.stringContaining(`was posted by ${thief.address}, not by ${scene.chain.makers[0].address}`),
      })
    })

    it('copied in the same way, for the label of the thief: that slot is due, and its ciphertext is not sealed to it', async () => {
      const thief = scene.chain.makers[1]
      const subject = commitSlotKey(randomSlotKey())
      await scene.chain.registerSlot(thief, { commitment: subject, sealedKey: scene.posted.sealed })
      await scene.settle()
      const stolen = { ...scene.posted.label, subject, sender: thief.address }
      expect(await scene.decide(scene.question({ label: stolen }))).toMatchObject({ isAllowed: true })
      // Which a node finds before it asks the policy, and an enclave before it asks a node.
      const { masterKey } = scene.chain
      const sealed = hexToBytes(scene.posted.sealed)
      expect(() => inspectSecret({ masterKey, label: stolen, sealed })).toThrow(
        'the ciphertext was not sealed to this key under this label',
      )
      expect(inspectSecret({ masterKey, label: scene.posted.label, sealed }).id).toBe(scene.posted.ciphertextId)
    })

    it('of a commitment and a ciphertext that somebody saw waiting, and posted first', async () => {
      const [, thief, victim] = scene.chain.makers
      const commitment = commitSlotKey(randomSlotKey())
      await scene.chain.registerSlot(thief, { commitment, sealedKey: scene.posted.sealed })
      await scene.settle()
      expect(await scene.decide(label({ subject: commitment, sender: victim.address }))).toMatchObject({
        code: 'slotKeyOwnerMismatch',
      })
    })

    it('on another chain', async () => {
      expect(await scene.decide(label({ chainId: 1 }))).toMatchObject({ code: 'wrongChain', retryable: false })
    })

    it('when the provider reads another chain than the label names', async () => {
      const decision = scene.decideAmidst((call, tell) =>
        call.method === 'eth_chainId' ? Promise.resolve('0x1') : tell(call),
      )
      expect(await decision).toMatchObject({ code: 'wrongChain' })
    })

    it('in a contract that the node does not know', async () => {
      expect(await scene.decide(label({ contract: NOBODY }))).toMatchObject({ code: 'unknownPool', retryable: false })
    })

    it('in a pool that looks for its matchers in another registry', async () => {
      const pool = await scene.chain.deployAnother({ enclaveRegistry: NOBODY })
      await scene.settle()
      expect(await scene.decide(label({ contract: pool }), { rules: { pools: [pool] } })).toMatchObject({
        code: 'registryMismatch',
        reason: `pool ${pool} uses the registry ${NOBODY}, and this node reads ${scene.chain.registry}`,
      })
      const rules = { pools: [pool], registry: NOBODY }
      expect(await scene.decide(label({ contract: pool }), { rules })).toMatchObject({
        code: 'contractUnreadable',
        reason: expect.stringContaining(`${NOBODY} does not answer as it should at block`),
      })
    })

    it.each([
      ['has no code', () => NOBODY],
      ['is something else', () => scene.chain.registry],
    ])('in a contract that %s', async (_what, contractOf) => {
      const contract = contractOf()
      expect(await scene.decide(label({ contract }), { rules: { pools: [contract] } })).toMatchObject({
        code: 'contractUnreadable',
        reason: expect.stringContaining(`${contract} does not answer as it should at block`),
      })
    })

    it('of a kind that there is not', async () => {
      expect(await scene.decide(label({ kind: 3 }))).toEqual({
        isAllowed: false,
        code: 'unknownKind',
        reason: '3 is no kind of secret that this node knows',
        retryable: false,
      })
    })

    it('of a kind that has no rules yet', async () => {
      expect(await scene.decide(label({ kind: SECRET_KIND.programSecret }))).toEqual({
        isAllowed: false,
        code: 'noRules',
        reason: 'this node has no rules for secrets of kind 2, so it gives none',
        retryable: false,
      })
    })

    it('when the list of rules is empty', async () => {
      expect(await scene.decide(scene.question(), { table: NO_RULES })).toMatchObject({ code: 'noRules' })
    })
  })

  describe('refuses who is not the matcher', () => {
    it('whose signer was never registered', async () => {
      expect(await scene.decide(scene.question({ signer: NOBODY }))).toMatchObject({ code: 'enclaveUnknown' })
    })

    it('who wants the share sealed to a key that is not in the enclave', async () => {
      expect(await scene.decide(scene.question({ encryptionKey: pad('0x0e') }))).toMatchObject({
        code: 'encryptionKeyMismatch',
      })
    })

    it('who is registered for another kind of work, with the same code', async () => {
      const other = await scene.chain.registerEnclave(OTHER_KIND)
      await scene.settle()
      const asked = scene.question({ signer: other.signer, encryptionKey: other.encryptionKey })
      const policyIds = [scene.chain.policyId, policyIdOf(OTHER_KIND, FIELDS, measurementOf())]
      expect(await scene.decide(asked, { rules: { policyIds } })).toMatchObject({ code: 'enclaveKindMismatch' })
    })

    it('who runs code that the registry approves and the node does not', async () => {
      const policyIds = [policyIdOf(OTHER_KIND, FIELDS, measurementOf())]
      expect(await scene.decide(scene.question(), { rules: { policyIds } })).toMatchObject({
        code: 'measurementNotApproved',
      })
    })
  })

  describe('when the chain stands still or is kept from the node', () => {
    const timeOf = async (below: number) => {
      const number = await headNumber()
      return Number((await scene.chain.client.getBlock({ blockNumber: number - BigInt(below) })).timestamp)
    }

    it('refuses once the final block is too old by its own clock', async () => {
      const final = await timeOf(DEPTH)
      expect(await scene.decide(scene.question(), { clock: () => final + MAX_AGE })).toMatchObject({ isAllowed: true })
      expect(await scene.decide(scene.question(), { clock: () => final + MAX_AGE + 1 })).toMatchObject({
        code: 'chainStale',
        reason: expect.stringContaining(`is ${MAX_AGE + 1} s old by this node's clock; at most ${MAX_AGE}`),
        retryable: true,
      })
    })

    it('refuses by a clock that is behind', async () => {
      const newest = await timeOf(0)
      expect(await scene.decide(scene.question(), { clock: () => newest - 60 })).toMatchObject({ isAllowed: true })
      expect(await scene.decide(scene.question(), { clock: () => newest - 61 })).toMatchObject({ code: 'clockBehind' })
    })

    it('goes by the clock of the machine unless it is given another', async () => {
      expect(await scene.decide(scene.question(), { clock: undefined })).toMatchObject({ isAllowed: true })
      await scene.chain.enclaves.moveTo((await timeOf(0)) + 2 * DAY)
      await scene.settle()
      expect(await scene.decide(scene.question(), { clock: undefined })).toMatchObject({ code: 'clockBehind' })
    })

    it('refuses an old block that a provider calls final, and the newest, to hide a revocation', async () => {
      const number = await headNumber()
      const old: Lie = (call, tell) => {
        const isTag = call.params[0] === 'finalized' || call.params[0] === 'latest'
        return tell(isTag ? { ...call, params: [numberToHex(number), false] } : call)
      }
      await scene.revoke()
      await scene.chain.enclaves.moveTo((await timeOf(0)) + MAX_AGE + 1)
      const change = { depth: 'finalized' } as const
      expect(await scene.decideAmidst(old, scene.question(), change)).toMatchObject({
        code: 'chainStale',
        retryable: true,
      })
      const patient = { ...change, maxBlockAgeSeconds: DAY }
      expect(await scene.decideAmidst(old, scene.question(), patient)).toMatchObject({
        code: 'headStale',
        retryable: true,
      })
      // Its age is all that gives it away.
      const careless = { ...patient, maxHeadAgeSeconds: DAY }
      expect(await scene.decideAmidst(old, scene.question(), careless)).toMatchObject({
        isAllowed: true,
        block: { number },
      })
    })

    it('refuses a head that is before the final block', async () => {
      await scene.chain.mine(70)
      const old: Lie = (call, tell) =>
        call.params[0] === 'latest'
          ? tell({ ...call, params: [numberToHex(scene.posted.blockNumber), false] })
          : tell(call)
      expect(await scene.decideAmidst(old, scene.question(), { depth: 'finalized' })).toMatchObject({
        code: 'headBehind',
      })
    })

    it('refuses while the chain has no final block', async () => {
      const number = await headNumber()
      expect(await scene.decide(scene.question(), { depth: number + 1n })).toEqual({
        isAllowed: false,
        code: 'noFinalBlock',
        reason: `the chain, at block ${number}, has none that is final yet`,
        retryable: true,
      })
      const none: Lie = (call, tell) => (call.params[0] === 'finalized' ? Promise.resolve(null) : tell(call))
      expect(await scene.decideAmidst(none, scene.question(), { depth: 'finalized' })).toMatchObject({
        code: 'noFinalBlock',
      })
    })
  })
})
