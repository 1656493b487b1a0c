import { type Address, encodePacked, hexToBytes } from 'viem'

/** The one report that an order belongs to. */
export type OrderContext = {
  chainId: bigint
  receiver: Address
  /** Unix seconds. */
  epoch: number
}

/** `purpose`, then the context in fixed-length fields: two different contexts or purposes never give the same bytes. */
export const encodeOrderContext = (purpose: string, { chainId, receiver, epoch }: OrderContext): Uint8Array =>
  hexToBytes(encodePacked(['string', 'uint256', 'address', 'uint40'], [`${purpose}:`, chainId, receiver, epoch]))
