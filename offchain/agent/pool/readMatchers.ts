import type { Address, PublicClient } from 'viem'
import { readEnclave } from '../../chain/enclave/readEnclave.ts'
import type { BlockHeader } from '../../chain/readHead.ts'
import type { JournalReader } from '../../store/journal.ts'

/** Keys that could settle a round now, and when the last of them expires (Unix seconds; zero without one). */
export type MatcherSight = { active: number; expiresAt: number }

/** Registrations looked at: renewals of one key are several. */
const REGISTRATIONS = 200
/** Keys asked about, those registered last. */
const KEYS = 16

export type ReadMatchersParameters = {
  journal: Pick<JournalReader, 'poolEvents'>
  enclaveRegistry: Address
  block: BlockHeader
}

/** Looks at the matchers that the pool's registry has ever seen. */
export const readMatchers = async (
  client: PublicClient,
  { journal, enclaveRegistry: registry, block }: ReadMatchersParameters,
): Promise<MatcherSight> => {
  const registered = await journal.poolEvents({ kind: 'matcherRegistered', limit: REGISTRATIONS })
  const keys = registered.flatMap((event): Address[] => (event.kind === 'matcherRegistered' ? [event.signer] : []))
  const signers = [...new Set(keys)].slice(0, KEYS)
  const enclaves = await Promise.all(signers.map((signer) => readEnclave(client, { registry, signer, block })))
  const active = enclaves.filter(({ isActive }) => isActive)
  return { active: active.length, expiresAt: Math.max(0, ...active.map(({ expiresAt }) => expiresAt)) }
}
