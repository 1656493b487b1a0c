import { bytesToHex, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  createIdentities,
  hexOfPoint,
  openCeremony,
  type PureNode,
  runPureCeremony,
} from '../../../test/offchain/vault/runPureCeremony.ts'
import {
  type Ceremony,
  type DealingCommitment,
  dealersOf,
  dealingsNeeded,
  hashCeremony,
  requireCeremony,
  requireCommitments,
  type Seat,
  signCommitment,
  signSeat,
} from './ceremony.ts'
import { randomScalar } from './curve.ts'
import { VaultError } from './vaultError.ts'

const nodes = createIdentities(4)
const { key: former, holders } = runPureCeremony({ nodes, threshold: 2 })
const { ceremony } = openCeremony({ nodes, threshold: 2 })
const { ceremony: refresh } = openCeremony({ nodes, threshold: 2, former })
const { ceremony: reshare } = openCeremony({ nodes: createIdentities(5), threshold: 3, former })

const at = <Item>(items: readonly Item[], place: number): Item => items[place] as Item
const withSeat = (place: number, seat: Partial<Seat>): Ceremony => ({
  ...ceremony,
  seats: ceremony.seats.map((old, other) => (other === place ? { ...old, ...seat } : old)),
})
const upper = (hex: Hex): Hex => `0x${hex.slice(2).toUpperCase()}`

describe('requireCeremony', () => {
  it.each([
    ['a fresh key', ceremony],
    ['a refresh', refresh],
    ['a reshare to others', reshare],
  ])('takes %s', (_, sound) => {
    expect(() => requireCeremony(sound)).not.toThrow()
  })

  it('refuses a receiving key that a relay has put in the place of a seat’s own', () => {
    const altered = withSeat(2, { receivingKey: hexOfPoint(randomScalar()) })
    expect(() => requireCeremony(altered)).toThrow(`the seat of ${at(nodes, 2).identity} is not signed by it`)
  })

  it('refuses a seat that was taken in another ceremony', () => {
    const altered = withSeat(2, at(refresh.seats, 2))
    expect(() => requireCeremony(altered)).toThrow(`the seat of ${at(nodes, 2).identity} is not signed by it`)
  })

  it('refuses a seat that a stranger took in a node’s name', () => {
    const [stranger] = createIdentities(1) as [PureNode]
    const receivingKey = hexOfPoint(randomScalar())
    const { signature } = signSeat(ceremony, { ...stranger, receivingKey })
    expect(() => requireCeremony(withSeat(1, { receivingKey, signature }))).toThrow('is not signed by it')
  })

  it.each([
    ['is not on the curve', `0x02${'ff'.repeat(32)}`],
    ['is the identity of the group', '0x00'],
    ['is no hex', `0x${'zz'.repeat(33)}`],
    ['is in upper case', upper(hexOfPoint(randomScalar()))],
  ] as [string, Hex][])('refuses a receiving key that %s, whoever signed it', (_, receivingKey) => {
    // Signed over some bytes, where these cannot be: the point is refused before.
    const { signature } = at(ceremony.seats, 1)
    expect(() => requireCeremony(withSeat(1, { receivingKey, signature }))).toThrow(VaultError)
  })

  it('refuses a signed receiving key that is no point', () => {
    const receivingKey: Hex = `0x02${'ff'.repeat(32)}`
    const seat = signSeat(ceremony, { ...at(nodes, 1), receivingKey })
    expect(() => requireCeremony(withSeat(1, seat))).toThrow('a point is not on the curve')
  })

  it('refuses a node with two seats', () => {
    const seat = signSeat(ceremony, { ...at(nodes, 0), receivingKey: hexOfPoint(randomScalar()) })
    expect(() => requireCeremony(withSeat(3, seat))).toThrow('a node has two seats')
  })

  it('refuses a node with two seats under two writings of its identity', () => {
    const { receivingKey, signature } = signSeat(ceremony, {
      ...at(nodes, 0),
      receivingKey: hexOfPoint(randomScalar()),
    })
    const seat = { identity: upper(at(nodes, 0).identity), receivingKey, signature }
    expect(() => requireCeremony(withSeat(3, seat))).toThrow(VaultError)
  })

  it.each([
    [4, 1],
    [4, 3],
    [1, 2],
    [0, 2],
  ])('refuses %i seats with threshold %i', (count, threshold) => {
    const changed = { ...ceremony, seats: ceremony.seats.slice(0, count), threshold }
    expect(() => requireCeremony(changed)).toThrow(`a vault of ${count} nodes cannot have threshold ${threshold}`)
  })

  it.each([1, 1_000_001])('takes epoch %i for a first key', (epoch) => {
    expect(() => requireCeremony({ ...ceremony, epoch })).not.toThrow()
  })

  it.each([0, -1, 1.5, Number.NaN, 1_000_002, 2 ** 53])('refuses epoch %d for a first key', (epoch) => {
    expect(() => requireCeremony({ ...ceremony, epoch })).toThrow(`epoch ${epoch} does not follow epoch 0`)
  })

  it.each([2, 1_000_002])('takes epoch %i after the first', (epoch) => {
    expect(() => requireCeremony({ ...refresh, epoch })).not.toThrow()
  })

  it.each([0, 1, 1_000_003])('refuses epoch %i after the first', (epoch) => {
    expect(() => requireCeremony({ ...refresh, epoch })).toThrow(`epoch ${epoch} does not follow epoch 1`)
  })

  it('refuses a former key that is not certified', () => {
    const signatures = former.signatures.map((signature, place) => (place < 2 ? signature : null))
    expect(() => requireCeremony({ ...refresh, former: { ...former, signatures } })).toThrow('2 of 3 signatures')
  })

  it.each(['0x', `0x${'11'.repeat(31)}`, `0x${'AB'.repeat(32)}`] as Hex[])('refuses the id %s', (id) => {
    expect(() => requireCeremony({ ...ceremony, id })).toThrow(VaultError)
  })
})

