import type { Hex } from 'viem'
import { isSameKey } from '../../protocol/vault/vaultKey.ts'
import { keyRosterOf } from '../client/keyRosterOf.ts'
import type { Roster } from '../client/roster.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import { findNewestKey } from '../coordinator/findNewestKey.ts'
import { type SurveyedNode, surveyNodes } from '../coordinator/surveyNodes.ts'

export type VaultNodeStatus = {
  url: string
  identity: Hex
  /** It answers, and is the node that the roster says. */
  isReachable: boolean
  /** Of the key that it serves, of whatever roster. */
  epoch: number | undefined
  /** Epochs of keys that it has signed and does not serve. */
  pending: readonly number[]
  /** Its share of the newest key is given out. */
  isServing: boolean
  problems: readonly string[]
}

export type VaultStatus = {
  /** `degraded` opens secrets, and would with `mayFail` nodes fewer; `down` does not; `empty` has no key yet. */
  state: 'healthy' | 'degraded' | 'down' | 'empty'
  masterKey: Hex | undefined
  epoch: number | undefined
  threshold: number
  serving: number
  mayFail: number
  nodes: readonly VaultNodeStatus[]
  problems: readonly string[]
}

const stateOf = (serving: number, { nodes, threshold }: Roster): 'healthy' | 'degraded' | 'down' => {
  if (serving < threshold) return 'down'
  return serving < nodes.length ? 'degraded' : 'healthy'
}

/** Asks every node of the roster, and says what the vault as a whole can do. */
export const readVaultStatus = async ({
  roster,
  nodes,
  masterKey,
  signal,
}: {
  roster: Roster
  nodes: readonly VaultNodeClient[]
  /** The only vault that is meant, where it is known. */
  masterKey?: Hex
  signal: AbortSignal
}): Promise<VaultStatus> => {
  const rosters = [keyRosterOf(roster)]
  const survey = await surveyNodes(nodes, { rosters, masterKey, signal })
  const newest = findNewestKey(survey, { rosters, masterKey })
  const describe = ({ client, status, key, pending, problems }: SurveyedNode): VaultNodeStatus => {
    const holdsNewest = newest !== undefined && key !== undefined && isSameKey(key, newest)
    const isWaiting = newest !== undefined && pending.some((one) => isSameKey(one.key, newest))
    const { url, identity } = client.node
    return {
      url,
      identity,
      isReachable: status !== undefined,
      epoch: key?.epoch ?? status?.epoch,
      pending: pending.map((one) => one.key.epoch),
      isServing: holdsNewest && problems.length === 0,
      problems: [
        ...problems,
        ...(isWaiting
          ? [`was not told that the key of epoch ${newest.epoch} is certified; run: vault status --repair`]
          : []),
        ...(newest && status && !holdsNewest && !isWaiting
          ? [`holds no share of the key of epoch ${newest.epoch}; run: vault refresh`]
          : []),
      ],
    }
  }
  const described = survey.map(describe)
  const serving = described.filter(({ isServing }) => isServing).length
  return {
    state: newest ? stateOf(serving, roster) : masterKey ? 'down' : 'empty',
    masterKey: newest?.masterKey,
    epoch: newest?.epoch,
    threshold: roster.threshold,
    serving,
    mayFail: newest ? Math.max(0, serving - newest.threshold) : 0,
    nodes: described,
    problems: newest
      ? []
      : [
          masterKey
            ? `no node of this roster shows a key of VAULT_MASTER_KEY ${masterKey}`
            : 'no key of this roster is shown by enough nodes; run: vault init, or start the nodes that do not answer',
        ],
  }
}
