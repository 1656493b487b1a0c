import { type Address, type Hex, toFunctionSelector } from 'viem'
import type { PublicRun, PublicTransaction } from '../runs/publicRun.ts'

/** What the public can tell a transaction's part in a run by: whom it calls, with which function. */
const ROLES: Record<Hex, string> = {
  [toFunctionSelector('commitQuote(bytes32,bytes32)')]: 'quote',
  [toFunctionSelector('requestCollateral(bytes32,bytes32,uint256,uint256)')]: 'request',
  [toFunctionSelector('cancelRequest(uint256)')]: 'cancel',
  [toFunctionSelector('close()')]: 'close',
  [toFunctionSelector('confidentialFill(uint256,bytes,bytes)')]: 'settle',
  [toFunctionSelector('deposit(uint8,uint64)')]: 'deposit',
  [toFunctionSelector('withdraw(uint8,uint64)')]: 'withdraw',
}

export type PlayedRole = {
  /** `settle 2` is the second settlement of the run. */
  name: string
  kind: string
  transaction: PublicTransaction
}

/** The run's transactions by their parts in it: those to the pool, and all others as `other`. */
export const rolesOf = ({ transactions }: PublicRun, pool: Address): PlayedRole[] => {
  const counts = new Map<string, number>()
  return transactions.map((transaction) => {
    const isPool = transaction.to?.toLowerCase() === pool.toLowerCase()
    const kind = (isPool && ROLES[transaction.data.slice(0, 10) as Hex]) || 'other'
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return { name: `${kind} ${count}`, kind, transaction }
  })
}
