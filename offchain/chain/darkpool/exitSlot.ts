import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { PoolError } from '../../protocol/pool/poolError.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { Leaves } from './leaves.ts'

/** Calldata of `CREDarkPool.freeze`: by anyone, once the queue's head has waited for too long. */
export const encodeFreeze = (): Hex => encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'freeze' })

export type ExitSlotParameters = {
  /** The slot's active key. Whoever sees this call knows it then. */
  key: bigint
  /** Of the last settlement, by slot. */
  leaves: readonly bigint[]
}

/** Calldata of `CREDarkPool.exit`. */
export const encodeExitSlot = ({ key, leaves }: ExitSlotParameters): Hex => {
  if (leaves.length !== SLOTS) throw new PoolError(`a state has ${SLOTS} leaves, not ${leaves.length}`)
  const words = leaves.map((leaf) => numberToHex(leaf, { size: 32 })) as unknown as Leaves
  return encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'exit', args: [key, words] })
}
