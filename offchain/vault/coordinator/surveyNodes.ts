import type { Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { type CertifiedVaultKey, digestVaultKey, verifySignature } from '../../protocol/vault/vaultKey.ts'
import { nameNode } from '../client/nameNode.ts'
import { printable } from '../client/printable.ts'
import { readNodeKey } from '../client/readNodeKey.ts'
import type { KeyRoster } from '../client/roster.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import type { NodeStatus, PendingKey } from '../client/wire.ts'

/** What one node says of itself, as far as it could be checked. */
export type SurveyedNode = {
  client: VaultNodeClient
  /** Undefined when it does not answer, or is another node than the roster says. */
  status?: NodeStatus
  /** The key that it serves, certified by the nodes of one of the rosters. */
  key?: CertifiedVaultKey
  /** What it signed itself. */
  pending: readonly PendingKey[]
  /** Sentences, for people. */
  problems: readonly string[]
}

export type SurveyParameters = {
  /** That a key may be of. */
  rosters: readonly KeyRoster[]
  /** The only vault that is meant, where it is known. */
  masterKey?: Hex
  signal: AbortSignal
}

const isSignedBy = (identity: Hex, { key, signature }: PendingKey): boolean =>
  key.members.some((member) => member.identity === identity) &&
  verifySignature({ identity, digest: digestVaultKey(key), signature })

const surveyNode = async (
  client: VaultNodeClient,
  { rosters, masterKey, signal }: SurveyParameters,
): Promise<SurveyedNode> => {
  const { identity } = client.node
  const problems: string[] = []
  const report = (problem: string): void => void problems.push(printable(problem))
  const orProblem = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof KitError)) throw error
      report(error.message)
      return undefined
    }
  }
  const name = `vault node ${nameNode(client.node)}`
  const status = await orProblem(client.status(signal))
  if (!status) return { client, pending: [], problems }
  if (status.identity !== identity) {
    report(`${name}: there is node ${status.identity}; check roster and URL`)
    return { client, pending: [], problems }
  }
  const pending = status.pending.filter((one) => isSignedBy(identity, one))
  if (pending.length < status.pending.length) report(`${name}: shows a pending key that it has not signed`)
  if (status.problem) report(`${name}: ${status.problem}`)
  const key = await orProblem(readNodeKey({ client, roster: rosters, masterKey, signal }))
  return { client, status, key, pending, problems }
}

/** Asks every node at once what it serves, of the keys of these rosters, and what it has signed. */
export const surveyNodes = (nodes: readonly VaultNodeClient[], parameters: SurveyParameters): Promise<SurveyedNode[]> =>
  Promise.all(nodes.map((client) => surveyNode(client, parameters)))
