import { bytesToHex, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  certify,
  createIdentities,
  hexOfPoint,
  openCeremony,
  type PureHolder,
  type PureNode,
  runPureCeremony,
  runPureSeats,
  type SeatOutcome,
  type Tamper,
} from '../../../test/offchain/vault/runPureCeremony.ts'
import { type DealingCommitment, type Seat, signCommitment } from './ceremony.ts'
import { concludeCeremony, type Fault, qualifyDealings, sumPieces } from './concludeCeremony.ts'
import { addScalars, evaluatePolynomial, lagrangeCoefficient, multiplyScalars, randomScalar } from './curve.ts'
import {
  type Complaint,
  type Dealing,
  deal,
  dealPolynomial,
  hashDealing,
  type RevealedDealing,
  receivePiece,
  revealDealing,
} from './dealing.ts'
import { makeDecryptionShare, requireDecryptionShare } from './decryptionShare.ts'
import { inspectSecret, sealSecret } from './sealedSecret.ts'
import { VaultError } from './vaultError.ts'
import { digestVaultKey, requireCertified, signDigest, type VaultKey } from './vaultKey.ts'

const SIZES = [
  { count: 4, threshold: 2 },
  { count: 5, threshold: 3 },
  { count: 7, threshold: 4 },
] as const

const at = <Item>(items: readonly Item[], place: number): Item => items[place] as Item
const sum = (scalars: readonly bigint[]): bigint => scalars.reduce(addScalars, 0n)

/** The secret on whose polynomial these shares would be. */
const interpolate = (holders: readonly Pick<PureHolder, 'index' | 'share'>[]): bigint => {
  const indices = holders.map(({ index }) => index)
  return sum(holders.map(({ index, share }) => multiplyScalars(lagrangeCoefficient(index, indices), share)))
}

/** Every choice of `size` items. */
const choose = <Item>(items: readonly Item[], size: number): Item[][] =>
  size === 0
    ? [[]]
    : items.flatMap((item, place) => choose(items.slice(place + 1), size - 1).map((others) => [item, ...others]))

const concluded = (outcome: SeatOutcome | undefined) => {
  if (!outcome || 'refusal' in outcome) throw new Error('the seat refused', { cause: outcome?.refusal })
  return outcome
}
const refusals = (outcomes: readonly SeatOutcome[]) =>
  outcomes.map((outcome) => ('refusal' in outcome ? outcome.refusal.message : undefined))

/** Remembers what every dealer put into a new key. */
const recordSecrets = (tamper: Tamper = {}) => {
  const secrets = new Map<number, bigint>()
  const recording: Tamper = {
    ...tamper,
    deal: (dealt) => {
      secrets.set(dealt.dealer, dealt.secret)
      return tamper.deal?.(dealt) ?? deal(dealt.ceremony, dealt)
    },
  }
  return { secrets, tamper: recording }
}

/** A way for dealers to misbehave, and what is said of them then. */
type Misdeed = { name: string; problem: string; tamper: (bad: readonly number[]) => Tamper }

const asBadDealers =
  (cheat: (dealing: Dealing, parameters: Parameters<NonNullable<Tamper['deal']>>[0]) => Dealing) =>
  (bad: readonly number[]): Tamper => ({
    deal: (dealt) => {
      const dealing = deal(dealt.ceremony, dealt)
      return bad.includes(dealt.dealer) ? cheat(dealing, dealt) : dealing
    },
  })

const dealWith = (
  { ceremony, dealer, secret }: Parameters<NonNullable<Tamper['deal']>>[0],
  { degree = ceremony.threshold - 1, pieceOf = (_seat: number, piece: bigint) => piece },
): Dealing => {
  const coefficients = [secret, ...Array.from({ length: degree }, randomScalar)]
  return dealPolynomial(ceremony, {
    dealer,
    coefficients,
    pieceFor: (seat) => pieceOf(seat, evaluatePolynomial(coefficients, seat)),
  })
}

