import { keccak256 } from 'viem'
import { readJournal } from '../../../offchain/store.ts'
import type { Don } from '../world/createDon.ts'
import type { World } from '../world/startWorld.ts'

export type InspectionParameters = { world: World; don: Don; location: string }

const open = async ({ world, location }: InspectionParameters) => {
  try {
    return await readJournal(location, world.deployment)
  } catch {
    // It died before it had one, and so before it may have done anything.
    return undefined
  }
}

/**
 * What is wrong with the journal of an agent that has just died, before anything can mend it: a transaction that was
 * handed to a provider and is not in it, or a report that it believes to have handled and does not hold.
 */
export const inspectAfterDeath = async (parameters: InspectionParameters): Promise<string[]> => {
  const { world, don } = parameters
  const seen = await Promise.all(world.proxies.map((proxy) => proxy.observe()))
  const sent = [...new Set(seen.flatMap((one) => one.sent))].map((raw) => keccak256(raw))
  const journal = await open(parameters)
  if (!journal) return sent.map((hash) => `${hash} was sent by an agent that had no journal`)
  try {
    const problems: string[] = []
    const known = (await journal.actions()).flatMap(({ transactions }) => transactions.map(({ txHash }) => txHash))
    for (const hash of sent) if (!known.includes(hash)) problems.push(`${hash} was sent before it was journalled`)
    const [newest] = await journal.checkpoints()
    for (const { epoch, blockNumber } of don.reports) {
      const isHandled = blockNumber > 0n && newest !== undefined && blockNumber <= newest.blockNumber
      if (isHandled && !(await journal.report(epoch)))
        problems.push(`epoch ${epoch} is past the cursor and was not kept`)
    }
    return problems
  } finally {
    await journal.close()
  }
}
