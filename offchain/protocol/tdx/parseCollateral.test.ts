import { constants } from '@phala/dcap-qvl'
import { bytesToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { parseCollateral, splitSignedBody } from './parseCollateral.ts'
import { UnreadableError } from './unreadableError.ts'
import { writePem } from './writePem.ts'

const CERTIFICATE = new Uint8Array(constants.TRUSTED_ROOT_CA_DER)
const CRL = Uint8Array.of(0x30, 3, 2, 1, 5)

const CHAIN = writePem(CERTIFICATE, 'CERTIFICATE').repeat(2)
const [R, S] = ['a1'.repeat(32), 'B2'.repeat(32)]
const SIGNATURE = { r: `0x${R}`, s: `0x${S.toLowerCase()}` }
const TCB_INFO = '{"id":"TDX", "spaces":"stay"}'

const FILE = {
  pck_crl_issuer_chain: CHAIN,
  root_ca_crl: '3003020105',
  pck_crl: '3003020105',
  tcb_info_issuer_chain: CHAIN,
  tcb_info: TCB_INFO,
  tcb_info_signature: R + S,
  qe_identity_issuer_chain: CHAIN,
  qe_identity: '{"id":"TD_QE"}',
  qe_identity_signature: R + S,
}

const parse = (changes: Record<string, unknown> = {}) => parseCollateral(JSON.stringify({ ...FILE, ...changes }))

describe('parseCollateral', () => {
  it('reads the form of the vectors and of PCCS', () => {
    const signerCertificate = bytesToHex(CERTIFICATE)
    expect(parse()).toEqual({
      rootCrl: bytesToHex(CRL),
      pckCrl: bytesToHex(CRL),
      pckAuthorityCertificate: signerCertificate,
      tcbInfo: { json: TCB_INFO, signature: SIGNATURE, signerCertificate },
      qeIdentity: { json: '{"id":"TD_QE"}', signature: SIGNATURE, signerCertificate },
    })
  })

  it.each([
    ['hex with 0x', '0x3003020105'],
    ['an array of bytes', [...CRL]],
    ['PEM', writePem(CRL, 'X509 CRL')],
  ])('reads CRLs as %s', (_name, crl) => {
    expect(parse({ root_ca_crl: crl, pck_crl: crl })).toEqual(parse())
  })

  it('reads signatures as arrays of bytes', () => {
    expect(parse({ tcb_info_signature: [...Buffer.from(R + S, 'hex')] })).toEqual(parse())
  })

  it("reads Intel's whole answer in place of document and signature, and keeps the document's bytes", () => {
    const body = `{"tcbInfo":${TCB_INFO},"signature":"${R}${S}"}`
    expect(parse({ tcb_info: body, tcb_info_signature: undefined })).toEqual(parse())
    const identity = `{"enclaveIdentity":{"id":"TD_QE"},"signature":"${R}${S}"}\n`
    expect(parse({ qe_identity: identity, qe_identity_signature: undefined })).toEqual(parse())
  })

  it('ignores keys that it does not need', () => {
    expect(parse({ pck_certificate_chain: null, version: 3 })).toEqual(parse())
  })

  it.each(Object.keys(FILE))('names %s when it is missing', (name) => {
    expect(() => parse({ [name]: undefined })).toThrow(new RegExp(`^collateral: ${name} is missing`))
    expect(() => parse({ [name]: undefined })).toThrow(UnreadableError)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['base64, which nobody writes', { pck_crl: 'MAMCAQU=' }, 'collateral: pck_crl is not hex'],
    ['half a digit', { pck_crl: '300302010' }, 'collateral: pck_crl is not hex'],
    ['something that is no DER', { pck_crl: 'deadbeef' }, 'collateral: pck_crl is no DER, wanted a CRL in hex or PEM'],
    ['an empty CRL', { pck_crl: '' }, 'collateral: pck_crl is no DER, wanted a CRL in hex or PEM'],
    ['a number that is no byte', { root_ca_crl: [48, 256] }, 'collateral: root_ca_crl[1] is not a byte'],
    ['a fraction', { root_ca_crl: [48.5] }, 'collateral: root_ca_crl[0] is not a byte'],
    ['an object', { root_ca_crl: { 0: 48 } }, 'collateral: root_ca_crl is neither text nor bytes'],
    [
      'a certificate for a CRL',
      { pck_crl: writePem(CRL, 'CERTIFICATE') },
      'collateral: pck_crl: line 1 of PEM is not "-----BEGIN X509 CRL-----"',
    ],
    ['two CRLs', { pck_crl: writePem(CRL, 'X509 CRL').repeat(2) }, 'collateral: pck_crl holds 2 CRLs, wanted one'],
    [
      'a chain of one',
      { pck_crl_issuer_chain: writePem(CERTIFICATE, 'CERTIFICATE') },
      'collateral: pck_crl_issuer_chain holds 1 certificates, wanted signer and root',
    ],
    [
      'a chain of three',
      { tcb_info_issuer_chain: writePem(CERTIFICATE, 'CERTIFICATE').repeat(3) },
      'collateral: tcb_info_issuer_chain holds 3 certificates, wanted signer and root',
    ],
    ['a parsed document', { tcb_info: { id: 'TDX' } }, 'collateral: tcb_info is no text, wanted text'],
    ['a short signature', { qe_identity_signature: R }, 'collateral: qe_identity_signature has 32 bytes, wanted 64'],
  ])('refuses %s', (_name, changes, message) => {
    expect(() => parse(changes)).toThrow(new UnreadableError(message))
  })

  it.each(['', 'null', '[]', '"text"', '{'])('refuses %j', (text) => {
    expect(() => parseCollateral(text)).toThrow(/^collateral: not (JSON|a JSON object)$/)
  })
})

describe('splitSignedBody', () => {
  it.each([
    `{"tcbInfo": {"a":1},"signature":"${R}"}`,
    `{"tcbInfo":{"a":1},"signature":"${R}${S}","more":1}`,
    `{"enclaveIdentity":{"a":1},"signature":"${R}${S}"}`,
    `{"signature":"${R}${S}","tcbInfo":{"a":1}}`,
  ])('refuses %s', (body) => {
    expect(() => splitSignedBody(body, 'tcbInfo')).toThrow(UnreadableError)
  })
})
