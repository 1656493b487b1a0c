import type { ContractFunctionArgs } from 'viem'
import type { creDarkPoolAbi } from '../generated.ts'

/** As many words as there are slots, as the contract's types have them. */
export type Leaves = ContractFunctionArgs<typeof creDarkPoolAbi, 'nonpayable', 'exit'>[1]
