import fs from 'node:fs'
import path from 'node:path'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import { parseCollateral } from '../../../offchain/protocol/tdx/parseCollateral.ts'
import { decodeHexText } from '../../../offchain/verify/readInput.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'

/**
 * Quotes of real hardware and Intel's collateral. They are data of others, so they live beside the project, never in it.
 * `REAL_VECTORS` may name another folder; one that does not exist imitates a machine without them.
 */
const FOLDER = path.resolve(projectRoot, process.env.REAL_VECTORS || '../shared/vectors/dcap-qvl')

/** False, and loudly so, where the folder is absent. */
export const hasRealVectors = fs.existsSync(FOLDER)
if (!hasRealVectors) {
  console.warn(`SKIPPED: no real quotes and collateral, because ${path.relative(projectRoot, FOLDER)} is absent`)
}

export const realFile = (name: string): string => path.join(FOLDER, name)

export const readRealFile = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(realFile(name)))

export const readRealQuote = (name: string): Uint8Array => decodeHexText(readRealFile(name), name)

export const readRealCollateral = (name: string): Collateral => parseCollateral(fs.readFileSync(realFile(name), 'utf8'))

/** What the README beside the vectors says of each TDX quote. Times in Unix seconds, within the collateral's. */
export const REAL_QUOTES = [
  {
    file: 'tdx_quote',
    collateral: 'tdx_quote_collateral.json',
    at: Date.UTC(2025, 5, 20) / 1000,
    version: 4,
    verdict: 'UpToDate',
    refusal: undefined,
    fmspc: 'b0c06f000000',
    evaluationNumber: 17,
    fields: { mrtd: '91eb2b44', rtmr0: '44c0197b', rtmr1: '0084452c', rtmr2: 'd833feef', rtmr3: '00000000' },
  },
  {
    file: 'quote_hex.txt',
    collateral: 'quote_collateral.json',
    at: Date.UTC(2025, 8, 3) / 1000,
    version: 4,
    verdict: 'UpToDate',
    refusal: undefined,
    fmspc: '20a06f000000',
    evaluationNumber: 17,
    fields: {
      mrtd: 'f06dfda6',
      rtmr0: '68102e7b',
      rtmr1: '19d16ecd',
      rtmr2: '05ac95f4',
      rtmr3: '287a9242',
      mrConfigId: '0112a20a',
    },
  },
  {
    // SEAM loader SVN 3, and every level wants 5.
    file: 'tdx_quote_outdated',
    collateral: 'tdx_quote_outdated_collateral.json',
    at: Date.UTC(2026, 1, 19) / 1000,
    version: 5,
    verdict: 'Refused',
    refusal: { of: 'quote', error: 'TcbLevelNotFound', args: ['0x90c06f000000'] },
    fmspc: '90c06f000000',
    evaluationNumber: null,
    fields: {},
  },
  ...['quote-from-tappd.hex', 'tdx-quote.hex'].map((file) => ({
    // Microcode below every level.
    file,
    collateral: 'tdx_quote_collateral.json',
    at: Date.UTC(2025, 5, 20) / 1000,
    version: 4,
    verdict: 'Refused',
    refusal: { of: 'quote', error: 'TcbLevelNotFound', args: ['0xb0c06f000000'] },
    fmspc: 'b0c06f000000',
    evaluationNumber: null,
    fields: {},
  })),
] as const
