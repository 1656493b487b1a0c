import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import { KitError } from '../../errors.ts'
import { readRoster } from './readRoster.ts'

const nodes = identityKeys(4).map((key, place) => ({
  url: `https://node${place + 1}.example:8443`,
  identity: identityOf(key),
}))
const [one, two, three] = nodes

describe('readRoster', () => {
  let file: string
  beforeEach(() => {
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'roster-')), 'roster.json')
  })
  afterEach(() => fs.rmSync(path.dirname(file), { recursive: true, force: true }))

  const read = (content: unknown) => {
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return readRoster(file)
  }

  it('reads threshold and nodes, in their order', () => {
    expect(read({ threshold: 2, nodes })).toEqual({ threshold: 2, nodes })
  })

  it('takes plain http on this machine', () => {
    const local = nodes.map(({ identity }, place) => ({ identity, url: `http://127.0.0.1:${9_000 + place}` }))
    expect(read({ threshold: 2, nodes: local }).nodes).toEqual(local)
  })

  it.each<[string, unknown, RegExp]>([
    ['no JSON', 'threshold: 2', /is not JSON/],
    ['a list', [], /Expected object/],
    ['an unknown field', { threshold: 2, nodes, quorum: 3 }, /'quorum'/],
    ['an unknown field of a node', { threshold: 2, nodes: [{ ...one, weight: 2 }, two, three] }, /nodes.0: .*'weight'/],
    ['no threshold', { nodes }, /threshold: Required/],
    ['a threshold of one', { threshold: 1, nodes }, /a vault of 4 nodes cannot have threshold 1/],
    ['too high a threshold', { threshold: 3, nodes }, /a vault of 4 nodes cannot have threshold 3/],
    ['a broken threshold', { threshold: 2.5, nodes }, /threshold: Expected integer/],
    ['too few nodes', { threshold: 2, nodes: [one, two] }, /a vault of 2 nodes/],
    [
      'one identity twice',
      { threshold: 2, nodes: [one, two, { ...three, identity: one?.identity }] },
      /two nodes have the identity 0x/,
    ],
    [
      'one URL twice',
      { threshold: 2, nodes: [one, two, { ...three, url: `${one?.url}/` }] },
      /two nodes have the URL https:\/\/node1/,
    ],
    [
      'http to another machine',
      { threshold: 2, nodes: [one, two, { ...three, url: 'http://node3.example' }] },
      /must be https/,
    ],
    [
      'an identity in capitals',
      { threshold: 2, nodes: [one, two, { ...three, identity: three?.identity.toUpperCase() }] },
      /nodes.2.identity: must be an identity/,
    ],
    [
      'an identity off the curve',
      { threshold: 2, nodes: [one, two, { ...three, identity: `0x02${'ff'.repeat(32)}` }] },
      /a point is not on the curve/,
    ],
  ])('refuses %s', (_name, content, message) => {
    expect(() => read(content)).toThrow(KitError)
    expect(() => read(content)).toThrow(message)
    expect(() => read(content)).toThrow(file)
  })

  it('says which file is missing', () => {
    expect(() => readRoster('/nowhere/roster.json')).toThrow(
      /the roster \/nowhere\/roster.json cannot be read \(ENOENT\)/,
    )
  })
})
