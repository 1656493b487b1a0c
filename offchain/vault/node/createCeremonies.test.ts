import fs from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createTestVault,
  establishKey,
  inventKey,
  makeIdentity,
  makeKey,
  makePlan,
  NOW,
  type NodeSettings,
  seatPlan,
  stepThrough,
  type TestNode,
  type TestVault,
  word,
} from '../../../test/offchain/vault/vaultNodeFixture.ts'
import { KitError } from '../../errors.ts'
import { type CeremonyPlan, signCommitment, signSeat } from '../../protocol/vault/ceremony.ts'
import { evaluatePolynomial, randomScalar } from '../../protocol/vault/curve.ts'
import { dealPolynomial, hashDealing, revealDealing } from '../../protocol/vault/dealing.ts'
import { digestVaultKey, signDigest } from '../../protocol/vault/vaultKey.ts'
import { RefusedError } from './refusedError.ts'

const opened: TestVault[] = []
afterEach(async () => {
  for (const vault of opened.splice(0)) await vault.close()
})
type Three = [TestNode, TestNode, TestNode]
const createVault = async (settings: NodeSettings & { size?: number; threshold?: number } = {}) => {
  const vault = await createTestVault({ size: 3, ...settings })
  opened.push(vault)
  return { vault, nodes: vault.nodes as Three }
}
/** One whose nodes serve a key. */
const createServingVault = async (settings: NodeSettings = {}) => {
  const made = await createVault(settings)
  const key = inventKey(made.nodes)
  await give(made.nodes, key)
  return { ...made, ...key }
}
/** As after a ceremony that nobody has to wait for. */
const give = async (nodes: readonly TestNode[], { key, plain, shares }: ReturnType<typeof inventKey>) => {
  for (const { store, identity } of nodes) {
    const index = key.members.findIndex((member) => member.identity === identity) + 1
    await store.keepPending({ key: plain, index, share: shares[index - 1] as bigint })
    await store.activate(key)
  }
}

/** Code of a refusal; anything else that is thrown is thrown on. */
const refusalOf = (work: () => unknown): string | undefined => {
  try {
    work()
  } catch (error) {
    if (error instanceof RefusedError) return error.code
    throw error
  }
  return undefined
}
const refused = (code: string) => expect.objectContaining({ name: 'RefusedError', code })

