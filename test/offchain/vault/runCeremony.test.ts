import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KitError } from '../../../offchain/errors.ts'
import {
  type Ceremony,
  type CeremonyPlan,
  type DealingCommitment,
  MOST_SKIPPED_EPOCHS,
  signCommitment,
} from '../../../offchain/protocol/vault/ceremony.ts'
import { randomScalar } from '../../../offchain/protocol/vault/curve.ts'
import { type Dealing, dealPolynomial, hashDealing, revealDealing } from '../../../offchain/protocol/vault/dealing.ts'
import {
  type CertifiedVaultKey,
  digestVaultKey,
  requireCertified,
  signDigest,
} from '../../../offchain/protocol/vault/vaultKey.ts'
import { keyRosterOf } from '../../../offchain/vault/client/keyRosterOf.ts'
import { readVaultKey } from '../../../offchain/vault/client/readVaultKey.ts'
import { NodeRefusedError, type VaultNodeClient } from '../../../offchain/vault/client/vaultNodeClient.ts'
import { NODE_PATHS } from '../../../offchain/vault/client/wire.ts'
import { resumeActivation } from '../../../offchain/vault/coordinator/resumeActivation.ts'
import { type CeremonyProgress, runCeremony } from '../../../offchain/vault/coordinator/runCeremony.ts'
import { certifyVaultKey, identityKeys } from './certifyVaultKey.ts'
import { type ServedNode, type ServedVault, sealForTest, serveTestVault } from './serveTestVault.ts'
import { makeKey, makePlan, stepThrough } from './vaultNodeFixture.ts'

type Answers = (path: string, body: unknown, ask: () => Promise<unknown>) => Promise<unknown>

/** A node whose operator's doors are answered by somebody else. */
const through = (client: VaultNodeClient, answers: Answers): VaultNodeClient => ({
  ...client,
  operate: (path, body, signal) => answers(path, body, () => client.operate(path, body, signal)),
})

const identitiesOf = (nodes: readonly ServedNode[]) => nodes.map(({ identity }) => identity)

