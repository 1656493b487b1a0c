import { erc20Abi, parseAbi } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { type LocalClient, localClient } from '../../offchain/local/chain/localClient.ts'
import { type LocalChain, startLocalChain } from '../../offchain/local/chain/startLocalChain.ts'
import { createLog } from '../../offchain/log.ts'

const forkUrl = process.env.MAINNET_RPC_URL
if (!forkUrl) process.stderr.write('SKIPPED: set MAINNET_RPC_URL to test the local chain as a fork of mainnet\n')

describe.skipIf(!forkUrl)('a fork of mainnet', () => {
  let chain: LocalChain
  let client: LocalClient
  beforeAll(async () => {
    chain = await startLocalChain({ forkUrl, log: createLog({ name: 'test', level: 'silent' }) })
    client = localClient(chain.rpcUrl)
  })
  afterAll(() => chain?.stop())

  it('has chain id 31337', async () => {
    expect(await client.getChainId()).toBe(31337)
  })

  it.each(Object.entries(MAINNET))('has code at %s', async (_name, address) => {
    expect(await client.getCode({ address })).toMatch(/^0x[0-9a-f]{100,}$/)
  })

  it('has the proof-of-reserve feed', async () => {
    const abi = parseAbi(['function latestAnswer() view returns (int256)'])
    const answer = await client.readContract({ address: MAINNET.proofOfReserveFeed, abi, functionName: 'latestAnswer' })
    expect(answer).toBeGreaterThan(0n)
  })

  it.each([
    ['WBTC', MAINNET.wbtc, { wbtc: 5n }],
    ['USDC', MAINNET.usdc, { usdc: 5n }],
  ] as const)('gives real %s', async (_symbol, address, funds) => {
    const account = '0x00000000000000000000000000000000000a1100'
    const balance = () => client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
    const before = await balance()
    await fundAccount(chain, account, funds)
    expect(await balance()).toBe(before + 5n)
  })
})
