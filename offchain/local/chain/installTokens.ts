import { type Address, encodeDeployData, encodeFunctionData, parseAbi } from 'viem'
import { MAINNET, USDC_DECIMALS, WBTC_DECIMALS } from '../../chain/mainnet.ts'
import { KitError } from '../../errors.ts'
import { FIXTURE } from './fixture.ts'
import { impersonate } from './impersonate.ts'
import type { LocalClient } from './localClient.ts'
import { readArtifact } from './readArtifact.ts'

const TOKEN_ABI = parseAbi([
  'constructor(string name, string symbol, uint8 decimals)',
  'function mint(address to, uint256 amount)',
])

const TOKENS = [
  { at: MAINNET.wbtc, args: ['Wrapped BTC', 'WBTC', WBTC_DECIMALS] },
  { at: MAINNET.usdc, args: ['USD Coin', 'USDC', USDC_DECIMALS] },
] as const

const MINTS: readonly { token: Address; to: Address; amount: bigint }[] = [
  { token: MAINNET.wbtc, to: FIXTURE.wbtcHolder, amount: FIXTURE.wbtcSupply - FIXTURE.poolWbtc },
  { token: MAINNET.wbtc, to: FIXTURE.liquidityProvider, amount: FIXTURE.poolWbtc },
  { token: MAINNET.usdc, to: FIXTURE.liquidityProvider, amount: FIXTURE.liquidityProviderUsdc },
]

/** Puts our mock token at the addresses of WBTC and USDC, and issues the supply. */
export const installTokens = async (client: LocalClient): Promise<void> => {
  const { bytecode } = await readArtifact('out/EtchableERC20.sol/EtchableERC20.json')
  await impersonate(client, FIXTURE.wbtcHolder, async (send) => {
    for (const { at, args } of TOKENS) {
      // A normal deployment fills in the immutables; its code then works at any address.
      const { contractAddress } = await send({ data: encodeDeployData({ abi: TOKEN_ABI, bytecode, args }) })
      const code = contractAddress && (await client.getCode({ address: contractAddress }))
      if (!code) throw new KitError(`the token for ${at} was deployed without code`)
      await client.setCode({ address: at, bytecode: code })
    }
    for (const { token, to, amount } of MINTS) {
      await send({
        to: token,
        data: encodeFunctionData({ abi: TOKEN_ABI, functionName: 'mint', args: [to, amount] }),
      })
    }
  })
}
