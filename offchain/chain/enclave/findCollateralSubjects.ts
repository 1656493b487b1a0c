import { type Address, decodeEventLog, getAbiItem, type Hex, type PublicClient, toEventSelector } from 'viem'
import { crlStoreAbi, tcbStoreAbi } from '../generated.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'

const authorityEvent = getAbiItem({ abi: crlStoreAbi, name: 'AuthorityAdded' })
const tcbInfoEvent = getAbiItem({ abi: tcbStoreAbi, name: 'TcbInfoUpdated' })
const AUTHORITY_ADDED = toEventSelector(authorityEvent)
const TCB_INFO_UPDATED = toEventSelector(tcbInfoEvent)

export type FindCollateralSubjectsParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & {
  crlStore: Address
  tcbStore: Address
}

/** Which PCK certificate authorities and platform families the stores know anything of. */
export const findCollateralSubjects = async (
  client: PublicClient,
  { crlStore, tcbStore, ...range }: FindCollateralSubjectsParameters,
): Promise<{ authorities: readonly Hex[]; fmspcs: readonly Hex[] }> => {
  const authorities = new Set<Hex>()
  const fmspcs = new Set<Hex>()
  const filter = { addresses: [crlStore, tcbStore], topics: [AUTHORITY_ADDED, TCB_INFO_UPDATED] }
  for await (const { logs } of scanLogs(client, { ...filter, ...range })) {
    for (const { data, topics } of logs) {
      const { eventName, args } = decodeEventLog({ abi: [authorityEvent, tcbInfoEvent], data, topics })
      if (eventName === 'AuthorityAdded') authorities.add(args.authority)
      else fmspcs.add(args.fmspc)
    }
  }
  return { authorities: [...authorities], fmspcs: [...fmspcs] }
}
