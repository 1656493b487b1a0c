import { type Address, type Hex, numberToHex, parseEther } from 'viem'
import { KitError } from '../../errors.ts'
import type { LocalClient } from './localClient.ts'

type SyncReceipt = { status: Hex; contractAddress: Address | null; transactionHash: Hex }
type SyncRequest = {
  Method: 'eth_sendTransactionSync'
  Parameters: [{ from: Address; to?: Address; data?: Hex; value?: Hex; gas: Hex }]
  ReturnType: SyncReceipt
}

/** Sends one transaction and resolves once it is mined; a revert is an error. */
export type Send = (transaction: { to?: Address; data?: Hex; value?: bigint }) => Promise<SyncReceipt>

// Below the cap of 2^24 per transaction (EIP-7825) and above the largest contract here (5.5 million).
const GAS = numberToHex(15_000_000)

/** The last work of each account. */
const working = new Map<Address, Promise<unknown>>()

/** Does `work` with transactions from an account whose key nobody needs, with ether for their gas. */
export const impersonate = <T>(client: LocalClient, account: Address, work: (send: Send) => Promise<T>): Promise<T> => {
  // One after the other: whoever ends first would end it for all.
  const before = working.get(account) ?? Promise.resolve()
  const done = before.catch(() => undefined).then(() => workAs(client, account, work))
  working.set(account, done)
  return done
}

const workAs = async <T>(client: LocalClient, account: Address, work: (send: Send) => Promise<T>): Promise<T> => {
  await client.impersonateAccount({ address: account })
  await client.setBalance({ address: account, value: parseEther('1000000') })
  try {
    return await work(async ({ to, data, value }) => {
      // EIP-7966: the answer is the receipt, so there is nothing to poll.
      const receipt = await client.request<SyncRequest>({
        method: 'eth_sendTransactionSync',
        params: [{ from: account, to, data, value: value === undefined ? undefined : numberToHex(value), gas: GAS }],
      })
      if (receipt.status !== '0x1') {
        throw new KitError(
          `transaction ${receipt.transactionHash} from ${account} to ${to ?? 'a new contract'} reverted`,
        )
      }
      return receipt
    })
  } finally {
    await client.stopImpersonatingAccount({ address: account })
  }
}
