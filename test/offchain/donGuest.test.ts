// The guest as an artifact: reproducible, cached, and identified as Chainlink identifies it.
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { toHex } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGuest } from '../../offchain/local/don/buildGuest.ts'
import { computeWorkflowId, computeWorkflowNameHash } from '../../offchain/local/don/workflowIdentity.ts'

const entry = fileURLToPath(new URL('./workflows/conformance.mjs', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'guest-'))
})

afterAll(() => rm(folder, { recursive: true }))

describe('buildGuest', () => {
  it('builds the same bytes without and with its cache', async () => {
    const [first, second] = ['first', 'second'].map((name) => path.join(folder, name))
    const built = await buildGuest({ entry, cacheDir: first ?? '' })
    const rebuilt = await buildGuest({ entry, cacheDir: second ?? '' })
    const cached = await buildGuest({ entry, cacheDir: first ?? '' })
    expect(rebuilt.hash).toBe(built.hash)
    expect(cached.hash).toBe(built.hash)
    expect(built.hash).toBe(`0x${createHash('sha256').update(built.wasm).digest('hex')}`)
    expect(await readdir(first ?? '')).toHaveLength(1)
  })

  it('builds the same bytes from any folder', async () => {
    const local = fileURLToPath(new URL('../../.local', import.meta.url))
    await mkdir(local, { recursive: true })
    const elsewhere = await mkdtemp(path.join(local, 'elsewhere-'))
    try {
      const copy = path.join(elsewhere, path.basename(entry))
      await cp(entry, copy)
      const [here, there] = [folder, elsewhere].map((cacheDir) => path.join(cacheDir, 'cache'))
      const original = await buildGuest({ entry, cacheDir: here ?? '' })
      expect((await buildGuest({ entry: copy, cacheDir: there ?? '' })).hash).toBe(original.hash)
    } finally {
      await rm(elsewhere, { recursive: true })
    }
  })

  it('changes with the source', async () => {
    const source = await readFile(entry, 'utf8')
    const changed = entry.replace('conformance.mjs', 'conformance-changed.mjs')
    await writeFile(changed, source.replace("'ran'", "'ran differently'"))
    try {
      const cacheDir = path.join(folder, 'changed')
      const [original, other] = [await buildGuest({ entry, cacheDir }), await buildGuest({ entry: changed, cacheDir })]
      expect(other.hash).not.toBe(original.hash)
    } finally {
      await rm(changed)
    }
  })

  it('reports a workflow that does not build', async () => {
    const broken = path.join(folder, 'broken.mjs')
    await writeFile(broken, "import './missing.mjs'")
    const error = await buildGuest({ entry: broken, cacheDir: folder }).catch((reason: unknown) => reason)
    expect(String(error)).toMatch(/broken\.mjs cannot be bundled.*missing\.mjs/s)
  })
})

describe('workflow identity', () => {
  const workflow = {
    owner: '0x00000000000000000000000000000000000000Aa',
    name: 'reserve',
    wasm: Buffer.from('wasm'),
    config: Buffer.from('config'),
  } as const

  it('is the hash of owner, name, code, configuration and secrets address, with version byte zero', () => {
    const bytes = Buffer.concat([Buffer.from('aa'.padStart(40, '0'), 'hex'), Buffer.from('reservewasmconfig')])
    const digest = createHash('sha256').update(bytes).digest('hex')
    expect(computeWorkflowId(workflow)).toBe(`0x00${digest.slice(2)}`)
  })

  it.each([
    { name: 'mint' },
    { wasm: Buffer.from('other') },
    { config: Buffer.from('other') },
    { secretsUrl: 'other' },
  ])('changes with %o', (change) => {
    expect(computeWorkflowId({ ...workflow, ...change })).not.toBe(computeWorkflowId(workflow))
  })

  it('shortens the name to ten characters of its hash', () => {
    const digest = createHash('sha256').update('reserve').digest('hex')
    expect(computeWorkflowNameHash('reserve')).toBe(toHex(digest.slice(0, 10)))
  })
})
