import { checkLeaks, type LeakCheck } from '../pool/checkLeaks.ts'
import type { SecretNumber } from '../pool/secretPatterns.ts'
import type { PoolAtWork } from '../pool/startPoolAtWork.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'
import { openStorySecrets } from './openStorySecrets.ts'

/** Searches every transaction and log since the deployment for the story's secrets and for `figures`. Throws if any of it is there. */
export const checkStoryLeaks = async (
  stack: ReserveStack,
  pool: Pick<PoolAtWork, 'makers'>,
  figures: readonly SecretNumber[],
): Promise<LeakCheck> => {
  const secrets = [...figures, ...(await openStorySecrets(stack, pool))]
  return checkLeaks(stack.chain.rpcUrl, { fromBlock: stack.deployment.startBlock }, secrets)
}
