import { setTimeout as delay } from 'node:timers/promises'
import type { Hex, PublicClient } from 'viem'
import type { CollateralStores } from '../../chain/collateral/collateralCalls.ts'
import { describeError } from '../../chain/describeError.ts'
import { findCollateralSubjects } from '../../chain/enclave/findCollateralSubjects.ts'
import { readHead } from '../../chain/readHead.ts'
import type { Log } from '../../log.ts'
import { settleWithin } from '../alerts/settleWithin.ts'

/** Which PCK certificate authorities the stores know. Whoever reads it never waits for the chain. */
export type AuthoritySearch = {
  /** Undefined until the chain has told. */
  readonly found: readonly Hex[] | undefined
  /** Whether it could not be told the last time. */
  readonly isFailing: boolean
}

export type SearchAuthoritiesParameters = {
  client: PublicClient
  stores: CollateralStores
  /** Block from which the stores can have logs. */
  startBlock: bigint
  /** Most blocks asked for in one call of `eth_getLogs`, to begin with. */
  maxLogBlocks: bigint
  /** After a search that failed, in milliseconds. */
  retryMs: number
  /** For one search, in milliseconds. */
  timeoutMs: number
  log: Log
  signal: AbortSignal
}

/**
 * Looks once, in the background: a source that answers names new authorities, but one that is down after a restart must
 * not hide that the CRL of a known one lapses. `ended` never rejects.
 */
export const searchAuthorities = (
  parameters: SearchAuthoritiesParameters,
): { search: AuthoritySearch; ended: Promise<void> } => {
  const { client, stores, startBlock, maxLogBlocks, retryMs, timeoutMs, log, signal } = parameters
  const search: { -readonly [Key in keyof AuthoritySearch]: AuthoritySearch[Key] } = {
    found: undefined,
    isFailing: false,
  }
  const look = async () => {
    const { number: toBlock } = await readHead(client)
    const range = { fromBlock: startBlock, toBlock, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
    return findCollateralSubjects(client, { ...stores, ...range })
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const { authorities } = await settleWithin({
          timeoutMs,
          signal,
          name: 'the search for authorities',
          work: look,
        })
        search.found = authorities
        search.isFailing = false
        return
      } catch (error) {
        if (signal.aborted) return
        if (!search.isFailing) log.warn({ err: describeError(error) }, 'cannot find the PCK authorities of the stores')
        search.isFailing = true
      }
      await delay(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return { search, ended: run() }
}
