import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CollateralFile } from '../../../offchain/protocol/tdx/writeCollateral.ts'
import { writePem } from '../../../offchain/protocol/tdx/writePem.ts'

/** The four things that a PCCS is asked for. */
export type PccsDocument = 'rootCrl' | 'pckCrl' | 'tcbInfo' | 'qeIdentity'

/** What goes wrong with one of them. `endless` never stops sending, `noChain` forgets the header. */
export type PccsFault =
  | 'hang'
  | 'endless'
  | 'truncated'
  | 'noChain'
  | 'page'
  | { status: number; headers?: Record<string, string>; times?: number }
  | { body: string }

export type FakePccs = {
  url: string
  /** What was asked for, in order: paths with their queries. */
  asked: string[]
  /** `early` is what it serves with `update=early`; without it the same. */
  serve(file: CollateralFile, early?: CollateralFile): void
  setFault(document: PccsDocument, fault: PccsFault | undefined): void
  /** In which form CRLs are served; `real` is what PCCS does: DER, and hex for the root. */
  setCrlForm(form: 'real' | 'hex' | 'pem'): void
  stop(): Promise<void>
}

const CHUNK = Buffer.alloc(65_536, 0x20)

const documentOf = (path: string): PccsDocument | undefined => {
  if (path === '/sgx/certification/v4/rootcacrl') return 'rootCrl'
  if (path === '/sgx/certification/v4/pckcrl') return 'pckCrl'
  if (path === '/tdx/certification/v4/tcb') return 'tcbInfo'
  return path === '/tdx/certification/v4/qe/identity' ? 'qeIdentity' : undefined
}

/** A PCCS on loopback that serves simulated collateral, and can be made to misbehave document by document. */
export const startFakePccs = async (): Promise<FakePccs> => {
  const asked: string[] = []
  const faults = new Map<PccsDocument, PccsFault>()
  let served: { standard: CollateralFile; early: CollateralFile } | undefined
  let crlForm: 'real' | 'hex' | 'pem' = 'real'

  const crl = (hex: string, isRoot: boolean): string | Buffer => {
    if (crlForm === 'pem') return writePem(Buffer.from(hex, 'hex'), 'X509 CRL')
    return isRoot || crlForm === 'hex' ? hex : Buffer.from(hex, 'hex')
  }

  const answer = (
    document: PccsDocument,
    file: CollateralFile,
  ): [headers: Record<string, string>, body: string | Buffer] => {
    const chain = (header: string, pem: string) => ({ [header]: encodeURIComponent(pem) })
    switch (document) {
      case 'rootCrl':
        return [{}, crl(file.root_ca_crl, true)]
      case 'pckCrl':
        return [chain('SGX-PCK-CRL-Issuer-Chain', file.pck_crl_issuer_chain), crl(file.pck_crl, false)]
      case 'tcbInfo':
        return [
          chain('TCB-Info-Issuer-Chain', file.tcb_info_issuer_chain),
          `{"tcbInfo":${file.tcb_info},"signature":"${file.tcb_info_signature}"}`,
        ]
      case 'qeIdentity':
        return [
          chain('SGX-Enclave-Identity-Issuer-Chain', file.qe_identity_issuer_chain),
          `{"enclaveIdentity":${file.qe_identity},"signature":"${file.qe_identity_signature}"}`,
        ]
    }
  }

  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pccs')
    asked.push(request.url ?? '')
    const document = documentOf(pathname)
    if (!document || !served) {
      response.writeHead(404).end()
      return
    }
    const [headers, body] = answer(document, searchParams.get('update') === 'early' ? served.early : served.standard)
    const fault = faults.get(document)
    if (fault === 'hang') return
    if (fault === 'endless') {
      response.writeHead(200, headers)
      const send = () => {
        while (!response.destroyed && response.write(CHUNK));
      }
      response.on('drain', send)
      send()
      return
    }
    if (fault === 'truncated') {
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) })
      response.write(body.slice(0, 40))
      response.destroy()
      return
    }
    if (typeof fault === 'object' && 'status' in fault) {
      if (fault.times !== undefined && --fault.times <= 0) faults.delete(document)
      response.writeHead(fault.status, fault.headers).end('no such thing')
      return
    }
    if (typeof fault === 'object') response.writeHead(200, headers).end(fault.body)
    else if (fault === 'page') response.writeHead(200, headers).end('<html>log in first</html>')
    else response.writeHead(200, fault === 'noChain' ? {} : headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    serve(standard, early = standard) {
      served = { standard, early }
    },
    setFault(document, fault) {
      if (fault === undefined) faults.delete(document)
      else faults.set(document, fault)
    },
    setCrlForm(form) {
      crlForm = form
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