describe('joining a ceremony', () => {
  it('gives a seat that the node signed, with a new receiving key each time', async () => {
    const { vault, nodes } = await createVault()
    const [one] = nodes
    const plan = makePlan(vault)
    const seat = one.node.join(plan)
    expect(seat?.identity).toBe(one.identity)
    expect(one.node.join(makePlan(vault))?.receivingKey).not.toBe(seat?.receivingKey)
    expect(seat).toEqual(signSeat(plan, { ...one, receivingKey: seat?.receivingKey ?? '0x' }))
  })

  it('is refused for another roster', async () => {
    const { vault, nodes } = await createVault()
    const { identities } = vault.roster
    const others = [
      { threshold: 3 },
      { identities: identities.toReversed() },
      { identities: identities.slice(0, 2) },
      { identities: [...identities, makeIdentity().identity] },
      { identities: [...identities.slice(0, 2), makeIdentity().identity] },
    ]
    for (const changes of others) {
      expect(refusalOf(() => nodes[0].node.join(makePlan(vault, changes)))).toBe('rosterDiffers')
    }
  })

  it('is refused to whoever has neither a seat nor a share to deal', async () => {
    const { vault, key } = await createServingVault()
    const stranger = await vault.addNode({ masterKey: key.masterKey })
    expect(refusalOf(() => stranger.node.join(makePlan(vault, { former: key })))).toBe('noPart')
  })

  it('is refused for a new key while the node serves one, or was told of one', async () => {
    const { vault, nodes, key } = await createServingVault()
    expect(refusalOf(() => nodes[0].node.join(makePlan(vault, { epoch: 2 })))).toBe('keyExists')
    const empty = await createVault({ masterKey: key.masterKey })
    expect(refusalOf(() => empty.nodes[0].node.join(makePlan(empty.vault)))).toBe('keyExists')
  })

  it('is refused for a former key of another vault', async () => {
    const { vault, nodes, key } = await createServingVault()
    const other = inventKey(nodes).key
    expect(refusalOf(() => nodes[0].node.join(makePlan(vault, { former: other })))).toBe('otherVault')
    const told = await createVault({ masterKey: key.masterKey })
    expect(refusalOf(() => told.nodes[0].node.join(makePlan(told.vault, { former: other })))).toBe('otherVault')
  })

  it('is refused for a former key of others when the node serves none and knows none', async () => {
    const { vault } = await createVault({ size: 4 })
    const [one, two, three, four] = vault.nodes as [TestNode, TestNode, TestNode, TestNode]
    const others = [
      inventKey([one, two, three]),
      inventKey([two, one, three, four]),
      inventKey([one, two, three, makeIdentity()]),
      inventKey([one, two, three, four, makeIdentity()], { threshold: 3 }),
    ]
    for (const { key: former } of others) {
      expect(refusalOf(() => one.node.join(makePlan(vault, { former })))).toBe('masterKeyUnknown')
    }
    const widerRoster = {
      roster: { ...vault.roster, identities: [...vault.roster.identities, makeIdentity().identity] },
    }
    await one.restart(widerRoster)
    const former = inventKey(vault.nodes).key
    expect(refusalOf(() => one.node.join(makePlan(widerRoster, { former })))).toBe('masterKeyUnknown')
  })

  it('is refused for a former key of the same nodes with another threshold', async () => {
    const { vault } = await createVault({ size: 5, threshold: 3 })
    const former = inventKey(vault.nodes).key
    expect(refusalOf(() => vault.nodes[0]?.node.join(makePlan(vault, { former })))).toBe('masterKeyUnknown')
  })

  it('is open to a node that missed the end of the first one: its roster certified the former key', async () => {
    const { vault, nodes } = await createVault()
    const { key } = inventKey(nodes)
    const [{ node }] = nodes
    const signatures = key.signatures.map((signature, place) => (place === 0 ? signature : null))
    const uncertified = makePlan(vault, { former: { ...key, signatures } })
    expect(refusalOf(() => node.join(uncertified))).toBe('notCertified')
    expect(node.join(makePlan(vault, { former: key }))).not.toBeNull()
  })

  it('is refused for a former key that nobody certified', async () => {
    const { vault, nodes, key } = await createServingVault()
    const signatures = key.signatures.map((signature, place) => (place === 0 ? signature : null))
    const plan = makePlan(vault, { former: { ...key, signatures } })
    expect(refusalOf(() => nodes[0].node.join(plan))).toBe('notCertified')
  })

  it('is refused for a former key that the node has left behind, or another one of its epoch', async () => {
    const { vault, nodes, key, secret } = await createServingVault()
    await give(nodes, inventKey(nodes, { epoch: 2, secret }))
    const { node } = nodes[0]
    expect(refusalOf(() => node.join(makePlan(vault, { former: key, epoch: 3 })))).toBe('formerOutdated')
    const twin = inventKey(nodes, { epoch: 2, secret }).key
    expect(refusalOf(() => node.join(makePlan(vault, { former: twin, epoch: 3 })))).toBe('formerOutdated')
  })

  it('is refused for an epoch that is used up: served, earlier, or signed for', async () => {
    const { vault, nodes, secret } = await createServingVault()
    const [{ node, store }] = nodes
    await give(nodes, inventKey(nodes, { epoch: 5, secret }))
    const former = node.key()
    const pending = inventKey(nodes, { epoch: 7, secret })
    await store.keepPending({ key: pending.plain, index: 1, share: pending.shares[0] as bigint })
    for (const epoch of [4, 5, 7]) {
      expect(
        refusalOf(() => node.join(makePlan(vault, { former, epoch }))),
        `${epoch}`,
      ).toBe('epochUsed')
    }
    // A gap stays open: nobody signed for it.
    expect(node.join(makePlan(vault, { former, epoch: 6 }))).not.toBeNull()
  })

  it('is refused when the node is in that ceremony already', async () => {
    const { vault, nodes } = await createVault()
    const [{ node }] = nodes
    const plan = makePlan(vault)
    node.join(plan)
    expect(refusalOf(() => node.join(plan))).toBe('ceremonyKnown')
  })

  it('ends the oldest of eight others', async () => {
    const { vault, nodes } = await createVault()
    const plans = Array.from({ length: 9 }, () => makePlan(vault))
    const ceremonies = plans.map((plan) => stepThrough(plan, nodes).join())
    const [{ node }] = nodes
    const [oldest, ...others] = ceremonies as [(typeof ceremonies)[0]]
    expect(refusalOf(() => node.commit(oldest))).toBe('ceremonyUnknown')
    for (const ceremony of others) expect(node.commit(ceremony)).not.toBeNull()
  })

  it('is open however many keys were signed and never certified', async () => {
    const { vault, nodes } = await createVault()
    const [{ node, store }] = nodes
    for (let epoch = 1; epoch <= 33; epoch++) {
      const { plain, shares } = inventKey(nodes, { epoch })
      await store.keepPending({ key: plain, index: 1, share: shares[0] as bigint })
    }
    expect(node.join(makePlan(vault, { epoch: 40 }))).not.toBeNull()
  })

  it('is over after ten minutes', async () => {
    let now = NOW
    const { vault, nodes } = await createVault({ clock: () => now })
    const [{ node }] = nodes
    const [plan, other] = [makePlan(vault), makePlan(vault)] as const
    const [ceremony, late] = [stepThrough(plan, nodes).join(), stepThrough(other, nodes).join()]
    now += 600
    expect(node.commit(ceremony)).not.toBeNull()
    now += 1
    expect(refusalOf(() => node.commit(late))).toBe('ceremonyUnknown')
  })
})

