import { createPublicClient, custom } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { anvil } from 'viem/chains'
import { describe, expect, it } from 'vitest'
import { openWallet } from './openWallet.ts'

const silent = custom({ request: () => Promise.reject(new Error('nothing is asked of the node')) })
const client = createPublicClient({ chain: anvil, transport: silent })
const FEES = { maxFeePerGas: 1n, minBalance: 0n, replaceAfterSeconds: 60, now: () => 0 }
const CALL = { to: '0x00000000000000000000000000000000000000aa', data: '0x' } as const

const privateKey = generatePrivateKey()
const { address } = privateKeyToAccount(privateKey)
const other = privateKeyToAccount(generatePrivateKey()).address

describe('openWallet', () => {
  it('opens a dry run for whoever the agent is: it signs and sends nothing', async () => {
    const wallet = await openWallet(client, { signer: 'dryRun' }, other)
    expect(wallet).toMatchObject({ kind: 'dryRun', address: other })
    expect(await wallet.prepare(CALL, { blockNumber: 1n, earlier: [] })).toBeUndefined()
    const signed = { txHash: '0x', rawTransaction: '0x', sender: other, nonce: 0, signedAt: 0 } as const
    expect(await wallet.replace({ ...signed, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n })).toBeUndefined()
    await expect(wallet.broadcast('0x')).resolves.toBeUndefined()
  })

  it("opens a wallet for the agent's own key", async () => {
    const wallet = await openWallet(client, { signer: 'localKey', privateKey, ...FEES }, address)
    expect(wallet).toMatchObject({ kind: 'localKey', address })
  })

  it('takes the address of the agent in any case', async () => {
    const agent = `0x${address.slice(2).toLowerCase()}` as const
    expect(await openWallet(client, { signer: 'localKey', privateKey, ...FEES }, agent)).toMatchObject({ address })
  })

  it("refuses a key that is not the agent's", async () => {
    await expect(openWallet(client, { signer: 'localKey', privateKey, ...FEES }, other)).rejects.toThrow(
      `the key belongs to ${address}, but the treasury's agent is ${other}`,
    )
  })

  it("refuses a server wallet that is not the agent's", async () => {
    const cdp = { signer: 'cdp', apiKeyId: 'a', apiKeySecret: 'b', walletSecret: 'c', address } as const
    await expect(openWallet(client, { ...cdp, ...FEES }, other)).rejects.toThrow(/the key belongs to/)
    expect(await openWallet(client, { ...cdp, ...FEES }, address)).toMatchObject({ kind: 'cdp', address })
  })

  it('opens a keystore', async () => {
    const keystore = { signer: 'keystore', file: '/nonexistent/keystore', passphrase: 'x' } as const
    await expect(openWallet(client, { ...keystore, ...FEES }, address)).rejects.toThrow(
      'the keystore /nonexistent/keystore cannot be opened',
    )
  })

  it('signs nothing for a chain that it does not know', async () => {
    const chainless = createPublicClient({ transport: silent })
    await expect(openWallet(chainless, { signer: 'localKey', privateKey, ...FEES }, address)).rejects.toThrow(
      'nothing is signed without a chain id',
    )
  })
})
