import type { Log } from '../../log.ts'
import { attestRound, waitForChainTime } from '../demo/attestRound.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { type LocalStack, startLocalStack } from '../stack/startLocalStack.ts'
import { type Figure, figure } from './figure.ts'

const WARM_ROUNDS = 5
const KILOBYTES_PER_MEGABYTE = 1_000

/** Mean time of warm rounds in seconds, each from trigger to mined report. */
const warmRoundSeconds = async (stack: LocalStack): Promise<number> => {
  const { epoch } = await attestRound(stack, 'cold', 'SOLVENT')
  let lastEpoch = BigInt(epoch)
  let totalMs = 0
  for (let round = 0; round < WARM_ROUNDS; round++) {
    lastEpoch = await waitForChainTime(stack, lastEpoch)
    const { outcome, stats } = await stack.don.fireCron(0, lastEpoch)
    if (!outcome.ok) throw outcome.error
    totalMs += stats.ms
  }
  return totalMs / WARM_ROUNDS / 1000
}

/**
 * Starts the local stack twice and measures it: time until ready, a warm round of the enclave handler (one guest) and
 * of the fallback handler (one guest on each of four nodes), and the memory of all that lives in this process.
 */
export const measureStack = async (log: Log, shutdown: Shutdown): Promise<Figure[]> => {
  const startedAt = performance.now()
  const enclave = await startLocalStack({ log, shutdown })
  const readySeconds = (performance.now() - startedAt) / 1000
  const enclaveSeconds = await warmRoundSeconds(enclave)
  await enclave.stop()

  const fallback = await startLocalStack({ log, shutdown, confidentiality: 'httpOnly' })
  const fallbackSeconds = await warmRoundSeconds(fallback)
  return [
    figure('local stack ready', 's', readySeconds, 8),
    figure(`DON round, enclave handler, mean of ${WARM_ROUNDS}`, 's', enclaveSeconds, 1.5),
    figure(`DON round, four guests, mean of ${WARM_ROUNDS}`, 's', fallbackSeconds, 1.5),
    figure('peak memory, four guests', 'MB', process.resourceUsage().maxRSS / KILOBYTES_PER_MEGABYTE, 400, 0),
  ]
}
