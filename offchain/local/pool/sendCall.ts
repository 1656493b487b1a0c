import {
  type Account,
  type Address,
  createWalletClient,
  custom,
  type Hex,
  type PublicClient,
  type TransactionReceipt,
} from 'viem'
import { describeError } from '../../chain/describeError.ts'
import { KitError } from '../../errors.ts'

export type Call = { to: Address; data: Hex; value?: bigint }

/** Sends a transaction to the local chain and resolves once it is mined; a revert is an error with its reason. */
export const sendCall = async (client: PublicClient, account: Account, call: Call): Promise<TransactionReceipt> => {
  const wallet = createWalletClient({ account, chain: client.chain, transport: custom(client) })
  const hash = await wallet.sendTransaction({ ...call, chain: client.chain }).catch((cause: unknown) => {
    throw new KitError(`${account.address} could not call ${call.to}: ${describeError(cause)}`, { cause })
  })
  const receipt = await client.waitForTransactionReceipt({ hash })
  if (receipt.status !== 'success') throw new KitError(`transaction ${hash} of ${account.address} reverted`)
  return receipt
}
