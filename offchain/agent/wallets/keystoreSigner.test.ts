import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inspect, promisify } from 'node:util'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foundryBinary } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import { keystoreSigner } from './keystoreSigner.ts'
import { signTransaction } from './signTransaction.ts'

const PASSPHRASE = 'correct hörse "battery" stäple'
const privateKey = generatePrivateKey()
const { address } = privateKeyToAccount(privateKey)
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keystore-'))
const file = path.join(folder, 'agent')

const cast = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(foundryBinary('cast'), ['wallet', ...args])).stdout

const writeFile = (name: string, text: string, mode = 0o600): string => {
  const written = path.join(folder, name)
  fs.writeFileSync(written, text, { mode })
  return written
}

/** What opening `named` fails with, provided that nothing secret shows anywhere in it. */
const errorOf = async (named: string, passphrase = PASSPHRASE): Promise<string> => {
  const error: unknown = await keystoreSigner({ file: named, passphrase }).then(
    () => expect.fail('it was accepted'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof KitError)) throw error
  const shown = inspect(error, { depth: 9 })
  expect(shown).not.toContain(passphrase)
  expect(shown).not.toContain(privateKey.slice(2, 12))
  return error.message
}

beforeAll(async () => {
  await cast('import', 'agent', '-k', folder, '--private-key', privateKey, '--unsafe-password', PASSPHRASE)
  fs.chmodSync(file, 0o600)
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

describe('keystoreSigner', () => {
  it('signs with the key in a keystore of Foundry', async () => {
    const signer = await keystoreSigner({ file, passphrase: PASSPHRASE })
    expect(signer).toMatchObject({ kind: 'keystore', address })
    expect(await cast('address', '--keystore', file, '--password', PASSPHRASE)).toContain(address)
    const transaction = {
      type: 'eip1559',
      chainId: 31337,
      nonce: 0,
      to: address,
      value: 0n,
      data: '0x',
      gas: 21_000n,
      maxFeePerGas: 2n,
      maxPriorityFeePerGas: 1n,
    } as const
    expect((await signTransaction(signer, transaction, 1)).sender).toBe(address)
  })

  it('says that the passphrase is wrong', async () => {
    expect(await errorOf(file, 'wrong')).toBe(`the passphrase does not open ${file}`)
  })

  it.each(['640', '604', '620'])('refuses a file that others can open (mode %s)', async (mode) => {
    const open = path.join(folder, `mode-${mode}`)
    fs.copyFileSync(file, open)
    fs.chmodSync(open, Number.parseInt(mode, 8))
    expect(await errorOf(open)).toBe(`${open} can be read by others; run: chmod 600 ${open}`)
  })

  it('names a file that is missing', async () => {
    const missing = path.join(folder, 'missing')
    expect(await errorOf(missing)).toBe(`the keystore ${missing} cannot be opened`)
  })

  it.each([
    ['a bare private key', privateKey, /is not a keystore of version 3$/],
    ['a private key as JSON', JSON.stringify(privateKey), /is not a keystore of version 3$/],
    ['a key in JSON', JSON.stringify({ version: 3, key: privateKey }), /see its crypto$/],
    ['half a file', '{"version": 3, "crypto": {', /is not a keystore of version 3$/],
    ['an empty file', '', /is not a keystore of version 3$/],
  ])('refuses %s and shows nothing of it', async (name, text, message) => {
    expect(await errorOf(writeFile(name.replaceAll(' ', '-'), text))).toMatch(message)
  })
})