describe('the steps of a ceremony', () => {
  it('come once each, in order', async () => {
    const { vault, nodes } = await createVault()
    const [{ node }] = nodes
    const plan = makePlan(vault)
    const steps = stepThrough(plan, nodes)
    const ceremony = steps.join()
    const early = [() => node.reveal(plan.id, []), () => node.judge(plan.id, [])]
    for (const step of early) expect(refusalOf(step)).toBe('stepOutOfOrder')
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('stepOutOfOrder'))
    const commitments = steps.commit()
    expect(refusalOf(() => node.commit(ceremony))).toBe('stepOutOfOrder')
    expect(refusalOf(() => node.judge(plan.id, []))).toBe('stepOutOfOrder')
    const dealings = steps.reveal()
    expect(refusalOf(() => node.reveal(plan.id, commitments))).toBe('stepOutOfOrder')
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('stepOutOfOrder'))
    steps.judge()
    expect(refusalOf(() => node.judge(plan.id, dealings))).toBe('stepOutOfOrder')
    await steps.conclude()
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('ceremonyUnknown'))
  })

  it('are refused for a ceremony that the node is not in', async () => {
    const { vault, nodes } = await createVault()
    const [one, two, three] = nodes
    const plan = makePlan(vault)
    const ceremony = stepThrough(plan, nodes).join()
    const { node } = one
    await one.restart()
    const message = `this node is not in ceremony ${plan.id}: it was restarted, 10 minutes have passed, or 8 later ones began; begin another`
    expect(() => one.node.commit(ceremony)).toThrow(message)
    expect(refusalOf(() => node.commit(seatPlan(makePlan(vault), [])))).toBe('ceremonyUnknown')
    expect(refusalOf(() => two.node.reveal(word(), []))).toBe('ceremonyUnknown')
    expect(refusalOf(() => three.node.judge(word(), []))).toBe('ceremonyUnknown')
  })

  it('refuse seats of another plan than the one that was joined', async () => {
    const { vault, nodes, key, secret } = await createServingVault()
    const [{ node }] = nodes
    const plan = makePlan(vault, { former: key })
    const ceremony = stepThrough(plan, nodes).join()
    const { former: _former, ...fresh } = ceremony
    const later = inventKey(nodes, { epoch: 1, secret }).key
    const seats = [...ceremony.seats]
    const stranger = makeIdentity()
    const foreign = signSeat(plan, { ...stranger, receivingKey: seats[1]?.receivingKey ?? '0x' })
    const others = [
      { ...ceremony, epoch: 3 },
      { ...ceremony, threshold: 3 },
      { ...ceremony, former: later },
      fresh,
      { ...ceremony, seats: seats.slice(0, 2) },
      { ...ceremony, seats: [seats[0], foreign, seats[2]] as typeof seats },
      { ...ceremony, seats: seats.toReversed() },
    ]
    for (const other of others) expect(refusalOf(() => node.commit(other))).toBe('planDiffers')
    expect(node.commit(ceremony)).not.toBeNull()
  })

  it('refuse a seat of the node that it signed, but with another receiving key', async () => {
    const { vault, nodes } = await createVault()
    const [one] = nodes
    const plan = makePlan(vault)
    const ceremony = stepThrough(plan, nodes).join()
    const [, second] = ceremony.seats
    const mine = signSeat(plan, { ...one, receivingKey: second?.receivingKey ?? '0x' })
    const seats = [mine, ...ceremony.seats.slice(1)]
    expect(refusalOf(() => one.node.commit({ ...ceremony, seats }))).toBe('seatDiffers')
  })

  it('refuse a seat that its holder did not sign', async () => {
    const { vault, nodes } = await createVault()
    const [{ node }] = nodes
    const ceremony = stepThrough(makePlan(vault), nodes).join()
    const [first, second, third] = ceremony.seats as [never, (typeof ceremony.seats)[0], (typeof ceremony.seats)[0]]
    const seats = [first, { ...second, receivingKey: third.receivingKey }, third]
    expect(refusalOf(() => node.commit({ ...ceremony, seats }))).toBe('ceremonyInvalid')
  })

  it('refuse commitments that their dealers did not make', async () => {
    const { vault, nodes } = await createVault()
    const [{ node }] = nodes
    const plan = makePlan(vault)
    const steps = stepThrough(plan, nodes)
    steps.join()
    const [one, two, three] = steps.commit() as [never, ReturnType<typeof steps.commit>[0], never]
    const forged = [one, { ...two, dealingHash: word() }, three]
    expect(refusalOf(() => node.reveal(plan.id, forged))).toBe('commitmentsInvalid')
    expect(node.reveal(plan.id, [one, two, three])).not.toBeNull()
  })

  it('deal nothing when the former key was left behind after the plan was joined', async () => {
    const { vault, nodes, key, secret } = await createServingVault()
    const plan = makePlan(vault, { former: key, epoch: 3 })
    const ceremony = stepThrough(plan, nodes).join()
    await give(nodes, inventKey(nodes, { epoch: 2, secret }))
    expect(refusalOf(() => nodes[0].node.commit(ceremony))).toBe('formerOutdated')
  })
})

