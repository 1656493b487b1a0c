import type { Address, Hex } from 'viem'
import { encodeConfidentialFill } from '../../chain/darkpool/confidentialFill.ts'
import type { PriceRounds } from '../../chain/darkpool/findPriceRounds.ts'
import { KitError } from '../../errors.ts'
import { digestEnclaveClaim, encodeEnclaveEvidence } from '../../protocol/enclaveClaim.ts'
import type { PublicInputs, Witness } from '../../protocol/pool/circuitInputs.ts'
import { flattenPublicInputs } from '../../protocol/pool/flattenPublicInputs.ts'
import { makeWitness } from '../../protocol/pool/makeWitness.ts'
import { publicInputs } from '../../protocol/pool/publicInputs.ts'
import { settlementClaim } from '../../protocol/pool/settlementClaim.ts'
import { settleRound } from '../../protocol/pool/settleRound.ts'
import type { Round, Settled } from '../../protocol/pool/types.ts'
import type { EnclaveKeys } from '../keys/enclaveKeys.ts'
import { type ComposeRoundParameters, composeRound } from './composeRound.ts'

/** Proves a settlement; the public inputs are those of the witness, in the verifier's order. */
export type ProveRound = (
  witness: Witness,
  inputs: readonly bigint[],
  signal: AbortSignal | undefined,
) => Promise<{ proof: Hex }>

export type SettleClosedRoundParameters = ComposeRoundParameters & {
  chainId: number
  pool: Address
  /** The pool's, an `EnclaveSignatureVerifier`. */
  attestationVerifier: Address
  /** Unix seconds until which the signature counts. */
  deadline: number
  prove: ProveRound
  keys: Pick<EnclaveKeys, 'signer' | 'sign'>
  signal?: AbortSignal
}

/** A settlement that is ready to be sent by anyone. */
export type ReadySettlement = {
  /** Of `CREDarkPool.confidentialFill`. */
  calldata: Hex
  round: bigint
  requestId: bigint
  inputs: PublicInputs
  /** What only the enclave knows: it never leaves it but in the owners' leaves. */
  secret: { round: Round; settled: Settled }
}

const NO_PRICE: PriceRounds = { btcUsd: 0n, wbtcBtc: 0n, usdcUsd: 0n }

/** Settles the round that is closed: matches it, proves that this is its only outcome, and signs that an enclave did it. */
export const settleClosedRound = async ({
  chainId,
  pool,
  attestationVerifier,
  deadline,
  prove,
  keys,
  signal,
  ...parameters
}: SettleClosedRoundParameters): Promise<ReadySettlement> => {
  const { round: record, price } = parameters
  if (!record.isClosed) throw new KitError(`no round is closed: round ${record.number} is over`)
  const round = composeRound(parameters)
  const settled = settleRound(round)
  const inputs = publicInputs(round, settled, { chainId: BigInt(chainId), pool, context: record.context })
  const { proof } = await prove(makeWitness(round, settled, inputs), flattenPublicInputs(inputs), signal)

  const claim = settlementClaim({ chainId, pool, round: record.number, inputs })
  const signature = keys.sign(digestEnclaveClaim({ chainId, verifier: attestationVerifier, claim, deadline }))
  const requestId = record.request?.id ?? 0n
  const calldata = encodeConfidentialFill({
    round: record.number,
    requestId,
    inputs,
    priceRounds: (record.request && price?.rounds) ?? NO_PRICE,
    proof,
    attestation: encodeEnclaveEvidence({ signer: keys.signer, deadline, signature }),
  })
  return { calldata, round: record.number, requestId, inputs, secret: { round, settled } }
}
