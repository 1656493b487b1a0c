import type { Hex } from 'viem'
import type { Log } from '../../log.ts'
import { type CertifiedVaultKey, isSameKey } from '../../protocol/vault/vaultKey.ts'
import type { KeyRoster } from '../client/roster.ts'
import type { VaultNodeClient } from '../client/vaultNodeClient.ts'
import { activateKey } from './activateKey.ts'
import { findNewestKey } from './findNewestKey.ts'
import { surveyNodes } from './surveyNodes.ts'

export type ResumeActivationParameters = {
  nodes: readonly VaultNodeClient[]
  /** That a key may be of: before and, in a reshare, after. */
  rosters: readonly KeyRoster[]
  /** The only vault that is meant, where it is known. */
  masterKey?: Hex
  log?: Log
  signal: AbortSignal
}

export type ResumedActivation = {
  /** The newest certified key, which is the vault's; undefined while it has none. */
  key: CertifiedVaultKey | undefined
  /** Indices of the nodes that serve it since just now. */
  activated: number[]
}

/**
 * Ends what a coordinator began that died after the nodes had signed: everything that activation needs is in what they
 * signed. Does nothing when nothing was left half done.
 */
export const resumeActivation = async (parameters: ResumeActivationParameters): Promise<ResumedActivation> => {
  const { nodes, rosters, masterKey, log, signal } = parameters
  const survey = await surveyNodes(nodes, { rosters, masterKey, signal })
  const key = findNewestKey(survey, { rosters, masterKey })
  if (!key) return { key, activated: [] }
  const waiting = survey.filter(({ pending }) => pending.some((one) => isSameKey(one.key, key)))
  if (waiting.length > 0)
    log?.info({ epoch: key.epoch, nodes: waiting.length }, 'activating a key that was left half done')
  const activated = await activateKey({ key, nodes: waiting.map(({ client }) => client), log, signal })
  return { key, activated }
}