describe('a dealer that gives one seat a bad piece', () => {
  /** Nodes 1 and 2 are honest; the third seat is ours, and its dealing is bad for seat 1. */
  const dealBadly = async () => {
    const { vault, nodes } = await createVault()
    const [one, two, three] = nodes
    const plan = makePlan(vault)
    const seats = [one, two, three].map(({ node }) => node.join(plan))
    const ceremony = seatPlan(plan, seats as never)
    const honest = [one, two].map(({ node }) => node.commit(ceremony))
    const coefficients = [randomScalar(), randomScalar()]
    const dealing = dealPolynomial(ceremony, {
      dealer: 3,
      coefficients,
      pieceFor: (index) => (index === 1 ? randomScalar() : evaluatePolynomial(coefficients, index)),
    })
    const promise = signCommitment(ceremony, { ...three, dealer: 3, dealingHash: hashDealing(dealing) })
    const commitments = [...honest, promise] as NonNullable<(typeof honest)[0]>[]
    const dealings = [one, two].map(({ node }) => node.reveal(plan.id, commitments)) as never[]
    const revealed = revealDealing(ceremony, { dealing, commitments, identityKey: three.identityKey })
    return { plan, one, two, dealings: [...dealings, revealed] }
  }

  it('is complained about by that seat only, and named by all', async () => {
    const { plan, one, two, dealings } = await dealBadly()
    const complaints = one.node.judge(plan.id, dealings)
    expect(complaints).toMatchObject([{ seat: 1, dealer: 3 }])
    expect(two.node.judge(plan.id, dealings)).toEqual([])
    const conclusions = await Promise.all([one, two].map(({ node }) => node.conclude(plan.id, complaints)))
    const fault = { role: 'dealer', index: 3, problem: 'gave seat 1 a piece that is not on its polynomial' }
    expect(conclusions.map((conclusion) => conclusion?.faults)).toEqual([[fault], [fault]])
    expect(conclusions[0]?.key).toEqual(conclusions[1]?.key)
  })

  it('gets no signature of that seat when the complaint is held back, and no share is kept', async () => {
    const { plan, one, dealings } = await dealBadly()
    const complaints = one.node.judge(plan.id, dealings)
    const withheld = one.node.conclude(plan.id, [])
    await expect(withheld).rejects.toThrow(refused('ceremonyFailed'))
    await expect(withheld).rejects.toThrow('dealer 3 qualified although our complaint stands')
    expect(one.store.pending()).toEqual([])
    expect(await one.node.conclude(plan.id, complaints)).toMatchObject({ faults: [{ index: 3 }] })
  })
})

