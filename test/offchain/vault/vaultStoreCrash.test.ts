import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bytesToHex, hexToBytes } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestProgram, type TestProgram } from '../../../offchain/local/process/testPrograms.ts'
import { encodePoint, GENERATOR, multiplySecretly } from '../../../offchain/protocol/vault/curve.ts'
import { createVaultNode } from '../../../offchain/vault/node/createVaultNode.ts'
import { openVaultStore } from '../../../offchain/vault/node/openVaultStore.ts'
import type { VaultStore } from '../../../offchain/vault/node/vaultStore.ts'
import { recordLog } from '../recordLog.ts'
import { allowAll, BLOCK, label, makeEnclave, NOW, word } from './vaultNodeFixture.ts'
import { makePlace, type Place } from './vaultStorePrograms.ts'

const programs: TestProgram[] = []
const stores: VaultStore[] = []
const folders: string[] = []
let folder: string

beforeEach(() => {
  folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'vault-crash-')), 'node')
  folders.push(path.dirname(folder))
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  for (const { process, exited } of programs.splice(0)) {
    process.kill('SIGKILL')
    await exited
  }
  for (const each of folders.splice(0)) fs.rmSync(each, { recursive: true, force: true })
})

const start = (call: string) => {
  const program = startTestProgram(`
    import * as programs from './test/offchain/vault/vaultStorePrograms.ts'
    await programs.${call}`)
  programs.push(program)
  const hear = async (kind: string) => JSON.parse((await program.line(new RegExp(`^${kind} (.*)$`)))[1] as string)
  const kill = async () => {
    const closed = new Promise((resolve) => program.process.once('close', resolve))
    program.process.kill('SIGKILL')
    await closed
  }
  return { ...program, hear, kill }
}
const open = async ({ folder: at, identity, storageKey }: Place) => {
  const store = await openVaultStore({ folder: at, identity, storageKey: hexToBytes(storageKey) })
  stores.push(store)
  return store
}

describe('a node that is killed', () => {
  it('between keeping its share and answering, has what it was about to sign, and can serve it', async () => {
    const program = start('concludeUntilKept()')
    const key = await program.hear('kept')
    const [place, others] = [await program.hear('place'), await program.hear('signatures')]
    folders.push(path.dirname(place.folder))
    await program.kill()
    expect(program.lines.some((line) => line.startsWith('answered'))).toBe(false)
    const store = await open(place)
    const [held] = store.pending()
    expect(held?.key).toEqual(key)
    expect(bytesToHex(encodePoint(multiplySecretly(GENERATOR, held?.share ?? 1n)))).toBe(key.members[0].publicShare)
    const node = createVaultNode({
      identityKey: hexToBytes(place.identityKey),
      store,
      policy: allowAll,
      roster: { threshold: 2, identities: [] },
      log: recordLog().log,
    })
    await node.activate({ ...key, signatures: [node.status().pending[0]?.signature, ...others] })
    expect(node.status()).toMatchObject({ epoch: 1, pending: [] })
  })

  it('between recording a release and answering, has the record, and goes on after it', async () => {
    const program = start('releaseUntilRecorded()')
    const recorded = await program.hear('recorded')
    const place = await program.hear('place')
    folders.push(path.dirname(place.folder))
    await program.kill()
    expect(program.lines.some((line) => line.startsWith('answered'))).toBe(false)
    const store = await open(place)
    expect(store.active()?.key.epoch).toBe(1)
    expect(await store.releases(2)).toMatchObject([recorded])
    const { signer, encryptionKey } = makeEnclave()
    const ciphertextId = word()
    await store.recordRelease({ label, ciphertextId, signer, encryptionKey, at: NOW, epoch: 1, block: BLOCK })
    await store.close()
    expect(await (await open(place)).releases(3)).toMatchObject([{ ciphertextId }, recorded])
  })

  it('at any moment, has every release that it had acknowledged, in an unbroken chain', async () => {
    const place = makePlace(folder)
    const acknowledged: string[] = []
    for (const count of [1, 7, 60]) {
      const program = start(`recordForEver(${JSON.stringify(place)})`)
      const said = () =>
        program.lines.filter((line) => line.startsWith('recorded')).map((line) => JSON.parse(line.slice(9)))
      await expect.poll(() => said().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(count)
      await program.kill()
      acknowledged.push(...said())
      const store = await open(place)
      const kept = (await store.releases(100_000)).map(({ ciphertextId }) => ciphertextId as string)
      expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([])
      await store.close()
    }
  })
})

describe('a folder of a node', () => {
  it('is refused to a second process, and free as soon as the first one is killed', async () => {
    const place = makePlace(folder)
    const program = start(`recordForEver(${JSON.stringify(place)})`)
    await program.hear('open')
    const message = `cannot open the vault store ${path.join(folder, 'vault.db')}: another process, probably another vault node, is using it`
    await expect(open(place)).rejects.toThrow(message)
    const second = start(`recordForEver(${JSON.stringify(place)})`)
    await second.line(/another process, probably another vault node, is using it/)
    await program.kill()
    expect((await (await open(place)).releases(1)).length).toBeLessThanOrEqual(1)
  })
})