const MISDEEDS: readonly Misdeed[] = [
  {
    name: 'cheat one seat',
    problem: 'gave seat 1 a piece that is not on its polynomial',
    tamper: asBadDealers((_, dealt) =>
      dealWith(dealt, { pieceOf: (seat, piece) => (seat === 1 ? addScalars(piece, 1n) : piece) }),
    ),
  },
  {
    name: 'cheat all seats',
    problem: 'gave seat 1 a piece that is not on its polynomial',
    tamper: asBadDealers((_, dealt) => dealWith(dealt, { pieceOf: randomScalar })),
  },
  {
    name: 'deal too high a degree',
    problem: 'coefficients are dealt, not',
    tamper: asBadDealers((_, dealt) => dealWith(dealt, { degree: dealt.ceremony.threshold })),
  },
  {
    name: 'deal too low a degree',
    problem: 'coefficients are dealt, not',
    tamper: asBadDealers((_, dealt) => dealWith(dealt, { degree: dealt.ceremony.threshold - 2 })),
  },
  {
    name: 'deal a box too many',
    problem: 'boxes are dealt, not',
    tamper: asBadDealers((dealing) => ({ ...dealing, boxes: [...dealing.boxes, at(dealing.boxes, 0)] })),
  },
  {
    name: 'deal with a wrong proof',
    problem: 'a knowledge proof does not hold',
    tamper: asBadDealers((dealing) => ({ ...dealing, secretProof: dealing.ephemeralProof })),
  },
  {
    name: 'deal with a key that they do not know',
    problem: 'a knowledge proof does not hold',
    tamper: asBadDealers((dealing) => ({ ...dealing, ephemeral: hexOfPoint(randomScalar()) })),
  },
  {
    name: 'say nothing after they committed',
    problem: 'committed, and then dealt nothing',
    tamper: (bad) => ({ dealings: (dealings) => dealings.filter(({ dealer }) => !bad.includes(dealer)) }),
  },
  {
    name: 'deal something else than they had committed to',
    problem: 'dealt something else than it had committed to',
    tamper: (bad) => ({
      dealings: (dealings, { ceremony }) =>
        dealings.map((dealing) =>
          bad.includes(dealing.dealer)
            ? { ...deal(ceremony, { dealer: dealing.dealer, secret: randomScalar() }), signature: dealing.signature }
            : dealing,
        ),
    }),
  },
  {
    name: 'show their dealings for other commitments',
    problem: 'did not show its dealing for these commitments',
    tamper: (bad) => ({
      dealings: (dealings) =>
        dealings.map((dealing) =>
          bad.includes(dealing.dealer)
            ? { ...dealing, signature: at(dealings, dealing.dealer % 2).signature }
            : dealing,
        ),
    }),
  },
]

/** The last `count` indices: the first dealers stay honest, so that an early bad one is not the only kind. */
const lastDealers = (nodes: number, count: number) => Array.from({ length: count }, (_, less) => nodes - less).sort()

const expectNamed = (faults: readonly Fault[], bad: readonly number[], problem: string) => {
  expect(faults.map(({ role, index }) => `${role} ${index}`)).toEqual(bad.map((index) => `dealer ${index}`))
  for (const fault of faults) expect(fault.problem).toContain(problem)
}

describe.each(SIZES)('a new key, $threshold of $count', ({ count, threshold }) => {
  const nodes = createIdentities(count)

  it('is the sum of all dealers’ secrets, and any threshold of shares is on it', () => {
    const { secrets, tamper } = recordSecrets()
    const { key, holders, faults } = runPureCeremony({ nodes, threshold, tamper })
    const secret = sum([...secrets.values()])
    expect(secrets.size).toBe(count)
    expect(faults).toEqual([])
    expect(key).toMatchObject({ masterKey: hexOfPoint(secret), epoch: 1, threshold })
    expect(key.members.map(({ identity }) => identity)).toEqual(nodes.map(({ identity }) => identity))
    for (const some of choose(holders, threshold)) expect(interpolate(some)).toBe(secret)
    for (const few of choose(holders, threshold - 1)) expect(interpolate(few)).not.toBe(secret)
  })

  it.each(MISDEEDS)('leaves out and names as many bad dealers as may be, when they $name', ({ problem, tamper }) => {
    const bad = lastDealers(count, threshold - 1)
    const recorded = recordSecrets(tamper(bad))
    const { key, holders, faults } = runPureCeremony({ nodes, threshold, tamper: recorded.tamper })
    const secret = sum([...recorded.secrets].flatMap(([dealer, part]) => (bad.includes(dealer) ? [] : [part])))
    expectNamed(faults, bad, problem)
    expect(key.masterKey).toBe(hexOfPoint(secret))
    expect(interpolate(holders.slice(-threshold))).toBe(secret)
  })

  it('is not changed by false complaints of as many seats as may be bad, about every dealer', () => {
    const bad = lastDealers(count, threshold - 1)
    const dealers = nodes.map((_, place) => place + 1)
    const lies = bad.flatMap((seat) =>
      dealers.map((dealer) => ({
        seat,
        dealer,
        boxKey: hexOfPoint(randomScalar()),
        proof: `0x${'11'.repeat(64)}` as const,
      })),
    )
    const { secrets, tamper } = recordSecrets({ complaints: () => lies })
    const { key, faults } = runPureCeremony({ nodes, threshold, tamper })
    expect(key.masterKey).toBe(hexOfPoint(sum([...secrets.values()])))
    expect(faults).toEqual(
      lies.map(({ seat, dealer }) => ({
        role: 'seat',
        index: seat,
        problem: `false complaint about dealer ${dealer}`,
      })),
    )
  })
})