describe('concluding a ceremony', () => {
  const judged = async (settings: NodeSettings, changes: Partial<CeremonyPlan> = {}) => {
    const { vault, nodes } = await createVault(settings)
    const plan = makePlan(vault, changes)
    const steps = stepThrough(plan, nodes)
    steps.join()
    steps.commit()
    steps.reveal()
    steps.judge()
    return { vault, nodes, plan, node: nodes[0].node }
  }

  it('signs only once the share is on disk', async () => {
    const events: string[] = []
    let release = () => {}
    const disk = new Promise<void>((resolve) => {
      release = resolve
    })
    const { node, plan } = await judged({
      wrapStore: (store) => ({
        ...store,
        async keepPending(held) {
          events.push('asked')
          await disk
          await store.keepPending(held)
          events.push('kept')
        },
      }),
    })
    const conclusion = node.conclude(plan.id, []).then((answer) => {
      events.push('signed')
      return answer
    })
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('stepOutOfOrder'))
    expect(node.status().pending).toEqual([])
    release()
    const answer = await conclusion
    expect(events).toEqual(['asked', 'kept', 'signed'])
    expect(node.status().pending).toEqual([{ key: answer?.key, signature: answer?.signature }])
  })

  it('signs nothing when the disk refuses the share, and can be repeated', async () => {
    let isFull = true
    const { node, plan } = await judged({
      wrapStore: (store) => ({
        ...store,
        keepPending: (held) => (isFull ? Promise.reject(new Error('disk full')) : store.keepPending(held)),
      }),
    })
    await expect(node.conclude(plan.id, [])).rejects.toThrow('disk full')
    isFull = false
    expect(await node.conclude(plan.id, [])).not.toBeNull()
  })

  it('is refused for now when the store fails, and can be repeated', async () => {
    let isFull = true
    const { node, plan } = await judged({
      wrapStore: (store) => ({
        ...store,
        keepPending: (held) => (isFull ? Promise.reject(new KitError('disk full')) : store.keepPending(held)),
      }),
    })
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('storeFailed'))
    isFull = false
    expect(await node.conclude(plan.id, [])).not.toBeNull()
  })

  it('signs one of two ceremonies of an epoch', async () => {
    const { vault, nodes } = await createVault()
    const [{ node, store }] = nodes
    const all = [makePlan(vault), makePlan(vault)].map((plan) => ({ plan, steps: stepThrough(plan, nodes) }))
    for (const step of ['join', 'commit', 'reveal', 'judge'] as const) for (const { steps } of all) steps[step]()
    const [first, second] = all as [(typeof all)[0], (typeof all)[0]]
    const answer = await node.conclude(first.plan.id, [])
    await expect(node.conclude(second.plan.id, [])).rejects.toThrow(refused('epochUsed'))
    expect(store.pending().map(({ key }) => key)).toEqual([answer?.key])
  })

  it('signs no fresh key once the node serves one', async () => {
    const { nodes, plan, node } = await judged({}, { epoch: 2 })
    await give(nodes, inventKey(nodes))
    await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('keyExists'))
    expect(node.status().pending).toEqual([])
  })

  it('signs nothing that was dealt from a key that was left behind meanwhile', async () => {
    const { vault, nodes, key, secret } = await createServingVault()
    const plan = makePlan(vault, { former: key, epoch: 3 })
    const steps = stepThrough(plan, nodes)
    steps.join()
    steps.commit()
    steps.reveal()
    steps.judge()
    await give(nodes, inventKey(nodes, { epoch: 2, secret }))
    await expect(nodes[0].node.conclude(plan.id, [])).rejects.toThrow(refused('formerOutdated'))
  })

  it('makes shares that are those of the key, which differ from node to node', async () => {
    const { vault, nodes } = await createVault()
    const key = await makeKey(makePlan(vault), nodes)
    expect(key.signatures).toEqual(nodes.map(({ identityKey }) => signDigest(digestVaultKey(key), identityKey)))
    expect(new Set(nodes.map(({ store }) => store.pending()[0]?.share)).size).toBe(3)
  })
})

