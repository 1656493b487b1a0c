import { bytesToHex, type Hex, hexToBytes } from 'viem'
import {
  PCE_SVN,
  type QeIdentity,
  SGX_SVNS,
  simulatedQeIdentity,
  simulatedTcbInfo,
  svnLevel,
  type TcbInfo,
  type TcbStatusName,
  TDX_SVNS,
  tcbLevel,
} from '../../../offchain/local/enclave/simulatedCollateral.ts'
import { createSimulatedPlatform, type SimulatedPlatform } from '../../../offchain/local/enclave/simulatedPlatform.ts'
import type { QuoteParts } from '../../../offchain/local/enclave/simulatedQuote.ts'
import type { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import type { Collateral } from '../../../offchain/protocol/tdx/collateral.ts'
import { TCB_STATUSES } from '../../../offchain/protocol/tdx/tcbStatus.ts'
import type { OracleGap } from './oracleGaps.ts'
import { judgeTcb, judgeTcbAsOracle, worseOf } from './tcbModel.ts'

type Random = ReturnType<typeof seededRandom>

/** A quote over random fields with random collateral, and what should be said of it. */
export type DrawnQuote = {
  platform: SimulatedPlatform
  parts: QuoteParts
  collateral: Collateral
  /** Of the TDX module that started the TD. */
  moduleVersion: number
  /** By Intel's algorithm and our policy; none where it must be refused. */
  wanted: TcbStatusName | undefined
  /** What `@phala/dcap-qvl` is known to say of it; none where it refuses. */
  wantedOfOracle: TcbStatusName | undefined
  /** What of it `@phala/dcap-qvl` is known to judge otherwise. */
  gaps: readonly OracleGap[]
}

const STATUSES = TCB_STATUSES.filter((status) => status !== 'Unrecognized' && status !== 'Revoked')

/** Bits of TDATTRIBUTES. */
const SEPT_VE_DISABLE = 1n << 28n
const LASS = 1n << 27n
const PERFMON = 1n << 63n
const PKS = 1n << 30n
const KL = 1n << 31n
const ALLOWED_ATTRIBUTES = LASS | SEPT_VE_DISABLE | PKS | KL
const ORACLE_ATTRIBUTES = PERFMON | SEPT_VE_DISABLE | PKS | KL

/** Bytes of QE authentication data that `@phala/dcap-qvl` hashes. */
const ORACLE_AUTHENTICATION_LENGTH = 32

/** Draws from a seeded source. */
const createDice = (random: Random) => {
  const number = (from: number, to: number): number => from + Number(random.below(BigInt(to - from + 1)))
  const oneIn = (sides: number): boolean => random.below(BigInt(sides)) === 0n
  const oneOf = <T>(choices: readonly T[]): T => choices[number(0, choices.length - 1)] as T
  const hex = (length: number): Hex => bytesToHex(random.bytes(length))
  return { number, oneIn, oneOf, hex }
}

type Dice = ReturnType<typeof createDice>

const littleEndian = (value: bigint, length: number): Hex =>
  bytesToHex(hexToBytes(`0x${value.toString(16).padStart(2 * length, '0')}`).reverse())

const drawAttributes = ({ oneIn, oneOf }: Dice): bigint => {
  let attributes = oneIn(24) ? 0n : SEPT_VE_DISABLE
  if (oneIn(4)) attributes |= 1n << oneOf([27n, 30n, 31n])
  if (oneIn(10)) attributes |= 1n << oneOf([0n, 1n, 8n, 29n, 62n, 63n])
  return attributes
}

/** TEE_TCB_SVN: a module of any version that Intel lists, seldom of another one. */
const drawTee = ({ number, oneIn, oneOf }: Dice): number[] => {
  const version = oneIn(16) ? 2 : oneOf([0, 1, 1, 1, 3])
  return [number(oneIn(8) ? 1 : 4, 9), version, oneIn(12) ? 1 : number(2, 3), ...Array<number>(13).fill(0)]
}

/** One to three levels, the later ones for a lower PCESVN. */
const drawTcbInfo = ({ number, oneIn, oneOf }: Dice, platform: SimulatedPlatform): TcbInfo => {
  const status = (): TcbStatusName => (oneIn(10) ? 'Revoked' : oneOf(STATUSES))
  const levels = Array.from({ length: number(1, 3) }, (_, at) =>
    tcbLevel({ sgx: SGX_SVNS, pceSvn: PCE_SVN - 3 * at, tdx: TDX_SVNS, status: oneIn(3) ? 'UpToDate' : status() }),
  )
  const sound = simulatedTcbInfo(platform.now, platform.sgx)
  const tdxModuleIdentities = sound.tdxModuleIdentities.map((identity) => ({
    ...identity,
    tcbLevels: [
      svnLevel(number(3, 6), oneIn(12) ? 'Revoked' : 'UpToDate'),
      svnLevel(2, oneIn(4) ? 'Revoked' : 'OutOfDate'),
    ],
  }))
  return { ...sound, tdxModuleIdentities, tcbLevels: levels }
}

const drawQeIdentity = ({ number, oneIn }: Dice, platform: SimulatedPlatform): QeIdentity => ({
  ...simulatedQeIdentity(platform.now),
  tcbLevels: [
    svnLevel(number(5, 7), oneIn(12) ? 'Revoked' : 'UpToDate'),
    svnLevel(4, oneIn(6) ? 'Revoked' : 'OutOfDate'),
  ],
})

const SIGNED_PARTS = ['signedReport', 'signature', 'attestationKey', 'qeReport', 'qeSignature', 'qeAuthData'] as const

/** Flips one bit of a part that is signed, or a signature. */
const corrupt = ({ number, oneOf }: Dice, parts: QuoteParts): QuoteParts => {
  const part = oneOf(SIGNED_PARTS)
  const place = number(0, parts[part].length - 1)
  const bit = 1 << number(0, 7)
  return { ...parts, [part]: parts[part].map((byte, at) => (at === place ? byte ^ bit : byte)) }
}

/** Draws one case for machines that the root and authority of {@link createSimulatedPlatform} know. */
export const drawQuote = (random: Random, now: number, index: number): DrawnQuote => {
  const dice = createDice(random)
  const { number, oneIn, oneOf, hex } = dice
  const components = Array.from({ length: 16 }, (_, at) => (SGX_SVNS[at] ?? 0) + number(0, 1))
  if (oneIn(12)) components[7] = 4
  const platform = createSimulatedPlatform({
    now,
    label: `drawn machine ${index}`,
    sgx: { components, pceSvn: number(PCE_SVN - 2, PCE_SVN + 5), pceId: oneIn(20) ? '0x0001' : '0x0000' },
  })
  const tcbInfo = { ...drawTcbInfo(dice, platform), pceId: '0000' }
  const qeIdentity = drawQeIdentity(dice, platform)

  const attributes = drawAttributes(dice)
  const tee = drawTee(dice)
  const running = oneIn(2) ? drawTee(dice) : tee
  const qeSvn = oneIn(16) ? 3 : number(4, 9)
  const version = oneOf([4, 5] as const)
  const bodyType = oneOf([2, 3] as const)
  const isReport15 = version === 5 && bodyType === 3
  const hasServiceTd = isReport15 && oneIn(8)
  const isModuleForeign = oneIn(20)
  const isVendorForeign = oneIn(20)
  const isCorrupt = oneIn(12)
  const hasForeignPce = platform.sgx.pceId !== '0x0000'
  const authenticationLength = oneIn(12) ? number(0, 64) : ORACLE_AUTHENTICATION_LENGTH
  const sound = platform.quoteParts({
    version,
    bodyType,
    header: isVendorForeign ? { qeVendorId: hex(16) } : {},
    report: {
      teeTcbSvn: bytesToHex(Uint8Array.from(tee)),
      teeTcbSvn2: bytesToHex(Uint8Array.from(running)),
      ...(isModuleForeign ? { mrSignerSeam: hex(48) } : {}),
      tdAttributes: littleEndian(attributes, 8),
      mrSeam: hex(48),
      xfam: hex(8),
      mrtd: hex(48),
      mrConfigId: hex(48),
      mrOwner: hex(48),
      mrOwnerConfig: hex(48),
      rtmr0: hex(48),
      rtmr3: hex(48),
      reportData: hex(64),
      ...(hasServiceTd ? { mrServiceTd: hex(48) } : {}),
    },
    qeReport: { cpuSvn: hex(16), mrEnclave: hex(32), isvSvn: littleEndian(BigInt(qeSvn), 2) },
    qeAuthData: hex(authenticationLength),
  })

  const reported = { sgx: components, pceSvn: platform.sgx.pceSvn, tee, qeSvn }
  const judge = (svns: readonly number[]) => judgeTcb({ ...reported, tee: svns }, tcbInfo, qeIdentity)
  const verdict = isReport15 ? worseOf(judge(tee), judge(running)) : judge(tee)
  const isRefused =
    isCorrupt ||
    isVendorForeign ||
    isModuleForeign ||
    hasServiceTd ||
    hasForeignPce ||
    (attributes & ~ALLOWED_ATTRIBUTES) !== 0n ||
    (attributes & SEPT_VE_DISABLE) === 0n
  const isRefusedByOracle =
    isCorrupt ||
    hasServiceTd ||
    authenticationLength !== ORACLE_AUTHENTICATION_LENGTH ||
    (attributes & ~ORACLE_ATTRIBUTES) !== 0n ||
    (attributes & SEPT_VE_DISABLE) === 0n

  const oracleVerdict = judgeTcbAsOracle(reported, tcbInfo, qeIdentity)
  const gapped: Partial<Record<OracleGap, boolean>> = {
    moduleIdentityIgnored: tee[1] !== 0 || isModuleForeign,
    runningModuleIgnored: isReport15 && running.join() !== tee.join(),
    statusesMergedByRank: oracleVerdict !== undefined && oracleVerdict !== verdict,
    vendorUnchecked: isVendorForeign,
    pceIdUnchecked: hasForeignPce,
    authenticationDataLength: authenticationLength !== ORACLE_AUTHENTICATION_LENGTH,
    performanceMonitoring: (attributes & PERFMON) !== 0n,
    linearAddressSeparation: (attributes & LASS) !== 0n,
  }

  return {
    platform,
    parts: isCorrupt ? corrupt(dice, sound) : sound,
    collateral: platform.collateral({ tcbInfo, qeIdentity }),
    moduleVersion: tee[1] ?? 0,
    wanted: isRefused ? undefined : verdict,
    wantedOfOracle: isRefusedByOracle ? undefined : oracleVerdict,
    gaps: (Object.keys(gapped) as OracleGap[]).filter((gap) => gapped[gap]),
  }
}