describe('a new key', () => {
  const nodes = createIdentities(4)

  it('is another one when a single dealer has another secret', () => {
    const secrets = [11n, 22n, 33n, 44n]
    for (const changed of [0, 1, 2, 3]) {
      const anew = secrets.map((secret, place) => (place === changed ? addScalars(secret, 1n) : secret))
      const tamper: Tamper = {
        deal: ({ ceremony, dealer }) => deal(ceremony, { dealer, secret: at(anew, dealer - 1) }),
      }
      expect(runPureCeremony({ nodes, threshold: 2, tamper }).key.masterKey).toBe(hexOfPoint(111n))
    }
  })

  it('needs as many good dealings as its threshold, and names who spoiled them', () => {
    const tamper: Tamper = { dealings: (dealings) => dealings.slice(0, 1) }
    const { outcomes } = runPureSeats({ nodes, threshold: 2, tamper })
    const problem = (dealer: number) => `dealer ${dealer} committed, and then dealt nothing`
    const named = [2, 3, 4].map(problem).join('; ')
    expect(refusals(outcomes)).toEqual(Array(4).fill(`1 of 2 dealings are good: ${named}`))
  })

  it('is not made of nothing', () => {
    const { outcomes } = runPureSeats({ nodes, threshold: 2, tamper: { commitments: () => [] } })
    expect(refusals(outcomes)).toEqual(Array(4).fill('0 of 2 dealings are good: the others said nothing'))
  })

  it('is not made of a copied dealing, although its hash was promised', () => {
    // Dealer 4 promises what dealer 1 promised, before anybody has shown anything.
    const tamper: Tamper = {
      commitments: (commitments, { ceremony }) => [
        ...commitments.slice(0, 3),
        signCommitment(ceremony, {
          dealer: 4,
          dealingHash: at(commitments, 0).dealingHash,
          identityKey: at(nodes, 3).identityKey,
        }),
      ],
      dealings: (dealings) => [...dealings.slice(0, 3), { ...at(dealings, 0), dealer: 4 }],
    }
    const { faults } = runPureCeremony({ nodes, threshold: 2, tamper })
    expectNamed(faults, [4], 'dealt something else than it had committed to')
  })
})

describe('a false complaint', () => {
  const nodes = createIdentities(4)
  const context = () => {
    const { ceremony, receivingSecrets } = openCeremony({ nodes, threshold: 2 })
    const dealings = nodes.map((_, place) => deal(ceremony, { dealer: place + 1, secret: randomScalar() }))
    const commitments = dealings.map((dealing) =>
      signCommitment(ceremony, {
        dealer: dealing.dealer,
        dealingHash: hashDealing(dealing),
        identityKey: at(nodes, dealing.dealer - 1).identityKey,
      }),
    )
    const reveal = (dealing: Dealing): RevealedDealing =>
      revealDealing(ceremony, { dealing, commitments, identityKey: at(nodes, dealing.dealer - 1).identityKey })
    return { ceremony, commitments, dealings: dealings.map(reveal), receivingSecrets }
  }
  const { ceremony, receivingSecrets, ...shown } = context()
  const unfair = dealWith({ ceremony, dealer: 1, secret: 5n }, { pieceOf: () => 7n })
  const received = receivePiece(ceremony, unfair, { seat: 3, receivingSecret: at(receivingSecrets, 2) })
  if (!('complaint' in received)) throw new Error('the seat has no complaint')
  const { complaint } = received

  it.each<[string, Complaint]>([
    ['with the proof of another dealing', complaint],
    ['about a dealer that dealt nothing', { ...complaint, dealer: 9 }],
    ['of a seat that does not exist', { ...complaint, seat: 9 }],
    ['that is no points', { ...complaint, boxKey: '0x00', proof: '0x' }],
  ])('is named and leaves nobody out: %s', (_, lie) => {
    const { dealings, faults } = qualifyDealings(ceremony, { ...shown, complaints: [lie] })
    expect(dealings).toEqual(shown.dealings)
    expect(faults).toEqual([{ role: 'seat', index: lie.seat, problem: `false complaint about dealer ${lie.dealer}` }])
  })

  it('is not looked at when its dealer is left out already', () => {
    const dealings = shown.dealings.slice(1)
    const { faults } = qualifyDealings(ceremony, { ...shown, dealings, complaints: [complaint] })
    expectNamed(faults, [1], 'committed, and then dealt nothing')
  })
})

