import { encodeFunctionData, type Hex } from 'viem'
import { creDarkPoolAbi } from '../generated.ts'

/** A slot's key as its owner posts it. */
export type PostedKey = {
  /** `commitSlotKey` of the key. */
  commitment: Hex
  /** The key, sealed to the vault under the slot's label. */
  sealedKey: Hex
}

/** Calldata of `CREDarkPool.registerSlot`. */
export const encodeRegisterSlot = ({ commitment, sealedKey }: PostedKey): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'registerSlot', args: [commitment, sealedKey] })

/** Calldata of `CREDarkPool.rotateKey`. */
export const encodeRotateKey = ({ commitment, sealedKey }: PostedKey): Hex =>
  encodeFunctionData({ abi: creDarkPoolAbi, functionName: 'rotateKey', args: [commitment, sealedKey] })
