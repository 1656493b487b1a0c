import { getAddress, type PublicClient } from 'viem'
import { isCanonical } from '../../chain/isCanonical.ts'
import type { Depth } from '../../chain/readBlockAt.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import { untilAborted } from '../../untilAborted.ts'
import { createChainView } from './chainView.ts'
import { checkTimes } from './checkTimes.ts'
import { readMoments } from './readMoments.ts'
import { refuse, refuseForNow } from './refuse.ts'
import type { Permission, Refusal, ReleasePolicy, ReleaseQuestion } from './releasePolicy.ts'
import type { ReleaseContext, ReleaseRule, ReleaseRules } from './releaseRule.ts'
import { UnreadableContractError } from './unreadableContract.ts'

export type CreateReleasePolicyParameters = {
  /** Of the node's own provider, or of several that have to agree. */
  client: PublicClient
  rules: ReleaseRules
  /** What counts as final. */
  depth: Depth
  /** How old the final block may be. With `finalized`, a healthy mainnet has one of up to twenty minutes. */
  maxBlockAgeSeconds: number
  /** How old the newest block may be: revocations count at once only while it moves. */
  maxHeadAgeSeconds: number
  /** Unix seconds. */
  clock?: () => number
}

const KINDS: readonly number[] = Object.values(SECRET_KIND)

const unixNow = (): number => Math.floor(Date.now() / 1000)

/** The same addresses may come in any case; here they are compared and read by. */
const withChecksums = ({ label, signer, ...question }: ReleaseQuestion): ReleaseQuestion => ({
  ...question,
  label: { ...label, contract: getAddress(label.contract), sender: getAddress(label.sender) },
  signer: getAddress(signer),
})

/** The first refusal, in the order of the rules; undefined when every one of them let the question pass. */
const judge = async (rules: readonly ReleaseRule[], context: ReleaseContext): Promise<Refusal | undefined> => {
  for (const rule of rules) {
    const refusal = await rule(context)
    if (refusal) return refusal
  }
  return undefined
}

/**
 * Decides from the chain which enclave is given which share. What permits must be final; what forbids counts at once: every
 * rule is asked about the final block and about the head, and one refusal is enough. Nothing is remembered between
 * questions. Rejects when the chain does not answer.
 */
export const createReleasePolicy = ({
  client,
  rules,
  depth,
  maxBlockAgeSeconds,
  maxHeadAgeSeconds,
  clock = unixNow,
}: CreateReleasePolicyParameters): ReleasePolicy => {
  for (const [name, age] of Object.entries({ maxBlockAgeSeconds, maxHeadAgeSeconds })) {
    if (!(age > 0)) throw new KitError(`${name} is ${age}; it must be positive`)
  }

  const isOrphaned = async ({ number: blockNumber, hash: blockHash }: BlockHeader): Promise<boolean> =>
    !(await isCanonical(client, { blockNumber, blockHash }))

  const decide = async (asked: ReleaseQuestion): Promise<Permission | Refusal> => {
    const question = withChecksums(asked)
    const { kind } = question.label
    if (!KINDS.includes(kind)) return refuse('unknownKind', `${kind} is no kind of secret that this node knows`)
    const due = rules[kind] ?? []
    if (due.length === 0)
      return refuse('noRules', `this node has no rules for secrets of kind ${kind}, so it gives none`)

    const [chainId, { final, head }] = await Promise.all([client.getChainId(), readMoments(client, depth)])
    const now = clock()
    if (!final) return refuseForNow('noFinalBlock', `the chain, at block ${head.number}, has none that is final yet`)
    const untimely = checkTimes({ final, head, now, maxBlockAgeSeconds, maxHeadAgeSeconds })
    if (untimely) return untimely

    const at = (block: BlockHeader) => judge(due, { question, now, chain: createChainView(client, { chainId, block }) })
    const reorganised = () =>
      refuseForNow('reorganised', `the chain was reorganised while block ${final.number} (${final.hash}) was read`)
    let refusals: readonly (Refusal | undefined)[]
    try {
      refusals = await Promise.all(head.hash === final.hash ? [at(final)] : [at(final), at(head)])
    } catch (error) {
      if ((await isOrphaned(final)) || (await isOrphaned(head))) return reorganised()
      if (error instanceof UnreadableContractError) return refuseForNow('contractUnreadable', error.message)
      throw error
    }
    if (await isOrphaned(final)) return reorganised()
    return refusals.find((refusal) => refusal !== undefined) ?? { isAllowed: true, block: final }
  }

  return (question, signal) => untilAborted(signal, () => decide(question))
}