describe('a relay', () => {
  const nodes = createIdentities(4)
  const run = (tamper: Tamper) => runPureSeats({ nodes, threshold: 2, tamper })
  const spoil = (change: (dealing: RevealedDealing) => Partial<RevealedDealing>): Tamper => ({
    dealings: (dealings) =>
      dealings.map((dealing) => (dealing.dealer === 4 ? { ...dealing, ...change(dealing) } : dealing)),
  })

  it.each<[string, Tamper]>([
    ['a box', spoil(({ boxes }) => ({ boxes: [...boxes].reverse() }))],
    ['a coefficient', spoil(({ commitments }) => ({ commitments: [at(commitments, 0), hexOfPoint(7n)] }))],
    ['a proof', spoil(({ secretProof }) => ({ ephemeralProof: secretProof }))],
    ['the dealer', spoil(() => ({ dealer: 5 }))],
  ])('that alters %s of a dealing gets its dealer left out, and no more', (_, tamper) => {
    const { secrets, tamper: recorded } = recordSecrets(tamper)
    const { key, faults } = runPureCeremony({ nodes, threshold: 2, tamper: recorded })
    expect(faults.map(({ role, index }) => ({ role, index }))).toEqual([{ role: 'dealer', index: 4 }])
    expect(key.masterKey).toBe(hexOfPoint(sum([1, 2, 3].map((dealer) => secrets.get(dealer) as bigint))))
  })

  it('that puts a forged dealing before the true one changes nothing', () => {
    const { secrets, tamper } = recordSecrets({
      dealings: (dealings) => [{ ...at(dealings, 0), ephemeral: hexOfPoint(7n) }, ...dealings],
    })
    const { key, faults } = runPureCeremony({ nodes, threshold: 2, tamper })
    expect(faults).toEqual([])
    expect(key.masterKey).toBe(hexOfPoint(sum([...secrets.values()])))
  })

  it('that tells everyone the same in another order changes nothing', () => {
    const shuffled = <Item>(items: readonly Item[], to: Hex): readonly Item[] =>
      to === at(nodes, 0).identity ? [...items].reverse() : items
    const tamper: Tamper = {
      commitments: (commitments, { to }) => shuffled(commitments, to),
      dealings: (dealings, { to }) => shuffled(dealings, to),
    }
    expect(runPureCeremony({ nodes, threshold: 2, tamper }).faults).toEqual([])
  })

  it.each<[string, Tamper, RegExp]>([
    [
      'a seat’s receiving key',
      { seats: ([first, ...others]) => [{ ...(first as Seat), receivingKey: hexOfPoint(7n) }, ...others] },
      /^the seat of 0x[0-9a-f]{66} is not signed by it$/,
    ],
    [
      'a commitment',
      {
        commitments: ([first, ...others]) => [
          { ...(first as DealingCommitment), dealingHash: `0x${'11'.repeat(32)}` },
          ...others,
        ],
      },
      /^the commitment of dealer 1 is not signed by it$/,
    ],
    [
      'a commitment into a stranger’s',
      {
        commitments: ([first, ...others], { ceremony }) => [
          signCommitment(ceremony, { ...(first as DealingCommitment), ...at(createIdentities(1), 0) }),
          ...others,
        ],
      },
      /^the commitment of dealer 1 is not signed by it$/,
    ],
    [
      'the number of a dealer’s commitments',
      { commitments: (commitments) => [...commitments, at(commitments, 0)] },
      /^a dealer has two commitments$/,
    ],
  ])('that alters %s is refused by every seat', (_, tamper, message) => {
    const { outcomes } = run(tamper)
    expect(outcomes).toHaveLength(4)
    for (const refusal of refusals(outcomes)) expect(refusal).toMatch(message)
  })

  it('that holds back a just complaint cannot make the cheated seat sign', () => {
    const cheat = asBadDealers((_, dealt) =>
      dealWith(dealt, { pieceOf: (seat, piece) => (seat === 3 ? addScalars(piece, 1n) : piece) }),
    )
    const { outcomes } = run({ ...cheat([2]), complaints: () => [] })
    expect(refusals(outcomes)).toEqual([
      undefined,
      undefined,
      'dealer 2 qualified although our complaint stands',
      undefined,
    ])
  })

  it('that holds back a just complaint gets no certificate where too few honest nodes would hold the key', () => {
    const five = createIdentities(5)
    const cheat = asBadDealers((_, dealt) =>
      dealWith(dealt, { pieceOf: (seat, piece) => (seat === 3 ? addScalars(piece, 1n) : piece) }),
    )
    const { outcomes } = runPureSeats({ nodes: five, threshold: 3, tamper: { ...cheat([2]), complaints: () => [] } })
    expect(() => requireCertified(certify(concluded(outcomes[0]).key, outcomes))).toThrow('4 of 5 signatures')
  })

  it('that tells seats different things gets no key certified of which they saw different halves', () => {
    const isFirstHalf = (to: Hex) => nodes.slice(0, 2).some(({ identity }) => identity === to)
    const { outcomes } = run({
      dealings: (dealings, { to }) => (isFirstHalf(to) ? dealings.slice(0, 3) : dealings.slice(1)),
    })
    for (const outcome of outcomes) {
      expect(() => requireCertified(certify(concluded(outcome).key, outcomes))).toThrow('2 of 3 signatures')
    }
  })
})