describe('a ceremony', () => {
  let vault: ServedVault
  let signal: AbortSignal
  beforeEach(async () => {
    vault = await serveTestVault()
    signal = AbortSignal.timeout(50_000)
  })
  afterEach(() => vault.close())

  const nodeAt = (index: number): ServedNode => vault.nodes[index - 1] as ServedNode
  const init = (changes: Partial<Parameters<typeof runCeremony>[0]> = {}) =>
    runCeremony({ nodes: vault.clients, roster: vault.roster, signal, ...changes })
  const refresh = (former: CertifiedVaultKey, changes: Partial<Parameters<typeof runCeremony>[0]> = {}) =>
    init({ former, ...changes })
  const resume = () => resumeActivation({ nodes: vault.clients, rosters: [keyRosterOf(vault.roster)], signal })
  /** All clients, one of them answered for by somebody else. */
  const answeredBy = (index: number, answers: Answers): VaultNodeClient[] =>
    vault.clients.map((client, place) => (place === index - 1 ? through(client, answers) : client))
  const epochs = () => vault.nodes.map(({ store }) => store.active()?.key.epoch)

  it('makes a key that every node serves, and of which any two open secrets', async () => {
    const steps: CeremonyProgress[] = []
    const { key, faults, activated } = await init({ onStep: (progress) => steps.push(progress) })
    expect(faults).toEqual([])
    expect(activated).toEqual([1, 2, 3, 4])
    expect(() => requireCertified(key)).not.toThrow()
    expect(key).toMatchObject({ epoch: 1, threshold: 2 })
    const opens = sealForTest(key)
    for (const pair of [
      [1, 2],
      [2, 4],
      [4, 3],
    ])
      expect(opens(key, pair.map(nodeAt))).toBe(true)
    expect(() => opens(key, [nodeAt(1)])).toThrow('1 good shares of 2')
    const names = ['survey', 'join', 'commit', 'reveal', 'judge', 'conclude', 'activate']
    expect(steps).toEqual(names.map((step) => ({ step, done: 4, of: 4 })))
  })

  it('deals the key anew to its holders: same master key, other shares', async () => {
    const { key: first } = await init()
    const opens = sealForTest(first)
    const before = nodeAt(1).store.active()?.share
    const { key, activated } = await refresh(first)
    expect(key).toMatchObject({ masterKey: first.masterKey, epoch: 2 })
    expect(activated).toEqual([1, 2, 3, 4])
    expect(nodeAt(1).store.active()?.share).not.toBe(before)
    expect(opens(key, [nodeAt(3), nodeAt(1)])).toBe(true)
    expect(await readVaultKey({ nodes: vault.clients, threshold: 2, signal })).toEqual(key)
  })

  it('deals the key to other nodes, with another threshold', async () => {
    const { key: first } = await init()
    const opens = sealForTest(first)
    const { masterKey } = first
    const added = []
    for (let count = 0; count < 4; count += 1) added.push(await vault.addNode({ masterKey }))
    const next = [...added, nodeAt(2)]
    const roster = vault.rosterOf(next, 3)
    const expected = { roster: { threshold: 3, identities: identitiesOf(next) } }
    for (const node of [...vault.nodes, ...added]) await node.restart(expected)
    const nodes = [...vault.clients, ...added.map(({ client }) => client)]
    const { key, faults, activated } = await refresh(first, { nodes, roster })
    expect(faults).toEqual([])
    expect(activated).toEqual([1, 2, 3, 4, 5])
    expect(key).toMatchObject({ masterKey, epoch: 2, threshold: 3 })
    expect(opens(key, next.slice(1, 4))).toBe(true)
    expect(() => opens(key, next.slice(0, 2))).toThrow('2 good shares of 3')
    // Nodes that hold nothing any more are no part of what comes next.
    expect((await refresh(key, { nodes, roster })).faults).toEqual([])
  })

  it('deals the key without its holders that are gone, as long as enough of them deal', async () => {
    const { key: first } = await init()
    const { masterKey } = first
    const added = [await vault.addNode({ masterKey }), await vault.addNode({ masterKey })]
    const next = [nodeAt(1), nodeAt(2), ...added]
    const expected = { roster: { threshold: 2, identities: identitiesOf(next) } }
    for (const node of next) await node.restart(expected)
    await nodeAt(3).goDown()
    await nodeAt(4).goDown()
    const nodes = [...vault.clients, ...added.map(({ client }) => client)]
    const { key, activated } = await refresh(first, { nodes, roster: vault.rosterOf(next) })
    expect(activated).toEqual([1, 2, 3, 4])
    expect(sealForTest(first)(key, added)).toBe(true)
  })

  it('does not begin without every future holder, and names the one that is missing', async () => {
    await nodeAt(3).goDown()
    const error = await init().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(KitError)
    expect(error).toMatchObject({ retryable: true })
    expect((error as KitError).message).toMatch(
      new RegExp(
        `every future holder must take its seat, and ${nodeAt(3).identity.slice(0, 12)} at .* did not: .*nobody listens`,
      ),
    )
    expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
  })

  it('does not begin with another node than the roster says', async () => {
    const other = { ...nodeAt(2).client, status: nodeAt(1).client.status }
    const nodes = vault.clients.map((client, place) => (place === 1 ? other : client))
    await expect(init({ nodes })).rejects.toThrow(/there is node 0x\w+; check roster and URL/)
  })

  it.each(['commit', 'reveal', 'judge', 'conclude'] as const)(
    'ends without a node that is lost at %s, names it, and takes it back in the next refresh',
    async (lost) => {
      const nodes = answeredBy(3, async (path, _body, ask) => {
        if (path === NODE_PATHS[lost]) throw new KitError('vault node 3: lost', { retryable: true })
        return ask()
      })
      const { key, faults, activated } = await init({ nodes })
      expect(activated).toEqual([1, 2, 4])
      expect(faults).toContainEqual({ role: 'seat', index: 3, problem: 'vault node 3: lost' })
      expect(key.signatures[2]).toBeNull()
      expect(sealForTest(key)(key, [nodeAt(1), nodeAt(4)])).toBe(true)
      // Nobody but its operator can tell it which vault it is of.
      await nodeAt(3).restart({ masterKey: key.masterKey })
      const second = await refresh(key)
      expect(second.activated).toEqual([1, 2, 3, 4])
      expect(second.faults).toEqual([
        { role: 'dealer', index: 3, problem: 'deals nothing: it holds no share of the former key' },
      ])
    },
  )

  it('gives up before anybody signs when too few are left to certify the key', async () => {
    const lose: Answers = async (path, _body, ask) => {
      if (path === NODE_PATHS.judge) throw new KitError('lost')
      return ask()
    }
    const nodes = vault.clients.map((client, place) => (place < 2 ? through(client, lose) : client))
    await expect(init({ nodes })).rejects.toThrow('2 of 3 future holders that are needed are left: lost; lost')
    expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
  })

  it('skips the epoch of a ceremony that too few have signed', async () => {
    const lose: Answers = async (path, _body, ask) => {
      if (path === NODE_PATHS.conclude) throw new KitError('lost')
      return ask()
    }
    const nodes = vault.clients.map((client, place) => (place < 2 ? through(client, lose) : client))
    await expect(init({ nodes })).rejects.toThrow('2 of 3 future holders that are needed have signed')
    expect(await resume()).toEqual({ key: undefined, activated: [] })
    const { key, activated } = await init()
    expect(key.epoch).toBe(2)
    expect(activated).toEqual([1, 2, 3, 4])
    expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
  })

  const planOf = (changes: Partial<CeremonyPlan> = {}) =>
    makePlan({ roster: { threshold: 2, identities: identitiesOf(vault.nodes) } }, changes)

  /** Up to where the first two nodes have signed. */
  const abandon = async (former: CertifiedVaultKey, epoch: number) => {
    const plan = { ...planOf({ former }), epoch }
    const steps = stepThrough(plan, vault.nodes)
    steps.join()
    steps.commit()
    steps.reveal()
    const complaints = steps.judge()
    for (const { node } of vault.nodes.slice(0, 2)) await node.conclude(plan.id, complaints)
  }

  it('deals the key although the last epochs that nodes take were used up', async () => {
    const { key: first } = await init()
    for (const skipped of [MOST_SKIPPED_EPOCHS, MOST_SKIPPED_EPOCHS + 1]) await abandon(first, 1 + skipped)
    const { key, activated } = await refresh(first)
    expect(key.epoch).toBe(2)
    expect(activated).toEqual([1, 2, 3, 4])
  })

  it('tries later epochs when nodes have signed some that they do not show', async () => {
    const { key: first } = await init()
    for (const epoch of [2, 3]) await abandon(first, epoch)
    const nodes = vault.clients.map((client) => ({
      ...client,
      status: async () => ({ identity: client.node.identity, pending: [] }),
    }))
    const { key, faults } = await refresh(first, { nodes })
    expect(key.epoch).toBe(4)
    expect(faults).toEqual([])
  })

  const refuseSeat = (code: string, retryable: boolean): VaultNodeClient[] =>
    answeredBy(1, async (path, _body, ask) => {
      if (path === NODE_PATHS.join) throw new NodeRefusedError('1', { code, message: 'no', retryable })
      return ask()
    })

  it('gives up when a node calls every epoch used, each of them later by twice as much', async () => {
    const epochs: number[] = []
    const nodes = vault.clients.map((client, place) =>
      through(client, async (_path, body) => {
        if (place === 1) epochs.push((body as { plan: CeremonyPlan }).plan.epoch)
        throw new NodeRefusedError(`${place + 1}`, { code: 'epochUsed', message: 'no', retryable: false })
      }),
    )
    await expect(init({ nodes })).rejects.toThrow(/did not: vault node 1 refused: no; .*vault node 4 refused: no$/)
    expect(epochs).toEqual([1, ...Array.from({ length: 19 }, (_, tries) => 1 + 2 ** tries)])
  })

  it.each([true, false])(
    'says whether trying again helps as the node that takes no seat does: %s',
    async (retryable) => {
      const error = await init({ nodes: refuseSeat('busy', retryable) }).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(KitError)
      expect(error).toMatchObject({ retryable })
    },
  )

  it('goes on with the vault that is served, whatever other key was made at the same time', async () => {
    const plan = planOf()
    const served = await makeKey(plan, vault.nodes)
    await makeKey({ ...plan, id: `0x${'ab'.repeat(32)}`, epoch: 2 }, vault.nodes)
    for (const { node } of vault.nodes) await node.activate(served)
    const { key: former, activated } = await resume()
    expect(former).toEqual(served)
    expect(activated).toEqual([])
    // The other key's epoch is free again: its shares were erased when this vault's key was activated.
    expect((await refresh(served)).key).toMatchObject({ masterKey: served.masterKey, epoch: 2 })
  })

  it('makes the key without a dealer that gives one seat a bad piece, and names it', async () => {
    let bad: { ceremony: Ceremony; dealing: Dealing } | undefined
    const nodes = answeredBy(2, async (path, body, ask) => {
      if (path === NODE_PATHS.commit) {
        await ask()
        const { ceremony } = body as { ceremony: Ceremony }
        const coefficients = [randomScalar(), randomScalar()]
        const dealing = dealPolynomial(ceremony, { dealer: 2, coefficients, pieceFor: () => 1n })
        bad = { ceremony, dealing }
        const { identityKey } = nodeAt(2)
        return signCommitment(ceremony, { dealer: 2, dealingHash: hashDealing(dealing), identityKey })
      }
      if (path !== NODE_PATHS.reveal) return ask()
      await ask()
      const { commitments } = body as { commitments: DealingCommitment[] }
      const { ceremony, dealing } = bad as { ceremony: Ceremony; dealing: Dealing }
      return revealDealing(ceremony, { dealing, commitments, identityKey: nodeAt(2).identityKey })
    })
    const { key, faults, activated } = await init({ nodes })
    expect(faults).toContainEqual({
      role: 'dealer',
      index: 2,
      problem: 'gave seat 1 a piece that is not on its polynomial',
    })
    expect(activated).toEqual([1, 2, 3, 4])
    expect(sealForTest(key)(key, [nodeAt(2), nodeAt(3)])).toBe(true)
  })

  it('makes the key without a dealer that deals something else than it committed to', async () => {
    const { key: first } = await init()
    const nodes = answeredBy(1, async (path, _body, ask) => {
      const answer = await ask()
      return path === NODE_PATHS.reveal
        ? { ...(answer as Dealing), boxes: (answer as Dealing).boxes.toReversed() }
        : answer
    })
    const { faults, activated } = await refresh(first, { nodes })
    expect(faults).toEqual([{ role: 'dealer', index: 1, problem: 'dealt something else than it had committed to' }])
    expect(activated).toEqual([1, 2, 3, 4])
  })

  it('fails without consequences when too few dealings are good', async () => {
    const spoil: Answers = async (path, _body, ask) => {
      const answer = await ask()
      return path === NODE_PATHS.reveal
        ? { ...(answer as Dealing), boxes: (answer as Dealing).boxes.toReversed() }
        : answer
    }
    const nodes = vault.clients.map((client, place) => (place < 3 ? through(client, spoil) : client))
    await expect(init({ nodes })).rejects.toThrow(
      /nothing has changed: 1 of 2 dealings are good: dealer 1 dealt something else/,
    )
    expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
  })

  const falsely = (change: (answer: never) => unknown) => change as (answer: unknown) => unknown
  it.each<[string, keyof typeof NODE_PATHS, (answer: unknown) => unknown, RegExp]>([
    [
      'commits in another’s name',
      'commit',
      falsely((answer: object) => ({ ...answer, dealer: 4 })),
      /in the name of another dealer/,
    ],
    [
      'commits with a bad signature',
      'commit',
      falsely((answer: object) => ({ ...answer, dealingHash: `0x${'00'.repeat(32)}` })),
      /commitment of dealer 1 is not signed/,
    ],
    [
      'deals in another’s name',
      'reveal',
      falsely((answer: object) => ({ ...answer, dealer: 4 })),
      /dealt in the name of another dealer/,
    ],
    [
      'complains in another’s name',
      'judge',
      () => [{ seat: 4, dealer: 2, boxKey: `0x02${'ab'.repeat(32)}`, proof: `0x${'00'.repeat(64)}` }],
      /complains in the name of another seat/,
    ],
    ['answers with something else', 'judge', () => ({ complaints: [] }), /answered wrongly: it Expected array/],
    [
      'signs another key',
      'conclude',
      falsely((answer: { signature: string }) => ({ ...answer, signature: `0x${'11'.repeat(64)}` })),
      /did not sign the key that everyone else made/,
    ],
    ['signs nothing', 'conclude', () => null, /did not sign the key that everyone else made/],
  ])('leaves out, and names, a node that %s', async (_name, step, change, problem) => {
    const nodes = answeredBy(1, async (path, _body, ask) => {
      const answer = await ask()
      return path === NODE_PATHS[step] ? change(answer) : answer
    })
    const { key, faults, activated } = await init({ nodes })
    expect(activated).toEqual([2, 3, 4])
    expect(faults[0]).toMatchObject({ role: 'seat', index: 1, problem: expect.stringMatching(problem) })
    expect(key.signatures[0]).toBeNull()
  })

  it.each<[string, (answer: object) => unknown, RegExp]>([
    ['takes no seat', () => null, /took another seat than its own/],
    [
      'takes the seat of another',
      (answer) => ({ ...answer, identity: `0x02${'ab'.repeat(32)}` }),
      /took another seat than its own/,
    ],
    [
      'does not sign its seat',
      (answer) => ({ ...answer, signature: `0x${'11'.repeat(64)}` }),
      /the seat of 0x\w+ is not signed by it/,
    ],
  ])('does not go on with a node that %s', async (_name, change, problem) => {
    const nodes = answeredBy(1, async (path, _body, ask) => {
      const answer = await ask()
      return path === NODE_PATHS.join ? change(answer as object) : answer
    })
    await expect(init({ nodes })).rejects.toThrow(problem)
  })

  it('makes no second key for a vault that has one', async () => {
    await init()
    await expect(init()).rejects.toThrow('the nodes hold the key of epoch 1 already; refresh it instead')
    expect(epochs()).toEqual([1, 1, 1, 1])
  })

  it('does not deal a key that is not the newest', async () => {
    const { key: first } = await init()
    await refresh(first)
    await expect(refresh(first)).rejects.toThrow('the vault has a key of epoch 2 already')
  })

  it('is not led astray by what one node makes up', async () => {
    const { key: first } = await init()
    const { client, identityKey } = nodeAt(4)
    const made = certifyVaultKey({ keys: identityKeys(4, 50), epoch: 9 })
    const { signatures: _signatures, ...own } = certifyVaultKey({
      keys: [identityKey, ...identityKeys(3, 50)],
      epoch: 5_000,
    })
    const liar: VaultNodeClient = {
      ...client,
      key: async () => made,
      status: async () => ({
        identity: client.node.identity,
        epoch: 9,
        pending: [
          { key: own, signature: signDigest(digestVaultKey(own), identityKey) },
          { key: made, signature: made.signatures[0] as `0x${string}` },
        ],
      }),
    }
    const nodes = [...vault.clients.slice(0, 3), liar]
    const { key } = await refresh(first, { nodes })
    expect(key.epoch).toBe(2)
    expect((await resumeActivation({ nodes, rosters: [keyRosterOf(vault.roster)], signal })).key).toEqual(key)
  })

  describe('whose coordinator dies', () => {
    /** Up to where the nodes have signed. */
    const initHalf = async () => {
      const controller = new AbortController()
      const onStep = ({ step }: CeremonyProgress) => step === 'conclude' && controller.abort()
      const { key, activated } = await init({ signal: controller.signal, onStep })
      expect(activated).toEqual([])
      return key
    }

    it('is ended by the next one, from what the nodes signed', async () => {
      const key = await initHalf()
      expect(epochs()).toEqual([undefined, undefined, undefined, undefined])
      expect(await resume()).toEqual({ key, activated: [1, 2, 3, 4] })
      expect(epochs()).toEqual([1, 1, 1, 1])
    })

    it('is ended although all nodes were restarted meanwhile', async () => {
      const key = await initHalf()
      for (const node of vault.nodes) await node.restart()
      expect(await resume()).toEqual({ key, activated: [1, 2, 3, 4] })
    })

    it('is not begun anew before it was ended', async () => {
      await initHalf()
      await expect(init()).rejects.toThrow('the nodes hold the key of epoch 1 already')
    })

    it('is ended with as many nodes as certify the key', async () => {
      const key = await initHalf()
      await nodeAt(1).goDown()
      const { key: found, activated } = await resume()
      expect(found).toEqual({ ...key, signatures: [null, ...key.signatures.slice(1)] })
      expect(activated).toEqual([2, 3, 4])
      await nodeAt(1).comeBack()
      expect((await resume()).activated).toEqual([1])
      expect(epochs()).toEqual([1, 1, 1, 1])
    })

    it('is repaired when only some nodes were told', async () => {
      const { key: first } = await init()
      const nodes = vault.clients.map((client, place) =>
        place < 2
          ? client
          : through(client, async (path, _body, ask) => {
              if (path === NODE_PATHS.activate) throw new KitError('lost')
              return ask()
            }),
      )
      const { key, activated } = await refresh(first, { nodes })
      expect(activated).toEqual([1, 2])
      expect(epochs()).toEqual([2, 2, 1, 1])
      expect(await resume()).toEqual({ key, activated: [3, 4] })
      expect(epochs()).toEqual([2, 2, 2, 2])
      expect(await resume()).toEqual({ key, activated: [] })
    })

    it('is repaired even when two nodes serve the key and show nothing pending', async () => {
      const { key: first } = await init()
      const nodes = vault.clients.map((client, place) =>
        place < 3
          ? client
          : through(client, async (path, _body, ask) => {
              if (path === NODE_PATHS.activate) throw new KitError('lost')
              return ask()
            }),
      )
      const { key } = await refresh(first, { nodes })
      await nodeAt(1).goDown()
      await nodeAt(2).goDown()
      expect(await resume()).toEqual({ key, activated: [4] })
    })

    it('changes nothing when it dies before the nodes have signed', async () => {
      const controller = new AbortController()
      const onStep = ({ step }: CeremonyProgress) => step === 'judge' && controller.abort()
      await expect(init({ signal: controller.signal, onStep })).rejects.toThrow('the ceremony was told to stop')
      expect(vault.nodes.map(({ store }) => store.pending().length)).toEqual([0, 0, 0, 0])
      expect((await init()).key.epoch).toBe(1)
    })
  })
})
