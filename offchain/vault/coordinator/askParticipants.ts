import type { z } from 'zod'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Fault } from '../../protocol/vault/concludeCeremony.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { nameNode } from '../client/nameNode.ts'
import { printable } from '../client/printable.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'

/** A node's part in a ceremony. Indices count from one. */
export type Participant = {
  client: VaultNodeClient
  /** As a future holder. */
  seat?: number
  dealer?: number
}

export type AskParticipantsParameters<Answer> = {
  participants: readonly Participant[]
  path: string
  body: unknown
  schema: z.ZodType<Answer, z.ZodTypeDef, unknown>
  /** Throws a {@link VaultError} for an answer that the node may not give. */
  check?: (answer: Answer, participant: Participant) => void
  /** Takes who is left out, and why. */
  onFault: (fault: Fault, error: KitError | VaultError) => void
  log?: Log
  signal: AbortSignal
}

const parse = <Answer>(schema: AskParticipantsParameters<Answer>['schema'], answer: unknown): Answer => {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new VaultError(printable(`answered wrongly: ${issue?.path.join('.') || 'it'} ${issue?.message}`))
}

/** A node that is seat and dealer is named as the first: a seat that is lost costs a share, a dealing nothing. */
const faultOf = ({ seat, dealer }: Participant, problem: string): Fault =>
  seat === undefined ? { role: 'dealer', index: dealer ?? 0, problem } : { role: 'seat', index: seat, problem }

/**
 * One step of a ceremony at all nodes that are still in it. Whoever does not answer, or not as it must, is named and out: it
 * has missed what the next step builds on.
 */
export const askParticipants = async <Answer>({
  participants,
  path,
  body,
  schema,
  check,
  onFault,
  log,
  signal,
}: AskParticipantsParameters<Answer>): Promise<{ participant: Participant; answer: Answer }[]> => {
  const answers = await Promise.all(
    participants.map(async (participant) => {
      try {
        const answer = parse(schema, await participant.client.operate(path, body, signal))
        check?.(answer, participant)
        return [{ participant, answer }]
      } catch (error) {
        if (!(error instanceof VaultError || error instanceof KitError)) throw error
        const name = `vault node ${nameNode(participant.client.node)}`
        const problem = error instanceof KitError ? error.message : `${name}: ${error.message}`
        log?.warn({ path, problem }, 'a node is left out of the ceremony')
        onFault(faultOf(participant, problem), error)
        return []
      }
    }),
  )
  // Told to stop is nobody's fault.
  if (signal.aborted) throw new KitError('the ceremony was told to stop')
  return answers.flat()
}
