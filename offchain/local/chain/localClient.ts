import { createTestClient, defineChain, http, publicActions, walletActions } from 'viem'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'

const chain = defineChain({
  id: LOCAL_CHAIN_ID,
  name: 'local chain',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [] } },
})

/** A viem client of an anvil node: reads, writes and anvil's own methods. */
export const localClient = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', chain, transport: http(rpcUrl), pollingInterval: 50 })
    .extend(publicActions)
    .extend(walletActions)

export type LocalClient = ReturnType<typeof localClient>
