import { isAddressEqual, type PublicClient } from 'viem'
import { KitError } from '../../errors.ts'
import { tcbStoreAbi } from '../generated.ts'
import { isForeignContract } from '../isForeignContract.ts'
import type { BlockHeader } from '../readHead.ts'
import type { CollateralStores } from './collateralCalls.ts'
import { readRootAuthority } from './readRootAuthority.ts'

/** Awaits what a store says; when it is none, says which setting names it. */
const ofStore = async <T>(read: Promise<T>, setting: string, name: string): Promise<T> => {
  try {
    return await read
  } catch (error) {
    if (!isForeignContract(error)) throw error
    throw new KitError(`${setting} is no ${name} of ours on this chain; correct it`, { cause: error })
  }
}

/** Throws a KitError unless both are ours and belong together. */
export const requireStores = async (
  client: PublicClient,
  { stores: { crlStore, tcbStore }, block }: { stores: CollateralStores; block: BlockHeader },
): Promise<void> => {
  const at = { blockHash: block.hash, requireCanonical: true } as const
  const believed = client.readContract({ address: tcbStore, abi: tcbStoreAbi, functionName: 'crlStore', ...at })
  const [, answer] = await Promise.all([
    ofStore(readRootAuthority(client, { crlStore, block }), `CRL_STORE_ADDRESS ${crlStore}`, 'CrlStore'),
    ofStore(believed, `TCB_STORE_ADDRESS ${tcbStore}`, 'TcbStore'),
  ])
  if (isAddressEqual(answer, crlStore)) return
  throw new KitError(`TCB_STORE_ADDRESS ${tcbStore} believes the CrlStore ${answer}, not CRL_STORE_ADDRESS ${crlStore}`)
}
