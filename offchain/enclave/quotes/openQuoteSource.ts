import fs from 'node:fs'
import { KitError } from '../../errors.ts'
import { CONFIGFS_ROOT, configfsQuoteSource } from './configfsQuoteSource.ts'
import { DSTACK_DIALECTS, dstackQuoteSource } from './dstackQuoteSource.ts'
import type { QuoteSource } from './quoteSource.ts'

/** Where quotes of hardware come from; in the order in which they are looked for. */
export const QUOTE_SOURCES = ['dstack', 'tappd', 'configfs'] as const

export type QuoteSourceName = (typeof QUOTE_SOURCES)[number]

export type OpenQuoteSourceParameters = {
  /** `auto`: the first that is there. */
  name: QuoteSourceName | 'auto'
  /** Socket or folder, unless at its usual place. */
  at?: string
}

const USUAL_PLACE: Record<QuoteSourceName, string> = {
  dstack: DSTACK_DIALECTS.dstack.socketPath,
  tappd: DSTACK_DIALECTS.tappd.socketPath,
  configfs: CONFIGFS_ROOT,
}

const findSource = (exists: (place: string) => boolean): QuoteSourceName => {
  const found = QUOTE_SOURCES.find((name) => exists(USUAL_PLACE[name]))
  if (found) return found
  const places = QUOTE_SOURCES.map((name) => USUAL_PLACE[name]).join(', ')
  throw new KitError(`no quote source: none of ${places} exists; an enclave only runs on TDX hardware`)
}

/** The quote source that the settings name. None of them is simulated: the simulated one is in offchain/local. */
export const openQuoteSource = (
  { name, at }: OpenQuoteSourceParameters,
  exists: (place: string) => boolean = fs.existsSync,
): QuoteSource => {
  const source = name === 'auto' ? findSource(exists) : name
  if (source === 'configfs') return configfsQuoteSource({ root: at })
  return dstackQuoteSource({ dialect: source, socketPath: at })
}