describe('hashCeremony', () => {
  it('is another one for everything that a ceremony says', () => {
    const others: Ceremony[] = [
      ceremony,
      refresh,
      { ...ceremony, id: `0x${'11'.repeat(32)}` },
      { ...ceremony, epoch: 2 },
      { ...ceremony, threshold: 3 },
      { ...ceremony, seats: [...ceremony.seats].reverse() },
      { ...ceremony, seats: ceremony.seats.slice(1) },
      withSeat(0, { receivingKey: hexOfPoint(randomScalar()) }),
      withSeat(0, { identity: hexOfPoint(randomScalar()) }),
      { ...ceremony, former },
      { ...ceremony, former: { ...former, epoch: 2 } },
    ]
    expect(new Set(others.map((other) => bytesToHex(hashCeremony(other)))).size).toBe(others.length)
  })

  it('is the same whichever nodes certified the former key', () => {
    const signatures = [null, ...former.signatures.slice(1)]
    expect(hashCeremony({ ...refresh, former: { ...former, signatures } })).toEqual(hashCeremony(refresh))
  })
})

describe('dealersOf', () => {
  it('is the seats for a fresh key, and the former holders otherwise', () => {
    expect(dealersOf(ceremony)).toEqual(nodes.map(({ identity }) => identity))
    expect(dealersOf(reshare)).toEqual(holders.map(({ identity }) => identity))
  })
})

describe('dealingsNeeded', () => {
  it('is the new threshold for a fresh key, and the former one otherwise', () => {
    expect([dealingsNeeded(ceremony), dealingsNeeded(reshare)]).toEqual([2, 2])
    expect(dealingsNeeded({ ...ceremony, threshold: 3 })).toBe(3)
  })
})

describe('requireCommitments', () => {
  const commit = (dealer: number, by = at(nodes, dealer - 1), within = ceremony): DealingCommitment =>
    signCommitment(within, {
      dealer,
      dealingHash: `0x${String(dealer).repeat(64)}`,
      identityKey: by.identityKey,
    })

  it('takes one of each dealer, and also of fewer', () => {
    expect(() => requireCommitments(ceremony, [commit(4), commit(1), commit(2)])).not.toThrow()
  })

  it('takes those of the former holders in a reshare', () => {
    expect(() => requireCommitments(reshare, [commit(1, at(holders, 0), reshare)])).not.toThrow()
  })

  it('refuses a stranger that commits in a member’s name', () => {
    const [stranger] = createIdentities(1) as [PureNode]
    expect(() => requireCommitments(ceremony, [commit(1), commit(2, stranger)])).toThrow(
      'the commitment of dealer 2 is not signed by it',
    )
  })

  it('refuses a member that commits in another’s name', () => {
    expect(() => requireCommitments(ceremony, [commit(2, at(nodes, 0))])).toThrow(
      'the commitment of dealer 2 is not signed by it',
    )
  })

  it('refuses a commitment that a relay altered', () => {
    const altered = { ...commit(3), dealingHash: `0x${'ab'.repeat(32)}` as const }
    expect(() => requireCommitments(ceremony, [altered])).toThrow('the commitment of dealer 3 is not signed by it')
  })

  it('refuses a dealer’s commitment under another’s index', () => {
    expect(() => requireCommitments(ceremony, [{ ...commit(1), dealer: 2 }])).toThrow(
      'the commitment of dealer 2 is not signed by it',
    )
  })

  it('refuses the commitment of another ceremony', () => {
    const before = commit(1, at(nodes, 0), { ...ceremony, id: `0x${'11'.repeat(32)}` })
    expect(() => requireCommitments(ceremony, [before])).toThrow('the commitment of dealer 1 is not signed by it')
  })

  it('refuses two of one dealer, also when both are signed', () => {
    const other = signCommitment(ceremony, {
      dealer: 1,
      dealingHash: `0x${'ab'.repeat(32)}`,
      identityKey: at(nodes, 0).identityKey,
    })
    expect(() => requireCommitments(ceremony, [commit(1), commit(2), other])).toThrow('a dealer has two commitments')
  })

  it.each([0, 5, 1.5, -1])('refuses dealer %d', (dealer) => {
    expect(() => requireCommitments(ceremony, [{ ...commit(1), dealer }])).toThrow(
      `the ceremony has no dealer ${dealer}`,
    )
  })

  it.each(['0x', '0xzz', `0x${'AB'.repeat(32)}`] as Hex[])('refuses the hash %s', (dealingHash) => {
    expect(() => requireCommitments(ceremony, [{ ...commit(1), dealingHash }])).toThrow(VaultError)
  })
})
