import {
  type Abi,
  BaseError,
  ContractFunctionRevertedError,
  decodeErrorResult,
  ExecutionRevertedError,
  type Hex,
  RpcRequestError,
} from 'viem'
import {
  creDarkPoolAbi,
  crlStoreAbi,
  enclaveRegistryAbi,
  enclaveSignatureVerifierAbi,
  honkProofVerifierAbi,
  keystoneForwarderAbi,
  poolPricesAbi,
  recoveryTreasuryAbi,
  reserveAttestationAbi,
  slotCipherAbi,
  tcbStoreAbi,
  tdxQuoteVerifierAbi,
} from './generated.ts'

/** Errors of called contracts are not in the caller's ABI, so the union of ours decodes them all. */
const errorAbi = [
  ...recoveryTreasuryAbi,
  ...creDarkPoolAbi,
  ...reserveAttestationAbi,
  ...keystoneForwarderAbi,
  ...crlStoreAbi,
  ...tcbStoreAbi,
  ...tdxQuoteVerifierAbi,
  ...enclaveRegistryAbi,
  ...enclaveSignatureVerifierAbi,
  ...honkProofVerifierAbi,
  ...poolPricesAbi,
  ...slotCipherAbi,
].filter((item) => item.type === 'error') as Abi

const decode = (data: Hex): { name: string; args: readonly unknown[] } => {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errorAbi, data })
    return { name: errorName, args: (args ?? []) as readonly unknown[] }
  } catch {
    return { name: `unknown error ${data.slice(0, 10)}`, args: [] }
  }
}

/** Why a call reverted, with the contract's own error; undefined when it failed for another reason. */
export const findRevert = (error: unknown): { name: string; args: readonly unknown[] } | undefined => {
  if (!(error instanceof BaseError)) return undefined
  const reverted = error.walk((inner) => inner instanceof ContractFunctionRevertedError)
  if (reverted instanceof ContractFunctionRevertedError) return decode(reverted.raw ?? '0x')
  const carrier = error.walk((inner) => /^0x[0-9a-f]{8,}$/i.test(String((inner as { data?: unknown }).data)))
  if (carrier) return decode((carrier as unknown as { data: Hex }).data)
  const isRevert = error.walk((inner) => inner instanceof ExecutionRevertedError) !== null
  return isRevert ? { name: 'reverted without a reason', args: [] } : undefined
}

const URL = /\b(https?|wss?):\/\/[^\s"')]+/g

/**
 * One line that says what went wrong: a contract's own error with its arguments where it can be decoded, otherwise
 * what viem says of it. Without URLs: an endpoint's often contains a provider's key.
 */
export const describeError = (error: unknown): string => {
  const revert = findRevert(error)
  if (revert) return `${revert.name}(${revert.args.map(String).join(', ')})`
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error)
  // What a node said is worth more than viem's name for its error code.
  const refused = error.walk((inner) => inner instanceof RpcRequestError)
  if (refused instanceof RpcRequestError) return refused.details.replaceAll(URL, '<url>')
  const details = error.details && !error.shortMessage.includes(error.details) ? ` (${error.details})` : ''
  return `${error.shortMessage}${details}`.replaceAll(URL, '<url>')
}

/** The same, but of a revert the name only: its arguments may say how large an order is. */
export const describeBriefly = (error: unknown): string => findRevert(error)?.name ?? describeError(error)
