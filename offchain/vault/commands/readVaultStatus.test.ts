import { describe, expect, it } from 'vitest'
import { certifyVaultKey, identityKeys, identityOf } from '../../../test/offchain/vault/certifyVaultKey.ts'
import { KitError } from '../../errors.ts'
import type { CertifiedVaultKey } from '../../protocol/vault/vaultKey.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import type { NodeStatus } from '../client/wire.ts'
import { readVaultStatus } from './readVaultStatus.ts'
import { renderVaultStatus } from './renderVaultStatus.ts'

const keys = identityKeys(4)
const former = certifyVaultKey({ keys, secret: 5n })
const newest = certifyVaultKey({ keys, secret: 5n, epoch: 2 })
const signal = AbortSignal.timeout(30_000)
const refuse = () => Promise.reject(new Error('not asked for in these tests'))

type Said = { key?: CertifiedVaultKey; status?: Partial<NodeStatus> } | undefined

const read = (answers: readonly Said[], threshold = 2) => {
  const nodes = answers.map((said, place): VaultNodeClient => {
    const identity = identityOf(keys[place] as Uint8Array)
    return {
      node: { url: `https://node${place + 1}.example`, identity },
      share: refuse,
      activate: refuse,
      operate: refuse,
      key: async () => said?.key,
      status: async () => {
        if (!said) throw new KitError(`node ${place + 1} does not answer`)
        return { identity, pending: [], ...said.status }
      },
    }
  })
  return readVaultStatus({ roster: { threshold, nodes: nodes.map(({ node }) => node) }, nodes, signal })
}

const good = { key: newest }

describe('readVaultStatus', () => {
  it('counts a node that serves the newest key', async () => {
    expect(await read([good, good, good, good])).toMatchObject({ state: 'healthy', serving: 4, mayFail: 2, epoch: 2 })
  })

  it('does not count a node that serves an older key, and says what helps', async () => {
    const status = await read([good, good, { key: former }, good])
    expect(status).toMatchObject({ state: 'degraded', serving: 3, mayFail: 1 })
    expect(status.nodes[2]).toMatchObject({ epoch: 1, isServing: false })
    expect(status.nodes[2]?.problems).toEqual(['holds no share of the key of epoch 2; run: vault refresh'])
  })

  it('does not count a node that would refuse every request, and says why', async () => {
    const status = await read([good, good, good, { key: newest, status: { problem: 'the chain does not answer' } }])
    expect(status).toMatchObject({ state: 'degraded', serving: 3 })
    expect(status.nodes[3]?.problems).toEqual([expect.stringMatching(/^vault node .*: the chain does not answer$/)])
  })

  it('says when the key is of another roster', async () => {
    const other = certifyVaultKey({ keys: keys.slice(0, 3), epoch: 3 })
    const status = await read([{ key: other, status: { epoch: 3 } }, good, good, good])
    expect(status).toMatchObject({ state: 'degraded', serving: 3, nodes: [{ epoch: 3, isServing: false }, {}, {}, {}] })
    expect(status.nodes[0]?.problems[0]).toMatch(/serves a key of epoch 3 of another roster/)
  })

  it('shows nothing that a terminal would obey', async () => {
    const { nodes } = await read([
      { key: newest, status: { problem: '\u001b[2J\u001b[31mowned\u202e' } },
      good,
      good,
      good,
    ])
    expect(nodes[0]?.problems[0]).toMatch(/: \?\[2J\?\[31mowned\?$/)
  })

  it('is shown to people with every node and what is wrong with it', async () => {
    const text = renderVaultStatus(await read([good, good, { key: former }, undefined]))
    expect(text).toContain('vault       DEGRADED; 0 more may fail')
    expect(text).toContain('serving     2 of 4 nodes; 2 open a secret')
    expect(text).toMatch(/1 {2}0x\w{10} {2}https:\/\/node1\.example {2}serves epoch 2/)
    expect(text).toMatch(/node3\.example {2}DOES NOT SERVE, has epoch 1/)
    expect(text).toMatch(/node4\.example {2}NOT REACHED\n {3}node 4 does not answer/)
  })
})
