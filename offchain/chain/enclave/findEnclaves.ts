import { type Address, decodeEventLog, getAbiItem, type PublicClient, toEventSelector } from 'viem'
import { enclaveRegistryAbi } from '../generated.ts'
import { type ScanLogsParameters, scanLogs } from '../scanLogs.ts'

const registeredEvent = getAbiItem({ abi: enclaveRegistryAbi, name: 'EnclaveRegistered' })
const REGISTERED = toEventSelector(registeredEvent)

export type FindEnclavesParameters = Omit<ScanLogsParameters, 'addresses' | 'topics'> & { registry: Address }

/** Every key that was ever registered, in the order of its first registration. */
export const findEnclaves = async (
  client: PublicClient,
  { registry, ...range }: FindEnclavesParameters,
): Promise<readonly Address[]> => {
  const signers = new Set<Address>()
  for await (const { logs } of scanLogs(client, { addresses: [registry], topics: [REGISTERED], ...range })) {
    for (const { data, topics } of logs) {
      signers.add(decodeEventLog({ abi: [registeredEvent], data, topics }).args.signer)
    }
  }
  return [...signers]
}
