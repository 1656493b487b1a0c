import { type Address, createPublicClient, createWalletClient, type Hash, type Hex, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { keystoneForwarderAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { CONFIG_VERSION, DON_ID } from './capabilities/signReport.ts'
import { waitForReceipt } from './capabilities/waitForReceipt.ts'
import { requireLocalChain } from './requireLocalChain.ts'

/** Makes the forwarder accept f + 1 signatures of the simulated nodes. `ownerKey` is the forwarder's owner. */
export const configureForwarder = async (parameters: {
  rpcUrl: string
  forwarder: Address
  ownerKey: Hex
  signers: readonly Address[]
  faultTolerance?: number
}): Promise<Hash> => {
  const { rpcUrl, forwarder, ownerKey, signers, faultTolerance = 1 } = parameters
  const transport = http(rpcUrl)
  const client = createPublicClient({ transport })
  await requireLocalChain(client, rpcUrl)
  const wallet = createWalletClient({ account: privateKeyToAccount(ownerKey), transport })
  const hash = await wallet.writeContract({
    chain: null,
    address: forwarder,
    abi: keystoneForwarderAbi,
    functionName: 'setConfig',
    args: [DON_ID, CONFIG_VERSION, faultTolerance, [...signers]],
  })
  const receipt = await waitForReceipt(client, hash, new AbortController().signal)
  if (receipt.status !== 'success') throw new KitError(`setConfig of forwarder ${forwarder} reverted in ${hash}`)
  return hash
}
