import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createPublicClient, custom } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { createFakeVault } from '../../../test/offchain/vault/fakeVault.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import { readRunSettings } from './enclaveSettings.ts'
import { openSlotKeyring } from './openSlotKeyring.ts'

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

describe('openSlotKeyring', () => {
  let folder: string
  let environment: NodeJS.ProcessEnv
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyring-'))
    const vault = createFakeVault({ nodes: 3, threshold: 2 })
    const rosterFile = path.join(folder, 'roster.json')
    fs.writeFileSync(rosterFile, JSON.stringify({ threshold: 2, nodes: vault.nodes.map(({ node }) => node) }))
    environment = {
      ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
      DARK_POOL_ADDRESS: ADDRESS,
      VAULT_ROSTER_FILE: rosterFile,
      VAULT_MASTER_KEY: vault.nodes[0]?.epoch.key.masterKey,
    }
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  const open = (change: NodeJS.ProcessEnv = {}, code = '0x01') => {
    const request = async ({ method }: { method: string }) => (method === 'eth_getCode' ? code : '0x7a69')
    const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
    const settings = readRunSettings({ ...environment, ...change })
    return openSlotKeyring(client, { settings, keys: createEnclaveKeys(), log: recordLog().log })
  }
  const write = (name: string, mode: number): string => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, 'not PEM', { mode })
    return file
  }

  it('makes a keyring that holds nothing yet', async () => {
    expect((await open())?.reports()).toEqual([])
  })

  it('makes none without a vault', async () => {
    const change = { VAULT_ROSTER_FILE: '', VAULT_MASTER_KEY: '' }
    expect(await open(change)).toBeUndefined()
  })

  it('refuses a pool that is not there', async () => {
    await expect(open({}, '0x')).rejects.toThrow(`DARK_POOL_ADDRESS ${ADDRESS} has no code on chain 31337`)
  })

  it('says which certificate cannot be read', async () => {
    const file = path.join(folder, 'none.pem')
    await expect(open({ VAULT_CA_FILE: file })).rejects.toThrow(`VAULT_CA_FILE ${file} cannot be read (ENOENT)`)
  })

  it('refuses a TLS key that others can read', async () => {
    const [cert, key] = [write('client.pem', 0o644), write('client.key', 0o644)]
    const opening = open({ VAULT_CLIENT_CERT_FILE: cert, VAULT_CLIENT_KEY_FILE: key })
    await expect(opening).rejects.toThrow(`VAULT_CLIENT_KEY_FILE: ${key} can be read by others; run: chmod 600`)
  })
})
