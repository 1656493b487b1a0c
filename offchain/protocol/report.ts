import { type Address, decodeAbiParameters, encodeAbiParameters, type Hex } from 'viem'

/** `struct ReserveReport` of src/types/ReserveReport.sol: twelve static words. */
const REPORT_PARAMETERS = [
  { name: 'chainId', type: 'uint256' },
  { name: 'receiver', type: 'address' },
  { name: 'epoch', type: 'uint40' },
  { name: 'statementAt', type: 'uint40' },
  { name: 'isSolvent', type: 'bool' },
  { name: 'mintCeiling', type: 'uint96' },
  {
    name: 'poolOrder',
    type: 'tuple',
    components: [
      { name: 'nonce', type: 'bytes32' },
      { name: 'ciphertext', type: 'bytes32' },
    ],
  },
  { name: 'sealedOrder', type: 'bytes32[3]' },
  { name: 'orderDigest', type: 'bytes32' },
] as const

/** Length of an encoded report in bytes. */
export const REPORT_LENGTH = 384

export type PoolOrder = { nonce: Hex; ciphertext: Hex }

/** `struct SealedOrder`: encapsulated key, then ciphertext with tag; 96 bytes in three words. */
export type SealedOrder = readonly [Hex, Hex, Hex]

/** One report of the reserve workflow. Times are Unix seconds; `mintCeiling` is in the token's base units. */
export type ReserveReport = {
  chainId: bigint
  receiver: Address
  epoch: number
  statementAt: number
  isSolvent: boolean
  mintCeiling: bigint
  poolOrder: PoolOrder
  sealedOrder: SealedOrder
  orderDigest: Hex
}

/** Encodes a report exactly as `ReserveAttestation.onReport` decodes it. */
export const encodeReport = (report: ReserveReport): Hex =>
  encodeAbiParameters(REPORT_PARAMETERS, [
    report.chainId,
    report.receiver,
    report.epoch,
    report.statementAt,
    report.isSolvent,
    report.mintCeiling,
    report.poolOrder,
    report.sealedOrder,
    report.orderDigest,
  ])

/** Decodes a report; throws when it is not exactly {@link REPORT_LENGTH} bytes. */
export const decodeReport = (encoded: Hex): ReserveReport => {
  const length = (encoded.length - 2) / 2
  if (length !== REPORT_LENGTH) throw new Error(`a report has ${REPORT_LENGTH} bytes, got ${length}`)
  const [chainId, receiver, epoch, statementAt, isSolvent, mintCeiling, poolOrder, sealedOrder, orderDigest] =
    decodeAbiParameters(REPORT_PARAMETERS, encoded)
  return { chainId, receiver, epoch, statementAt, isSolvent, mintCeiling, poolOrder, sealedOrder, orderDigest }
}
