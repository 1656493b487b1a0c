import type { PublicClient } from 'viem'
import { readPoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import type { MatcherEvent } from '../matching/matcherEvent.ts'
import type { ProofTimes } from '../matching/proveWith.ts'
import { runMatcher } from '../matching/runMatcher.ts'
import type { Payer } from '../payer/payer.ts'
import type { RunEnclaveParameters } from '../runEnclave.ts'
import type { SlotKeyring } from '../slots/createSlotKeyring.ts'
import { isMatcher, type RunSettings } from './enclaveSettings.ts'
import { openProve } from './openProve.ts'

export type OpenMatcherParameters = {
  settings: RunSettings
  keyring: SlotKeyring | undefined
  keys: EnclaveKeys
  payer: Payer
  onEvent: (event: MatcherEvent) => void
  onProved: (times: ProofTimes) => void
  log: Log
  signal: AbortSignal
}

/** The matcher that the settings describe, ready to prove; undefined when they describe none. */
export const openMatcher = async (
  client: PublicClient,
  { settings, keyring, keys, payer, onEvent, onProved, log, signal }: OpenMatcherParameters,
): Promise<RunEnclaveParameters['match']> => {
  const { darkPoolAddress: pool, startBlock, maxLogBlocks, enclaveStandbySeconds: standbySeconds } = settings
  if (!isMatcher(settings) || !keyring || !pool) return undefined
  const [chainId, terms] = await Promise.all([client.getChainId(), readPoolTerms(client, { pool })])
  if (standbySeconds >= terms.settlementWindow) {
    const window = `the pool's settlement window of ${terms.settlementWindow} s`
    throw new KitError(`ENCLAVE_STANDBY_SECONDS is ${standbySeconds}, not below ${window}: it would always be too late`)
  }
  const prove = await openProve({ settings, chainId, onProved, log, signal })
  log.info({ pool, standbySeconds }, 'rounds of the pool are matched')
  return (onHealth, isActive, until) =>
    runMatcher(client, {
      ...{ chainId, pool, terms, startBlock, maxLogBlocks, keys, prove, payer, standbySeconds, isActive, log },
      ...{ keyOf: keyring.keyOf, isUnreadable: keyring.isUnreadable, onHealth, onEvent, signal: until },
      pollIntervalMs: settings.enclaveMatchInterval,
    })
}
