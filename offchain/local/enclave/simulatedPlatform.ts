import type { Hex } from 'viem'
import { bytesToHex, keccak256 } from 'viem'
import type { Collateral } from '../../protocol/tdx/collateral.ts'
import { authorityOf } from '../../protocol/tdx/readCertificate.ts'
import type { P256Key, TdxQuote } from '../../protocol/tdx/tdxQuote.ts'
import { type CollateralFile, writeCollateral } from '../../protocol/tdx/writeCollateral.ts'
import { type CertificateFields, writeCertificate } from './certificates.ts'
import { type SgxExtension, sgxExtension } from './extensions.ts'
import { type CollateralOptions, PCE_SVN, SGX_SVNS, simulatedCollateral } from './simulatedCollateral.ts'
import { simulatedKey } from './simulatedKey.ts'
import { createSimulatedPki, type SimulatedPki, simulatedId } from './simulatedPki.ts'
import { type QuoteOptions, type QuoteParts, signQuote, toTdxQuote, writeQuote } from './simulatedQuote.ts'

/** A family that Intel does not have. */
export const SIMULATED_FMSPC = '0x51d0c0de0000'

/** A simulated TDX machine with everything that Intel would issue for it, under the test root. */
export type SimulatedPlatform = {
  /** Unix seconds around which its certificates and collateral are in force. */
  now: number
  /** DER. */
  rootCertificate: Hex
  rootKey: P256Key
  /** keccak256 of the root subject's DER Name. */
  rootName: Hex
  /** Id of the PCK certificate authority in `CrlStore`. */
  pckAuthority: Hex
  ppid: Hex
  fmspc: Hex
  pki: SimulatedPki
  /** What its PCK certificate says of it. */
  sgx: SgxExtension
  collateral: (options?: CollateralOptions) => Collateral
  /** A collateral, or the default one, as PCCS clients write it to files. */
  collateralFile: (collateral?: Collateral) => CollateralFile
  /** A PCK certificate of this machine, DER, with other fields or another SGX extension. */
  pckCertificate: (fields?: Partial<CertificateFields>, sgx?: Partial<SgxExtension>) => Uint8Array
  quoteParts: (options?: QuoteOptions) => QuoteParts
  /** A raw quote. */
  quote: (options?: QuoteOptions) => Uint8Array
  /** The same quote's signed parts, as the contracts take them. */
  tdxQuote: (options?: QuoteOptions) => TdxQuote
}

export type SimulatedPlatformParameters = {
  /** Unix seconds. */
  now: number
  /** Another label is another machine of the same family. */
  label?: string
  sgx?: Partial<SgxExtension>
}

/** Makes a simulated machine. Nothing it says proves anything: its root key is published. */
export const createSimulatedPlatform = ({
  now,
  label = 'machine 1',
  sgx: given,
}: SimulatedPlatformParameters): SimulatedPlatform => {
  const sgx: SgxExtension = {
    ppid: simulatedId(`PPID of ${label}`, 16),
    components: Array.from({ length: 16 }, (_, index) => SGX_SVNS[index] ?? 0),
    pceSvn: PCE_SVN,
    pceId: '0x0000',
    fmspc: SIMULATED_FMSPC,
    platformInstanceId: simulatedId(`instance id of ${label}`, 16),
    ...given,
  }
  const pki = createSimulatedPki({ now, platform: sgx, label })
  const attestationKey = simulatedKey(`attestation of ${label}`)
  const rootCertificate = bytesToHex(pki.root.certificate)
  const pckAuthority = authorityOf(pki.pckAuthority.key.publicKey)

  const collateral = (options?: CollateralOptions) => simulatedCollateral({ now, pki, platform: sgx }, options)
  const quoteParts = (options?: QuoteOptions) =>
    signQuote(
      {
        attestationKey,
        pckKey: pki.pck.key,
        chain: [pki.pck.certificate, pki.pckAuthority.certificate, pki.root.certificate],
      },
      options,
    )
  return {
    now,
    rootCertificate,
    rootKey: pki.root.key.publicKey,
    rootName: keccak256(pki.root.fields.subject),
    pckAuthority,
    ppid: sgx.ppid,
    fmspc: sgx.fmspc,
    pki,
    sgx,
    collateral,
    collateralFile: (file = collateral()) => writeCollateral(file, rootCertificate),
    pckCertificate: (fields = {}, other = {}) => {
      const extensions = [...pki.pck.fields.extensions.slice(0, -1), sgxExtension({ ...sgx, ...other })]
      return writeCertificate({ ...pki.pck.fields, extensions, ...fields }, pki.pckAuthority.key)
    },
    quoteParts,
    quote: (options) => writeQuote(quoteParts(options)),
    tdxQuote: (options) => toTdxQuote(quoteParts(options), pckAuthority),
  }
}
