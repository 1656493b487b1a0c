import { x25519 } from '@noble/curves/ed25519.js'
import {
  type Address,
  bytesToHex,
  concat,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  pad,
} from 'viem'
import { reserveAttestationAbi } from '../../../offchain/chain/generated.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { orderDigest } from '../../../offchain/protocol/orderDigest.ts'
import { encodeReport } from '../../../offchain/protocol/report.ts'
import { sealOrder } from '../../../offchain/protocol/sealedOrder.ts'

export const WORKFLOW_ID: Hex = `0x00${'11'.repeat(31)}`

/** X25519 secret of the agent; worthless anywhere but here. */
export const SEALING_SECRET: Hex = `0x${'a6'.repeat(32)}`
const SEALING_KEY = bytesToHex(x25519.getPublicKey(hexToBytes(SEALING_SECRET)))

const METADATA = concat([
  WORKFLOW_ID,
  pad('0x', { size: 10 }),
  LOCAL_ACCOUNTS.owner.address,
  numberToHex(1, { size: 2 }),
])

/** `spend` in payment base units; zero orders nothing. Times are Unix seconds. */
export type ReportFacts = {
  epoch: number
  statementAt: number
  spend: bigint
  isSolvent: boolean
  /** Two reports of one epoch and different editions carry different orders. */
  edition: number
}

const word = (value: number): Hex => pad(numberToHex(value), { size: 32 })

/** The call with which the forwarder delivers a report. */
export const encodeDelivery = (attestation: Address, facts: ReportFacts): Hex => {
  const { epoch, statementAt, spend, isSolvent, edition } = facts
  const salt = keccak256(concat([word(epoch), word(edition)]))
  const poolOrder = { nonce: word(epoch), ciphertext: word(edition + 1) }
  const payload = encodeReport({
    chainId: 31337n,
    receiver: attestation,
    epoch,
    statementAt,
    isSolvent,
    mintCeiling: 0n,
    poolOrder,
    sealedOrder: sealOrder({
      agentPublicKey: SEALING_KEY,
      ephemeralSecretKey: hexToBytes(salt),
      context: { chainId: 31337n, receiver: attestation, epoch },
      spend,
      salt,
    }),
    orderDigest: orderDigest(poolOrder, spend, salt),
  })
  return encodeFunctionData({ abi: reserveAttestationAbi, functionName: 'onReport', args: [METADATA, payload] })
}
