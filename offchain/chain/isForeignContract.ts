import { AbiDecodingDataSizeTooSmallError, BaseError, ContractFunctionZeroDataError } from 'viem'
import { findRevert } from './describeError.ts'

/** Whether a call failed because the contract is not of the kind that was asked, rather than for want of an answer. */
export const isForeignContract = (error: unknown): boolean =>
  findRevert(error) !== undefined ||
  (error instanceof BaseError &&
    error.walk(
      (inner) => inner instanceof ContractFunctionZeroDataError || inner instanceof AbiDecodingDataSizeTooSmallError,
    ) !== null)
