import { type Address, BaseError } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import { isForeignContract } from '../../chain/isForeignContract.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'

/** How viem calls answers that are not of the type that was asked for; it does not export all of these classes. */
const UNDECODABLE = ['InvalidBytesBooleanError', 'PositionOutOfBoundsError']

const isUndecodable = (error: unknown): boolean =>
  error instanceof BaseError && error.walk((inner) => UNDECODABLE.includes((inner as Error).name)) !== null

/** The chain answered, and the answer makes no sense: there is no contract, or another one than we know. */
export class UnreadableContractError extends KitError {
  override readonly name = 'UnreadableContractError'
}

export type RequireReadableParameters<T> = { address: Address; block: BlockHeader; read: () => Promise<T> }

/** Tells an {@link UnreadableContractError} from a chain that does not answer, whose error is thrown as it is. */
export const requireReadable = async <T>({ address, block, read }: RequireReadableParameters<T>): Promise<T> => {
  try {
    return await read()
  } catch (cause) {
    if (!isForeignContract(cause) && !isUndecodable(cause)) throw cause
    const message = `${address} does not answer as it should at block ${block.number}: ${describeError(cause)}`
    throw new UnreadableContractError(message, { cause })
  }
}
