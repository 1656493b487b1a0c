import type { Hex, PublicClient } from 'viem'
import { type ReserveStatus, readReserveState } from '../../chain/readReserveState.ts'
import type { Deployment } from '../stack/deployContracts.ts'

/** One step of the demo, as verified on chain; `status` is what the attestation answered after it. */
export type DemoStep = { name: string; status: ReserveStatus; epoch: number; block: number; txHash: Hex }

/** The step that a mined transaction is. */
export const readStep = async (
  { client, deployment }: { client: PublicClient; deployment: Deployment },
  name: string,
  txHash: Hex,
): Promise<DemoStep> => {
  const { blockNumber, blockHash } = await client.getTransactionReceipt({ hash: txHash })
  const block = { number: blockNumber, hash: blockHash }
  const { status, epoch } = await readReserveState(client, { ...deployment, block })
  return { name, status, epoch, block: Number(blockNumber), txHash }
}

/** A step in one line. */
export const describeStep = ({ status, epoch, block, txHash }: DemoStep): string =>
  `${status.padEnd('INSOLVENT'.length)}   epoch ${epoch}, block ${block}, ${txHash}`
