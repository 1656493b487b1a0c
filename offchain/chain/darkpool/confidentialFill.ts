import { encodeAbiParameters, encodeFunctionData, type Hex, numberToHex, parseAbiParameters } from 'viem'
import type { PublicInputs } from '../../protocol/pool/circuitInputs.ts'
import { SLOTS, UNUSED_CHANGE_SLOT } from '../../protocol/pool/constants.ts'
import { creDarkPoolAbi } from '../generated.ts'
import type { PriceRounds } from './findPriceRounds.ts'
import type { Leaves } from './leaves.ts'

/** What a settlement says; all else that is proven, the pool knows itself. */
type SettlementOutputs = Pick<
  PublicInputs,
  | 'accepted_mask'
  | 'status'
  | 'remainder_ct'
  | 'new_root'
  | 'order_ct'
  | 'order_nonce'
  | 'change_slot'
  | 'change_kc'
  | 'new_leaf'
>

export type SettlementCall = {
  /** Number of the closed round. */
  round: bigint
  /** Zero for a round without a request. */
  requestId: bigint
  /** Of what is proven. */
  inputs: SettlementOutputs
  /** All zero in a round without a request. */
  priceRounds: PriceRounds
  proof: Hex
}

/** `Settlement` of src/types/Settlement.sol, and the proof. */
const ZK_PROOF = parseAbiParameters([
  'Settlement settlement, bytes proof',
  'struct Settlement { uint64 round; uint8 acceptedMask; uint8 disclosed; bytes32 remainder; bytes32 newRoot; Sealed order; PriceRounds priceRounds; KeyChange[] keyChanges; bytes32[32] leaves; }',
  'struct Sealed { bytes32 ciphertext; bytes32 nonce; }',
  'struct PriceRounds { uint80 btcUsd; uint80 wbtcBtc; uint80 usdcUsd; }',
  'struct KeyChange { uint8 slot; bytes32 commitment; }',
])

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })

/** The `zkProof` argument of `CREDarkPool.confidentialFill` and `CREDarkPool.publicInputs`. */
export const encodeZkProof = ({ round, inputs, priceRounds, proof }: Omit<SettlementCall, 'requestId'>): Hex => {
  const keyChanges = inputs.change_slot.flatMap((slot, index) =>
    slot === BigInt(UNUSED_CHANGE_SLOT)
      ? []
      : [{ slot: Number(slot), commitment: word(inputs.change_kc[index] as bigint) }],
  )
  const settlement = {
    round,
    acceptedMask: Number(inputs.accepted_mask),
    disclosed: Number(inputs.status),
    remainder: word(inputs.remainder_ct),
    newRoot: word(inputs.new_root),
    order: { ciphertext: word(inputs.order_ct), nonce: word(inputs.order_nonce) },
    priceRounds,
    keyChanges,
    leaves: Array.from({ length: SLOTS }, (_, slot) => word(inputs.new_leaf[slot] as bigint)) as unknown as Leaves,
  }
  return encodeAbiParameters(ZK_PROOF, [settlement, proof])
}

/** Calldata of `CREDarkPool.confidentialFill`; `attestation` is what the pool's attestation verifier asks for. */
export const encodeConfidentialFill = ({
  requestId,
  attestation,
  ...settlement
}: SettlementCall & { attestation: Hex }): Hex =>
  encodeFunctionData({
    abi: creDarkPoolAbi,
    functionName: 'confidentialFill',
    args: [requestId, encodeZkProof(settlement), attestation],
  })
