import { type Abi, BaseError, ContractFunctionRevertedError, decodeErrorResult, type Hex } from 'viem'
import { keystoneForwarderAbi, recoveryTreasuryAbi, reserveAttestationAbi } from './generated.ts'

/** Errors of called contracts are not in the caller's ABI, so the union of ours decodes them all. */
const errorAbi = [...recoveryTreasuryAbi, ...reserveAttestationAbi, ...keystoneForwarderAbi].filter(
  (item) => item.type === 'error',
) as Abi

const describe = (data: Hex): string => {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errorAbi, data })
    return `${errorName}(${(args ?? []).map(String).join(', ')})`
  } catch {
    return `unknown revert data ${data}`
  }
}

/**
 * One line that says what went wrong: a contract's own error with its arguments where it can be decoded, otherwise
 * viem's short message. Never the long one, which contains the endpoint's URL and with it, often, a provider's key.
 */
export const describeError = (error: unknown): string => {
  if (!(error instanceof BaseError)) return error instanceof Error ? error.message : String(error)
  const reverted = error.walk((inner) => inner instanceof ContractFunctionRevertedError)
  if (reverted instanceof ContractFunctionRevertedError && reverted.raw) return describe(reverted.raw)
  const withData = error.walk((inner) => typeof (inner as { data?: unknown }).data === 'string')
  const data = (withData as { data?: Hex } | null)?.data
  return data && data.length >= 10 ? describe(data) : error.shortMessage
}
