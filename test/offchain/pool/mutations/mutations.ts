import { clearingMutations } from './clearingMutations.ts'
import { canonicalMutations, messageMutations } from './messageMutations.ts'
import type { Mutation } from './mutation.ts'
import { adjustmentMutations, outcomeMutations, tableMutations } from './stateMutations.ts'

/** One for each constraint of the circuit, and for each way to write it slightly wrong. */
export const mutations: readonly Mutation[] = [
  ...canonicalMutations,
  ...tableMutations,
  ...adjustmentMutations,
  ...messageMutations,
  ...clearingMutations,
  ...outcomeMutations,
]