describe('a dealer with an accomplice at the relay', () => {
  const nodes = createIdentities(4)
  const [, second, third, last] = nodes as [PureNode, PureNode, PureNode, PureNode]

  /** Some nodes hear another commitment of dealer 4 than the others, and get the dealing that belongs to it. */
  const tellTwoStories = (
    deceived: readonly PureNode[],
    choose: (dealings: readonly RevealedDealing[]) => readonly RevealedDealing[],
  ): Tamper => {
    const isDeceived = (to: Hex) => deceived.some(({ identity }) => identity === to)
    let other: Dealing | undefined
    let story: readonly DealingCommitment[] = []
    return {
      commitments: (commitments, { ceremony, to }) => {
        if (!isDeceived(to)) return commitments
        other ??= deal(ceremony, { dealer: 4, secret: randomScalar() })
        const promise = { dealer: 4, dealingHash: hashDealing(other), identityKey: last.identityKey }
        story = [...commitments.slice(0, 3), signCommitment(ceremony, promise)]
        return story
      },
      dealings: (dealings, { ceremony, to }) => {
        if (!isDeceived(to) || !other) return dealings
        const shown = revealDealing(ceremony, { dealing: other, commitments: story, identityKey: last.identityKey })
        return choose([...dealings.slice(0, 3), shown])
      },
    }
  }

  it('that signs two dealings cannot get two keys certified', () => {
    const { outcomes } = runPureSeats({ nodes, threshold: 2, tamper: tellTwoStories([third], (all) => all) })
    const signByLast = (key: VaultKey) => {
      const { signatures } = certify(key, outcomes)
      return { ...key, signatures: [...signatures.slice(0, 3), signDigest(digestVaultKey(key), last.identityKey)] }
    }
    const [one, other] = [concluded(outcomes[0]).key, concluded(outcomes[2]).key]
    expect(one.transcript).not.toBe(other.transcript)
    expect(() => requireCertified(signByLast(one))).not.toThrow()
    expect(() => requireCertified(signByLast(other))).toThrow('2 of 3 signatures')
  })

  it('cannot choose its dealing after it has seen the only honest one that counts', () => {
    // The first node shows its dealing for an early promise; the rest hear a later one, and no other honest dealing.
    const tamper = tellTwoStories([second, third, last], (all) => [at(all, 0), at(all, 3)])
    const { outcomes } = runPureSeats({ nodes, threshold: 2, tamper })
    for (const refusal of refusals(outcomes).slice(1)) {
      expect(refusal).toContain('dealer 1 did not show its dealing for these commitments')
    }
  })
})

