import { type Address, type Hex, isAddress, isHash } from 'viem'

/** What was so before an action, and where its transfer must show up: journalled with the intent. */
export type AwalIntent = {
  chainId: number
  usdc: Address
  account: Address
  recipient: Address
  /** The chain's newest block, and what the account then held, in USDC base units. */
  blockNumber: bigint
  balance: bigint
  /** The transaction that turned out to be it, which then cannot be another action's. */
  txHash: Hex | undefined
}

/** The intent as text for the journal. */
export const encodeAwalIntent = ({ blockNumber, balance, ...intent }: AwalIntent): string => {
  const { chainId, usdc, account, recipient, txHash } = intent
  const digits = { blockNumber: blockNumber.toString(), balance: balance.toString() }
  return JSON.stringify({ chainId, usdc, account, recipient, ...digits, txHash })
}

/** The intent that {@link encodeAwalIntent} wrote; undefined when the text is anything else. */
export const decodeAwalIntent = (memo: string | undefined): AwalIntent | undefined => {
  try {
    const { chainId, usdc, account, recipient, blockNumber, balance, txHash } = JSON.parse(memo ?? '')
    const isWhole = [blockNumber, balance].every((digits) => /^\d+$/.test(digits)) && Number.isSafeInteger(chainId)
    if (!isWhole || (txHash !== undefined && !isHash(txHash))) return undefined
    if (![usdc, account, recipient].every((address) => isAddress(address))) return undefined
    return { chainId, usdc, account, recipient, blockNumber: BigInt(blockNumber), balance: BigInt(balance), txHash }
  } catch {
    return undefined
  }
}
