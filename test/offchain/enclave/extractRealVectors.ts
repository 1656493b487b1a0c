// npm run vectors: writes what the contract tests read of real quotes and collateral into .local/vectors, taken apart by our
// own parsers, because Solidity has no PEM and no base64. Without the real vectors it removes what it wrote, and those tests
// skip.
import fs from 'node:fs'
import path from 'node:path'
import { parseQuote } from '../../../offchain/protocol/tdx/parseQuote.ts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { hasRealVectors, readRealCollateral, readRealQuote } from './realVectors.ts'

const FOLDER = path.join(projectRoot, '.local', 'vectors')

/** The contract tests know them by their place. */
const COLLATERAL = ['quote_collateral.json', 'tdx_quote_collateral.json', 'tdx_quote_outdated_collateral.json'] as const
const QUOTES: readonly { file: string; collateral: (typeof COLLATERAL)[number] }[] = [
  { file: 'quote_hex.txt', collateral: 'quote_collateral.json' },
  { file: 'tdx_quote', collateral: 'tdx_quote_collateral.json' },
  { file: 'tdx_quote_outdated', collateral: 'tdx_quote_outdated_collateral.json' },
  { file: 'quote-from-tappd.hex', collateral: 'tdx_quote_collateral.json' },
  { file: 'tdx-quote.hex', collateral: 'tdx_quote_collateral.json' },
]

/** Unix seconds at which all of `tdx_quote_collateral.json` is in force. */
const IN_FORCE_AT = Date.UTC(2025, 5, 21, 10) / 1000

const listCollateral = () =>
  COLLATERAL.map((file) => {
    const { rootCrl, tcbInfo, qeIdentity } = readRealCollateral(file)
    return {
      name: file,
      rootCrl,
      signerCertificate: tcbInfo.signerCertificate,
      tcbInfo: tcbInfo.json,
      tcbInfoSignature: tcbInfo.signature,
      qeIdentity: qeIdentity.json,
      qeIdentitySignature: qeIdentity.signature,
    }
  })

const listQuotes = () => ({
  pckAuthorityCertificate: readRealCollateral(COLLATERAL[0]).pckAuthorityCertificate,
  pckCrls: COLLATERAL.map((file) => readRealCollateral(file).pckCrl),
  quotes: QUOTES.map(({ file, collateral }) => ({
    name: file,
    ...parseQuote(readRealQuote(file)).quote,
    collateral: COLLATERAL.indexOf(collateral),
  })),
})

/** One of each kind of certificate and CRL. */
const listCertificates = () => {
  const { rootCrl, pckCrl, pckAuthorityCertificate, tcbInfo } = readRealCollateral('tdx_quote_collateral.json')
  const { leaf, root } = parseQuote(readRealQuote('tdx_quote')).certificates
  return {
    inForceAt: IN_FORCE_AT,
    rootCrl,
    pckCrl,
    pckAuthorityCertificate,
    tcbSignerCertificate: tcbInfo.signerCertificate,
    pckCertificate: leaf,
    rootCertificate: root,
  }
}

if (hasRealVectors) {
  const files = { tdxQuotes: listQuotes(), tcbCollateral: { collateral: listCollateral() }, intel: listCertificates() }
  fs.mkdirSync(FOLDER, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    fs.writeFileSync(path.join(FOLDER, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`)
  }
  console.info(`${path.relative(projectRoot, FOLDER)}: ${Object.keys(files).join(', ')}`)
} else {
  fs.rmSync(FOLDER, { recursive: true, force: true })
}