describe.each(SIZES)('a refresh, $threshold of $count', ({ count, threshold }) => {
  const nodes = createIdentities(count)
  const before = runPureCeremony({ nodes, threshold })
  const refresh = { nodes, threshold, former: before.key, formerShares: before.holders }
  const after = runPureCeremony(refresh)
  const secret = interpolate(before.holders.slice(0, threshold))

  it('keeps the master key and the holders, and nothing else', () => {
    expect(after.faults).toEqual([])
    expect(after.key).toMatchObject({ masterKey: before.key.masterKey, threshold, epoch: 2 })
    expect(after.key.transcript).not.toBe(before.key.transcript)
    for (const [place, { identity, publicShare }] of after.key.members.entries()) {
      expect(identity).toBe(before.key.members[place]?.identity)
      expect(publicShare).not.toBe(before.key.members[place]?.publicShare)
    }
    for (const some of choose(after.holders, threshold)) expect(interpolate(some)).toBe(secret)
  })

  it('makes stolen old shares useless beside new ones', () => {
    for (let stolen = 1; stolen < threshold; stolen++) {
      const mixed = [...before.holders.slice(0, stolen), ...after.holders.slice(stolen, threshold)]
      expect(interpolate(mixed)).not.toBe(secret)
    }
  })

  it('has old shares refused under the new key', () => {
    const label = {
      chainId: 31_337,
      contract: '0x00000000000000000000000000000000000000aa',
      subject: `0x${'22'.repeat(32)}`,
      kind: 1,
      sender: '0x00000000000000000000000000000000000000bb',
    } as const
    const { masterKey } = after.key
    const secretOf = { masterKey, label, sealed: sealSecret({ masterKey, label, message: Uint8Array.of(1, 2, 3) }) }
    const inspected = inspectSecret(secretOf)
    const shareUnder = (key: VaultKey, { index, share }: PureHolder) =>
      makeDecryptionShare({ key, index, secret: inspected }, share)
    for (const [place, holder] of before.holders.entries()) {
      for (const key of [before.key, after.key]) {
        const old = shareUnder(key, holder)
        expect(() => requireDecryptionShare({ key: after.key, secret: inspected }, old)).toThrow(VaultError)
      }
      const fresh = shareUnder(after.key, at(after.holders, place))
      expect(() => requireDecryptionShare({ key: after.key, secret: inspected }, fresh)).not.toThrow()
    }
  })

  it('works without as many dealers as may be bad', () => {
    const formerShares = before.holders.slice(threshold - 1)
    const { key, faults } = runPureCeremony({ ...refresh, formerShares })
    expect(key.masterKey).toBe(before.key.masterKey)
    expect(faults).toEqual([])
  })

  it('leaves out and names dealers of another secret than their share', () => {
    const bad = Array.from({ length: threshold - 1 }, (_, place) => place + 1)
    const tamper = asBadDealers((_, dealt) => dealWith({ ...dealt, secret: randomScalar() }, {}))(bad)
    const { key, holders, faults } = runPureCeremony({ ...refresh, tamper })
    expectNamed(faults, bad, 'what is dealt is not the share that the dealer holds')
    expect(key.masterKey).toBe(before.key.masterKey)
    expect(interpolate(holders.slice(0, threshold))).toBe(secret)
  })
})

describe('a refresh', () => {
  const nodes = createIdentities(5)
  const before = runPureCeremony({ nodes, threshold: 3 })
  const refresh = { nodes, threshold: 3, former: before.key, formerShares: before.holders }

  it.each(MISDEEDS)('leaves out and names as many bad dealers as may be, when they $name', ({ problem, tamper }) => {
    const { key, holders, faults } = runPureCeremony({ ...refresh, tamper: tamper([1, 2]) })
    expectNamed(faults, [1, 2], problem)
    expect(key.masterKey).toBe(before.key.masterKey)
    expect(interpolate(holders.slice(0, 3))).toBe(interpolate(before.holders.slice(0, 3)))
  })

  it('refuses to go on with fewer dealings than the former threshold', () => {
    const { outcomes } = runPureSeats({ ...refresh, formerShares: before.holders.slice(0, 2) })
    expect(refusals(outcomes)).toEqual(Array(5).fill('2 of 3 dealings are good: the others said nothing'))
  })

  it('is not stopped by a dealer beyond the former threshold, although complaints about it are held back', () => {
    const cheat = asBadDealers((_, dealt) => dealWith(dealt, { pieceOf: randomScalar }))
    const tamper: Tamper = { ...cheat([4, 5]), complaints: () => [] }
    expect(runPureCeremony({ ...refresh, tamper }).key.masterKey).toBe(before.key.masterKey)
  })

  it('skips the epochs of ceremonies that were abandoned', () => {
    expect(runPureCeremony({ ...refresh, epoch: 7 }).key.epoch).toBe(7)
  })
})