describe('dealing a key anew', () => {
  it('keeps the master key, and gives a node that lost everything its place again', async () => {
    const { vault, nodes } = await createVault()
    const [, , three] = nodes
    const first = await establishKey(makePlan(vault), nodes)
    await three.store.close()
    fs.rmSync(three.folder, { recursive: true })
    await three.restart({ masterKey: first.masterKey })
    expect(three.node.status().epoch).toBeUndefined()
    const plan = makePlan(vault, { former: first })
    const steps = stepThrough(plan, nodes)
    steps.join()
    expect(steps.commit().map(({ dealer }) => dealer)).toEqual([1, 2])
    steps.reveal()
    steps.judge()
    const second = await steps.conclude()
    expect(second).toMatchObject({ masterKey: first.masterKey, epoch: 2 })
    await three.node.activate(second)
    expect(three.node.key()).toEqual(second)
  })

  it('takes the shares of nodes that leave, which conclude nothing', async () => {
    const { vault, nodes } = await createVault()
    const [one, two, three] = nodes
    const first = await establishKey(makePlan(vault), nodes)
    const newcomers = await Promise.all([1, 2].map(() => vault.addNode({ masterKey: first.masterKey })))
    const roster = { threshold: 2, identities: [...newcomers.map(({ identity }) => identity), three.identity] }
    const all = [one, two, ...newcomers, three]
    for (const node of all) await node.restart({ roster, masterKey: first.masterKey })
    const plan = makePlan({ roster }, { former: first })
    const steps = stepThrough(plan, all)
    steps.join()
    expect(one.node.status().epoch).toBe(1)
    expect(steps.commit().map(({ dealer }) => dealer)).toEqual([1, 2, 3])
    expect(steps.reveal()).toHaveLength(3)
    expect(steps.judge()).toEqual([])
    const seated = [...newcomers, three]
    const conclusions = await Promise.all(seated.map(({ node }) => node.conclude(plan.id, [])))
    expect(conclusions.every((conclusion) => conclusion?.key.masterKey === first.masterKey)).toBe(true)
    for (const { node } of [one, two]) {
      expect(await node.conclude(plan.id, [])).toBeNull()
      await expect(node.conclude(plan.id, [])).rejects.toThrow(refused('ceremonyUnknown'))
      expect(node.status().pending).toEqual([])
    }
  })

  it('gives a seat, but no dealing, to a node that was asleep during the last one', async () => {
    const { vault, nodes, secret } = await createServingVault()
    const [one, two, three] = nodes
    const second = inventKey(nodes, { epoch: 2, secret })
    await give([one, two], second)
    const plan = makePlan(vault, { former: second.key })
    const steps = stepThrough(plan, nodes)
    steps.join()
    expect(steps.commit().map(({ dealer }) => dealer)).toEqual([1, 2])
    steps.reveal()
    steps.judge()
    const key = await steps.conclude()
    await three.node.activate(key)
    expect(three.node.status()).toMatchObject({ epoch: 3, pending: [] })
  })
})
