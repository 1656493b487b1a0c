import { createHash } from 'node:crypto'
import { create, fromBinary } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { bytesToHex, concat, concatBytes, encodePacked, type Hex, hexToBytes, keccak256, numberToBytes } from 'viem'
import { sign } from 'viem/accounts'
import { KitError } from '../../../errors.ts'
import type { WorkflowIdentity } from '../workflowIdentity.ts'
import type { CallContext } from './capability.ts'

// The forwarder's configuration is kept under these two.
export const DON_ID = 1
export const CONFIG_VERSION = 1

const REPORT_VERSION = 1
const REPORT_ID: Hex = '0x0001'
const CONFIG_DIGEST = createHash('sha256').update('simulated DON 1, configuration 1').digest()

export type ReportSigner = {
  readonly keys: readonly Hex[]
  /** f; a report carries exactly f + 1 signatures. */
  readonly faultTolerance: number
  readonly workflow: WorkflowIdentity
}

/** 109 bytes of header, then the workflow's payload. */
const rawReportOf = (payload: Uint8Array, workflow: WorkflowIdentity, context: CallContext): Hex =>
  encodePacked(
    ['uint8', 'bytes32', 'uint32', 'uint32', 'uint32', 'bytes32', 'bytes10', 'address', 'bytes2', 'bytes'],
    [
      REPORT_VERSION,
      bytesToHex(context.executionId),
      Math.floor(context.donTimeMs / 1000),
      DON_ID,
      CONFIG_VERSION,
      workflow.id,
      workflow.nameHash,
      workflow.owner,
      REPORT_ID,
      bytesToHex(payload),
    ],
  )

/** 96 bytes the forwarder does not parse: configuration digest, epoch and round of the OCR instance, extra hash. */
const reportContextOf = (sequence: number): Uint8Array =>
  concatBytes([
    CONFIG_DIGEST,
    new Uint8Array(27),
    numberToBytes(sequence, { size: 4 }),
    new Uint8Array(1),
    new Uint8Array(32),
  ])

/** r, s and v of 0 or 1 over the raw digest, without the Ethereum message prefix. */
const signDigest = async (hash: Hex, privateKey: Hex): Promise<Uint8Array> => {
  const { r, s, yParity } = await sign({ hash, privateKey })
  return concatBytes([hexToBytes(r), hexToBytes(s), Uint8Array.of(yParity ?? 0)])
}

/** A report as KeystoneForwarder 1.0.0 checks it, signed by the first f + 1 nodes of the quorum that asked for it. */
export const signReport = async (
  payload: Uint8Array,
  signer: ReportSigner,
  context: CallContext,
  sequence: number,
): Promise<SDK_PB.ReportResponse> => {
  const request = fromBinary(SDK_PB.ReportRequestSchema, payload)
  const encoding = `${request.encoderName}/${request.signingAlgo}/${request.hashingAlgo}`
  if (encoding !== 'evm/ecdsa/keccak256') {
    throw new KitError(`consensus: report encoding ${encoding} is not supported; use evm/ecdsa/keccak256`)
  }
  const rawReport = rawReportOf(request.encodedPayload, signer.workflow, context)
  const reportContext = reportContextOf(sequence)
  const digest = keccak256(concat([keccak256(rawReport), bytesToHex(reportContext)]))
  const sigs = await Promise.all(
    context.endorsers.slice(0, signer.faultTolerance + 1).map(async (node) => {
      const key = signer.keys[node]
      if (!key) throw new KitError(`simulated node ${node} has no signing key; ${signer.keys.length} keys are known`)
      return create(SDK_PB.AttributedSignatureSchema, { signerId: node, signature: await signDigest(digest, key) })
    }),
  )
  return create(SDK_PB.ReportResponseSchema, {
    configDigest: CONFIG_DIGEST,
    seqNr: BigInt(sequence),
    reportContext,
    rawReport: hexToBytes(rawReport),
    sigs,
  })
}
