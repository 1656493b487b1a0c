import { bytesToString, size } from 'viem'
import type { Collateral } from '../../protocol/tdx/collateral.ts'
import { INTEL_ROOT } from '../../protocol/tdx/intelRoot.ts'
import { parseCollateral } from '../../protocol/tdx/parseCollateral.ts'
import { parsePem } from '../../protocol/tdx/parsePem.ts'
import { parseQuote } from '../../protocol/tdx/parseQuote.ts'
import { readCertificate } from '../../protocol/tdx/readCertificate.ts'
import { UnreadableError } from '../../protocol/tdx/unreadableError.ts'
import type { QuoteOptions } from '../createProgram.ts'
import { EXIT } from '../exitCode.ts'
import { decodeHexText, readInput, requireShort } from '../readInput.ts'
import type { OpenChain } from '../throwawayChain.ts'
import { inspectQuote, readEvidence } from './inspectQuote.ts'
import { openJudge } from './openJudge.ts'
import type { QuoteFinding } from './quoteFinding.ts'
import { renderFinding } from './renderFinding.ts'

export type Surroundings = {
  openChain: OpenChain
  /** Takes the answer. */
  answer: (text: string) => void
  /** Takes what is not the answer. */
  warn: (text: string) => void
}

/** Gas as plain numbers, which JSON has. */
const renderJson = (finding: QuoteFinding): string =>
  JSON.stringify(finding, (_key, value) => (typeof value === 'bigint' ? Number(value) : value), 2)

/** A root certificate: DER, or one block of PEM. */
const readRoot = async (file: string): Promise<Uint8Array> => {
  const bytes = await readInput(file, 'root')
  const text = bytesToString(bytes)
  if (!text.startsWith('-----BEGIN ')) return bytes
  const [certificate, ...others] = parsePem(text, 'CERTIFICATE', 'root')
  if (!certificate || others.length > 0) throw new UnreadableError('root: wanted one certificate')
  return certificate
}

const requireShortDocuments = ({ tcbInfo, qeIdentity, rootCrl, pckCrl }: Collateral): void => {
  requireShort(tcbInfo.json, 'collateral: TCB info')
  requireShort(qeIdentity.json, 'collateral: QE identity')
  requireShort({ length: size(rootCrl) }, 'collateral: root CRL')
  requireShort({ length: size(pckCrl) }, 'collateral: PCK CRL')
}

/** `verify quote`: reads everything first, so that unreadable input costs no chain. */
export const verifyQuoteFile = async (
  { quote: quoteFile, collateral: collateralFile, at, root: rootFile, json }: QuoteOptions,
  { openChain, answer, warn }: Surroundings,
): Promise<number> => {
  if ([quoteFile, collateralFile, rootFile].filter((file) => file === '-').length > 1) {
    throw new UnreadableError('standard input can be read once only')
  }
  const bytes = decodeHexText(await readInput(quoteFile, 'quote'), 'quote')
  requireShort(bytes, 'quote')
  const quote = parseQuote(bytes)
  const collateral = parseCollateral(bytesToString(await readInput(collateralFile, 'collateral')))
  requireShortDocuments(collateral)
  const rootCertificate = rootFile === undefined ? undefined : await readRoot(rootFile)
  const evidence = { bytes, quote, collateral }
  readEvidence(evidence)
  const { key, subject } = rootCertificate
    ? readCertificate(rootCertificate, 'root')
    : { ...INTEL_ROOT, subject: INTEL_ROOT.name }
  const root = { key, name: subject }

  const judge = await openJudge({ chain: await openChain(), root, at })
  const finding = await inspectQuote({ ...evidence, judge, root, rootCertificate, at })
  if (!finding.root.isIntel) warn("NOT INTEL'S ROOT: this verdict proves nothing about any hardware")
  answer(json ? renderJson(finding) : renderFinding(finding))
  return finding.accepted ? EXIT.accepted : EXIT.refused
}
