import { describeError } from '../../../chain/describeError.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'
import type { AnsweringEndpoint } from '../surveyEndpoints.ts'

/** Whether every endpoint serves logs: of the newest blocks, and of the oldest that a fresh journal begins with. */
export const checkLogs = async (context: DoctorContext): Promise<Finding> => {
  const { fit, best, attestation, treasury, startBlock, maxLogBlocks } = context
  const head = best?.head.number ?? 0n
  if (startBlock > head) {
    const detail = `START_BLOCK is ${startBlock}, above the newest block ${head}`
    return { verdict: 'fail', detail, fix: 'set START_BLOCK to the block of the deployment' }
  }
  const refusalOf = async ({ name, client, head: { number } }: AnsweringEndpoint): Promise<string[]> => {
    const newest = number - maxLogBlocks + 1n
    const froms = [newest > startBlock ? newest : startBlock, startBlock]
    try {
      for (const fromBlock of froms) {
        const last = fromBlock + maxLogBlocks - 1n
        const toBlock = last < number ? last : number
        await client.getLogs({ address: [attestation, treasury], fromBlock, toBlock })
      }
      return []
    } catch (error) {
      return [`${name}: ${describeError(error)}`]
    }
  }
  const refusals = (await Promise.all(fit.map(refusalOf))).flat()
  if (refusals.length === 0)
    return { verdict: 'pass', detail: `${maxLogBlocks} blocks in one call, from ${startBlock} on` }
  return {
    verdict: 'warn',
    detail: `logs of ${maxLogBlocks} blocks are refused; ${refusals.join('; ')}`,
    fix: 'lower MAX_LOG_BLOCKS (the agent shrinks its ranges, slowly), or use an endpoint that keeps history',
  }
}
