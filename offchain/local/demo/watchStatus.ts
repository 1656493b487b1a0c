import type { PublicClient } from 'viem'
import { reserveAttestationAbi } from '../../chain/generated.ts'
import { type ReserveStatus, STATUS } from '../../chain/readReserveState.ts'
import { awaitFound } from '../chain/awaitFound.ts'
import type { Deployment } from '../stack/deployContracts.ts'

export type StatusWatch = {
  /** What the attestation answered after each block from the first on, once it was read up to `block`. */
  upTo: (block: bigint, signal: AbortSignal) => Promise<readonly ReserveStatus[]>
  stop: () => void
}

const POLL_INTERVAL_MS = 500
const WITHIN_MS = 20_000

/** Reads the public status after every single block from now on, so that none is missed between two looks. */
export const watchStatus = async ({
  client,
  deployment,
}: {
  client: PublicClient
  deployment: Deployment
}): Promise<StatusWatch> => {
  const first = await client.getBlockNumber({ cacheTime: 0 })
  const statuses: ReserveStatus[] = []
  let reading: Promise<unknown> = Promise.resolve()
  const read = async (block: bigint): Promise<void> => {
    const [status] = await client.readContract({
      address: deployment.attestation,
      abi: reserveAttestationAbi,
      functionName: 'status',
      blockNumber: block,
    })
    statuses.push(STATUS[status] ?? 'UNKNOWN')
  }
  const readUpTo = async (last: bigint): Promise<void> => {
    while (first + BigInt(statuses.length) <= last) await read(first + BigInt(statuses.length))
  }
  const stop = client.watchBlockNumber({
    emitOnBegin: true,
    pollingInterval: POLL_INTERVAL_MS,
    onBlockNumber: (last) => {
      // A block that could not be read is read again at the next look, which fails for good if it is gone.
      reading = reading.then(() => readUpTo(last)).catch(() => undefined)
    },
  })
  return {
    upTo: (block, signal) =>
      awaitFound(client, {
        what: `the status up to block ${block}`,
        find: async () => (first + BigInt(statuses.length) > block ? [...statuses] : undefined),
        ...{ withinMs: WITHIN_MS, signal },
      }),
    stop,
  }
}
