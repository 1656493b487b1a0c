import type { VaultKey } from '../../protocol/vault/vaultKey.ts'
import type { SurveyedNode } from './surveyNodes.ts'

const MOST_TRIES = 20

/**
 * Epochs to try for the key after `former`, one after the other. A node signs one key an epoch, so those of abandoned
 * ceremonies are skipped. The first is the lowest that no node shows as signed: whoever shows a late one, and be it with an
 * honest signature, must not use up those before it. A node shows only its newest keys, and may refuse; then the steps double.
 */
export const listEpochs = (survey: readonly SurveyedNode[], former: VaultKey | undefined): [number, ...number[]] => {
  const used = new Set(survey.flatMap(({ pending }) => pending.map(({ key }) => key.epoch)))
  const nextFree = (epoch: number): number => (used.has(epoch) ? nextFree(epoch + 1) : epoch)
  const first = nextFree((former?.epoch ?? 0) + 1)
  return [first, ...Array.from({ length: MOST_TRIES - 1 }, (_, refused) => nextFree(first + 2 ** refused))]
}
