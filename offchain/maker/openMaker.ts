import type { Address, Hex, PrivateKeyAccount } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { connectChain } from '../chain/connectChain.ts'
import { readPoolAssets } from '../chain/darkpool/readPoolAssets.ts'
import { readPoolTerms } from '../chain/darkpool/readPoolTerms.ts'
import { isForeignContract } from '../chain/isForeignContract.ts'
import { KitError } from '../errors.ts'
import { readSlotKeys } from './keys/readSlotKeys.ts'
import type { Maker } from './maker.ts'
import { createSlotReader } from './reading/createSlotReader.ts'
import { createSender } from './sending/createSender.ts'

export type OpenMakerParameters = {
  rpcUrls: readonly string[]
  /** When set, no other chain is used. */
  chainId?: number
  pool: Address
  /** Block of the pool's deployment, or one before. */
  startBlock: bigint
  /** Most blocks in one eth_getLogs. */
  maxLogBlocks: bigint
  accountKey: Hex
  /** Keys of the slot, mode 600; it need not be there before a slot is registered. */
  keyFile: string
  /** Wei per gas. */
  maxFeePerGas: bigint
  receiptTimeoutMs: number
  pollIntervalMs: number
}

const accountOf = (accountKey: Hex): PrivateKeyAccount => {
  try {
    return privateKeyToAccount(accountKey)
  } catch {
    // Without the cause: noble shows a key that is out of range.
    throw new KitError('MAKER_ACCOUNT_KEY is not a private key of secp256k1; check where it comes from')
  }
}

/** Connects to the chain and finds the pool. Nothing is sent, and the key file is only read. */
export const openMaker = async (parameters: OpenMakerParameters): Promise<Maker> => {
  const { pool, keyFile, startBlock, maxLogBlocks, pollIntervalMs } = parameters
  const account = accountOf(parameters.accountKey)
  const readKeys = () => readSlotKeys(keyFile)
  // A file that cannot be read has nothing to do with the chain: it is said first.
  readKeys()
  const { client, chainId } = await connectChain({
    rpcUrls: parameters.rpcUrls,
    expectedChainId: parameters.chainId,
    pollingIntervalMs: pollIntervalMs,
  })
  if (!(await client.getCode({ address: pool })))
    throw new KitError(`DARK_POOL_ADDRESS ${pool} has no code on chain ${chainId}`)
  const [terms, assets] = await Promise.all([readPoolTerms(client, { pool }), readPoolAssets(client, { pool })]).catch(
    (cause: unknown) => {
      if (!isForeignContract(cause)) throw cause
      throw new KitError(`DARK_POOL_ADDRESS ${pool} is not a CREDarkPool`, { cause })
    },
  )
  const { address } = account
  const { maxFeePerGas, receiptTimeoutMs } = parameters
  return {
    ...{ client, chainId, pool, account: address, keyFile, terms, assets },
    reader: createSlotReader({
      ...{ client, pool, startBlock, maxLogBlocks, account: address, terms, assets, readKeys },
    }),
    send: createSender({ client, account, chainId, maxFeePerGas, receiptTimeoutMs }),
  }
}
