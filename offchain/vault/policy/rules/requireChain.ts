import { refuse } from '../refuse.ts'
import type { ReleaseRule } from '../releaseRule.ts'

/** The label names the chain that is read. */
export const requireChain: ReleaseRule = async ({ question: { label }, chain }) =>
  label.chainId === chain.chainId
    ? undefined
    : refuse('wrongChain', `the label is of chain ${label.chainId}, and this node reads chain ${chain.chainId}`)
