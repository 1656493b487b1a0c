import { type Address, encodeFunctionData, erc20Abi, type Hex, numberToHex, parseAbi } from 'viem'
import { MAINNET } from '../../chain/mainnet.ts'
import { FIXTURE } from './fixture.ts'
import { impersonate } from './impersonate.ts'
import { type LocalClient, localClient } from './localClient.ts'
import type { LocalChain } from './startLocalChain.ts'

/** What to add to the account's balances, in base units (wei for `eth`). */
export type Funds = { wbtc?: bigint; usdc?: bigint; eth?: bigint }

type DealRequest = {
  Method: 'anvil_dealERC20'
  Parameters: [account: Address, token: Address, balance: Hex]
  ReturnType: null
}

const MINT_ABI = parseAbi(['function mint(address to, uint256 amount)'])

const balanceOf = (client: LocalClient, token: Address, account: Address) =>
  client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] })

/** Writes the balance into the real token's storage; its supply does not notice. */
const dealOnFork = async (client: LocalClient, account: Address, token: Address, amount: bigint) => {
  const balance = numberToHex((await balanceOf(client, token, account)) + amount)
  await client.request<DealRequest>({ method: 'anvil_dealERC20', params: [account, token, balance] })
}

/** WBTC moves, because its supply is the custodian's liability; USDC is issued. */
const giveOffline = async (client: LocalClient, account: Address, wbtc: bigint, usdc: bigint) =>
  impersonate(client, FIXTURE.wbtcHolder, async (send) => {
    if (wbtc > 0n) {
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [account, wbtc] })
      await send({ to: MAINNET.wbtc, data })
    }
    if (usdc > 0n) {
      const data = encodeFunctionData({ abi: MINT_ABI, functionName: 'mint', args: [account, usdc] })
      await send({ to: MAINNET.usdc, data })
    }
  })

/** Adds money to an account of the local chain, forked or not. */
export const fundAccount = async (
  { rpcUrl, forked }: LocalChain,
  account: Address,
  { wbtc = 0n, usdc = 0n, eth = 0n }: Funds,
): Promise<void> => {
  const client = localClient(rpcUrl)
  if (eth > 0n) {
    await client.setBalance({ address: account, value: (await client.getBalance({ address: account })) + eth })
  }
  if (forked) {
    if (wbtc > 0n) await dealOnFork(client, account, MAINNET.wbtc, wbtc)
    if (usdc > 0n) await dealOnFork(client, account, MAINNET.usdc, usdc)
    return
  }
  if (wbtc > 0n || usdc > 0n) await giveOffline(client, account, wbtc, usdc)
}
