import { type Address, erc20Abi, type PublicClient } from 'viem'
import { readRound } from '../../../../offchain/chain/darkpool/readRound.ts'
import { creDarkPoolAbi } from '../../../../offchain/chain/generated.ts'
import type { BlockHeader } from '../../../../offchain/chain/readHead.ts'
import { FINE } from '../../../../offchain/protocol/pool/constants.ts'
import type { Ledger } from './ledger.ts'

export type CompareParameters = {
  client: PublicClient
  pool: Address
  head: BlockHeader
  tokens: Record<'collateral' | 'payment', Address>
  /** All the money that its members ever had, in base units, and who they are. */
  funded: Record<'collateral' | 'payment', bigint>
  members: readonly Address[]
}

const ASSETS = ['collateral', 'payment'] as const

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)

/** Where the pool, its credits and its tokens are not what the ledger says, as of one block. */
export const compareLedger = async (ledger: Ledger, parameters: CompareParameters): Promise<string[]> => {
  const { client, pool, head, tokens, funded, members } = parameters
  const at = { blockNumber: head.number } as const
  const problems: string[] = []
  const expect = (what: string, is: unknown, wanted: unknown) => {
    if (is !== wanted) problems.push(`${what}: the chain has ${is}, the model ${wanted}`)
  }
  const record = await readRound(client, { pool, block: head })
  expect('root', record.state.root, ledger.root)
  expect('nonce', record.state.nonce, ledger.nonce)
  expect('closed round', record.isClosed ? record.number : undefined, ledger.closed?.number)
  const waiting = [...record.entries, ...record.later].map(({ index }) => index).join()
  expect('queue', waiting, [...ledger.queue.keys()].join())
  const live = await client.readContract({ address: pool, abi: creDarkPoolAbi, functionName: 'liveRequest', ...at })
  expect('live request', live, [...ledger.requests.keys()].at(-1) ?? 0n)
  for (const { deadline } of ledger.requests.values()) {
    if (deadline < head.timestamp) problems.push(`a request is alive ${head.timestamp - deadline} s after its deadline`)
  }
  for (const { slot, activeKey } of record.slots) expect(`key of slot ${slot}`, activeKey, ledger.activeKeys.get(slot))

  const on = { address: pool, abi: creDarkPoolAbi, functionName: 'creditOf', ...at } as const
  for (const account of members) {
    const credit = await client.readContract({ ...on, args: [account] })
    const model = ledger.credits.get(account) ?? { collateral: 0n, payment: 0n, ether: 0n }
    for (const asset of ASSETS) expect(`${asset} credit of ${account}`, credit[asset], model[asset])
    expect(`ether credit of ${account}`, credit.etherAmount, model.ether)
  }
  for (const asset of ASSETS) {
    const scale = asset === 'payment' ? FINE : 1n
    const balanceOf = (account: Address) =>
      client.readContract({ address: tokens[asset], abi: erc20Abi, functionName: 'balanceOf', args: [account], ...at })
    const held = await balanceOf(pool)
    const deposits = [...ledger.queue.values()].filter((entry) => entry.asset === asset && entry.kind === 'deposit')
    const credits = [...ledger.credits.values()].map((credit) => credit[asset])
    const owed = total([...deposits.map(({ amount }) => amount), ...credits]) * scale
    const inSlots = total(ledger.balances.map((balance) => balance[asset]))
    expect(`${asset} held by the pool, in its finest units`, held * scale, owed + inSlots)
    const outside = total(await Promise.all(members.map(balanceOf)))
    expect(`${asset} of all members`, held + outside, funded[asset])
  }
  return problems
}
