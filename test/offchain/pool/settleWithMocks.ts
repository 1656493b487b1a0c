// Settlements that nothing is proven of, for tests of what a settlement does to keys.
import { type Address, encodeFunctionData, encodePacked, type Hex, keccak256, parseAbi } from 'viem'
import { encodeCloseRound } from '../../../offchain/chain/darkpool/closeRound.ts'
import { encodeZkProof } from '../../../offchain/chain/darkpool/confidentialFill.ts'
import { creDarkPoolAbi } from '../../../offchain/chain/generated.ts'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'
import { KEY_CHANGES, SLOTS, UNUSED_CHANGE_SLOT } from '../../../offchain/protocol/pool/constants.ts'
import { sendAsOwner } from '../enclave/deployStores.ts'

const proofAbi = parseAbi(['function proofFor(bytes32[] publicInputs) view returns (bytes)'])
const evidenceAbi = parseAbi(['function evidenceFor(bytes32 claim) view returns (bytes)'])
const NO_PRICE = { btcUsd: 0n, wbtcBtc: 0n, usdcUsd: 0n }

export type MockedPool = {
  pool: Address
  /** A BindingProofVerifier: proofs are hashes of what they claim. */
  proofVerifier: Address
  /** A BindingVerifier, likewise. */
  attestationVerifier: Address
}

/** Closes a round that activates one key and does nothing else, and settles it. */
export const activateByMocks = async (
  client: LocalClient,
  { pool, proofVerifier, attestationVerifier }: MockedPool,
  change: { slot: number; commitment: Hex },
): Promise<void> => {
  await sendAsOwner(client, { to: pool, data: encodeCloseRound() })
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const [{ number: round }] = await client.readContract({ ...on, functionName: 'lastRound' })
  const others = Array.from({ length: KEY_CHANGES - 1 })
  const nothing = Array.from({ length: SLOTS }, () => 0n)
  const zkProof = (proof: Hex): Hex =>
    encodeZkProof({
      round,
      proof,
      priceRounds: NO_PRICE,
      inputs: {
        accepted_mask: 0xffn,
        status: 0n,
        remainder_ct: 0n,
        // Any: the mock proves it.
        new_root: round,
        order_ct: 0n,
        order_nonce: 0n,
        change_slot: [BigInt(change.slot), ...others.map(() => BigInt(UNUSED_CHANGE_SLOT))],
        change_kc: [BigInt(change.commitment), ...others.map(() => 0n)],
        new_leaf: nothing,
      },
    })
  const inputs = await client.readContract({ ...on, functionName: 'publicInputs', args: [0n, zkProof('0x')] })
  const proof = await client.readContract({
    address: proofVerifier,
    abi: proofAbi,
    functionName: 'proofFor',
    args: [inputs],
  })
  const inputsHash = keccak256(encodePacked(['bytes32[]'], [inputs]))
  const claim = await client.readContract({ ...on, functionName: 'settlementClaim', args: [round, inputsHash] })
  const evidence = await client.readContract({
    address: attestationVerifier,
    abi: evidenceAbi,
    functionName: 'evidenceFor',
    args: [claim],
  })
  const data = encodeFunctionData({
    abi: creDarkPoolAbi,
    functionName: 'confidentialFill',
    args: [0n, zkProof(proof), evidence],
  })
  await sendAsOwner(client, { to: pool, data })
}
