import { parseEventLogs } from 'viem'
import { keystoneForwarderAbi, reserveAttestationAbi } from '../../chain/generated.ts'
import { readReserveState } from '../../chain/readReserveState.ts'
import { KitError } from '../../errors.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'
import type { DemoStep } from './demoStep.ts'

type AttestedStack = Pick<ReserveStack, 'client' | 'deployment' | 'don'>

/** Waits until the chain's clock is past `seconds`; the local chain mines every second. */
export const waitForChainTime = async ({ client }: Pick<ReserveStack, 'client'>, seconds: bigint): Promise<bigint> =>
  new Promise((resolve, reject) => {
    const unwatch = client.watchBlocks({
      emitOnBegin: true,
      pollingInterval: 100,
      onBlock: ({ timestamp }) => {
        if (timestamp <= seconds) return
        unwatch()
        resolve(timestamp)
      },
      onError: (error) => {
        unwatch()
        reject(error)
      },
    })
  })

/**
 * Fires the workflow's cron trigger once and verifies on chain what came of it: the forwarder processed exactly one
 * report with `result` true, the attestation recorded this epoch, and the status is the wanted one.
 */
export const attestRound = async (
  stack: AttestedStack,
  name: string,
  wanted: 'SOLVENT' | 'INSOLVENT',
): Promise<DemoStep> => {
  const { client, deployment, don } = stack
  const before = await client.readContract({
    address: deployment.attestation,
    abi: reserveAttestationAbi,
    functionName: 'latestReport',
  })
  const scheduledAt = await waitForChainTime(stack, BigInt(before.epoch))
  const { outcome, txHashes } = await don.fireCron(0, scheduledAt)
  if (!outcome.ok) throw new KitError(`${name}: the simulated DON published nothing: ${outcome.error.message}`)
  const [txHash, ...more] = txHashes
  if (!txHash || more.length > 0) throw new KitError(`${name}: one report was expected, got ${txHashes.length}`)

  const receipt = await client.getTransactionReceipt({ hash: txHash })
  const processed = parseEventLogs({ abi: keystoneForwarderAbi, eventName: 'ReportProcessed', logs: receipt.logs })
  if (processed.length !== 1 || processed[0]?.args.result !== true) {
    throw new KitError(`${name}: the attestation refused the report in ${txHash}`)
  }
  const state = await readReserveState(client, {
    ...deployment,
    block: { number: receipt.blockNumber, hash: receipt.blockHash },
  })
  if (state.epoch !== Number(scheduledAt)) throw new KitError(`${name}: epoch ${state.epoch}, wanted ${scheduledAt}`)
  if (state.status !== wanted) throw new KitError(`${name}: the status is ${state.status}, wanted ${wanted}`)
  return { name, status: state.status, epoch: state.epoch, block: Number(receipt.blockNumber), txHash }
}