describe('a reshare of 3 of 5', () => {
  const nodes = createIdentities(5)
  const before = runPureCeremony({ nodes, threshold: 3 })
  const secret = interpolate(before.holders.slice(0, 3))
  const others = createIdentities(7)
  const reshare = { nodes: others, threshold: 4, former: before.key, formerShares: before.holders }

  it('to 4 of 7 other nodes keeps the key, out of the dealings of any three holders', () => {
    for (const formerShares of [before.holders, before.holders.slice(2)]) {
      const after = runPureCeremony({ ...reshare, formerShares })
      expect(after.key).toMatchObject({ masterKey: before.key.masterKey, threshold: 4, epoch: 2 })
      expect(after.key.members.map(({ identity }) => identity)).toEqual(others.map(({ identity }) => identity))
      for (const some of choose(after.holders, 4)) expect(interpolate(some)).toBe(secret)
      for (const few of choose(after.holders, 3)) expect(interpolate(few)).not.toBe(secret)
    }
  })

  it('leaves out and names bad dealers', () => {
    const tamper = asBadDealers((_, dealt) => dealWith(dealt, { pieceOf: randomScalar }))([1, 3])
    const after = runPureCeremony({ ...reshare, tamper })
    expectNamed(after.faults, [1, 3], 'gave seat 1 a piece that is not on its polynomial')
    expect(after.key.masterKey).toBe(before.key.masterKey)
  })

  it('to fewer nodes, some of them the same, keeps the key', () => {
    const after = runPureCeremony({ ...reshare, nodes: [...others.slice(0, 2), ...nodes.slice(3)], threshold: 2 })
    expect(after.key.masterKey).toBe(before.key.masterKey)
    for (const some of choose(after.holders, 2)) expect(interpolate(some)).toBe(secret)
  })
})

describe('concludeCeremony', () => {
  const nodes = createIdentities(4)
  const { key: former, holders } = runPureCeremony({ nodes, threshold: 2 })
  const { ceremony } = openCeremony({ nodes, threshold: 2, former })
  const dealingOf = ({ index, share }: PureHolder) => deal(ceremony, { dealer: index, secret: share })
  const dealings = holders.map(dealingOf)

  it('refuses dealings that would change the master key', () => {
    expect(() => concludeCeremony(ceremony, { dealings: dealings.slice(0, 1), faults: [] })).toThrow(
      'the master key would change',
    )
  })

  it('has another transcript for another ceremony and for other dealings', () => {
    const conclude = (id: Hex, used: readonly Dealing[]) =>
      concludeCeremony({ ...ceremony, id }, { dealings: used, faults: [] })
    const [one, other, third] = dealings as [Dealing, Dealing, Dealing]
    const keys = [
      conclude(ceremony.id, [one, other]),
      conclude(ceremony.id, [one, third]),
      conclude(ceremony.id, [one, { ...other, secretProof: one.secretProof }]),
      conclude(bytesToHex(new Uint8Array(32)), [one, other]),
    ]
    expect(new Set(keys.map(({ transcript }) => transcript)).size).toBe(keys.length)
  })
})

describe('sumPieces', () => {
  it('refuses to sum without a piece of every dealing that counts', () => {
    const { ceremony } = openCeremony({ nodes: createIdentities(3), threshold: 2 })
    const dealings = [1, 2].map((dealer) => deal(ceremony, { dealer, secret: 5n }))
    const qualified = { dealings, faults: [] }
    expect(
      sumPieces(
        ceremony,
        qualified,
        new Map([
          [1, 3n],
          [2, 4n],
          [3, 9n],
        ]),
      ),
    ).toBe(7n)
    expect(() => sumPieces(ceremony, qualified, new Map([[1, 3n]]))).toThrow(
      'dealer 2 qualified although our complaint stands',
    )
  })
})
