import { hexToBigInt } from 'viem'
import { commitSlotKey } from '../slotKey.ts'

/** A slot's key as the state's root knows it; zero for a slot that nobody has. */
export const keyCommitment = (key: bigint): bigint => (key === 0n ? 0n : hexToBigInt(commitSlotKey(key)))
