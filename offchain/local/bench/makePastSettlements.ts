import { type Hex, numberToHex } from 'viem'
import { encodeCloseRound } from '../../chain/darkpool/closeRound.ts'
import { encodeConfidentialFill } from '../../chain/darkpool/confidentialFill.ts'
import { encodeRotateKey } from '../../chain/darkpool/registerSlot.ts'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { KEY_CHANGES, SLOTS, UNUSED_CHANGE_SLOT } from '../../protocol/pool/constants.ts'
import { localClient } from '../chain/localClient.ts'
import type { PoolMember } from '../pool/poolMember.ts'
import type { PoolStack } from '../pool/startPoolStack.ts'

/** Takes any call and answers nothing, as a verifier does that is content. */
const ACCEPTS_ALL: Hex = '0x00'
/** A block holds as many. */
const ROUNDS_PER_BLOCK = 20
const GAS = 1_000_000n
/** Of the length and the version that the pool takes; nobody has the key in it. */
const SOME_SEALED_KEY: Hex = `0x01${'5a'.repeat(210)}`

const settlementOf = (round: bigint, root: Hex): Hex =>
  encodeConfidentialFill({
    round,
    requestId: 0n,
    inputs: {
      accepted_mask: 0xffn,
      new_root: BigInt(root),
      ...{ status: 0n, remainder_ct: 0n, order_ct: 0n, order_nonce: 0n },
      change_slot: Array.from({ length: KEY_CHANGES }, () => BigInt(UNUSED_CHANGE_SLOT)),
      change_kc: Array.from({ length: KEY_CHANGES }, () => 0n),
      new_leaf: Array.from({ length: SLOTS }, () => 0n),
    },
    priceRounds: { btcUsd: 0n, wbtcBtc: 0n, usdcUsd: 0n },
    proof: '0x',
    attestation: '0x',
  })

/**
 * Settles `count` rounds of a pool in which no slot has a key yet: with verifiers that accept anything in place of the real
 * ones, which are put back afterwards. `member` has a slot, and posts a key that opens to nothing before every round.
 */
export const makePastSettlements = async (
  { chain, deployment }: Pick<PoolStack, 'chain' | 'deployment'>,
  { member, count }: { member: PoolMember; count: number },
): Promise<void> => {
  const { darkPool: pool, proofVerifier, matcherVerifier } = deployment
  const anvil = localClient(chain.rpcUrl)
  const { address } = member.account
  const root = (await anvil.readContract({ address: pool, abi: creDarkPoolAbi, functionName: 'state' })).root
  const verifiers = await Promise.all(
    [proofVerifier, matcherVerifier].map(async (verifier) => {
      const code = await anvil.getCode({ address: verifier })
      if (!code) throw new KitError(`the verifier ${verifier} has no code`)
      return { address: verifier, bytecode: code }
    }),
  )
  for (const verifier of verifiers) await anvil.setCode({ ...verifier, bytecode: ACCEPTS_ALL })
  await anvil.impersonateAccount({ address })
  await anvil.setAutomine(false)
  let nonce = await anvil.getTransactionCount({ address })
  const send = async (data: Hex): Promise<void> => {
    await anvil.sendTransaction({ account: address, to: pool, data, gas: GAS, nonce })
    nonce += 1
  }
  for (let round = 1; round <= count; round++) {
    const commitment = numberToHex(round, { size: 32 })
    await send(encodeRotateKey({ commitment, sealedKey: SOME_SEALED_KEY }))
    await send(encodeCloseRound())
    await send(settlementOf(BigInt(round), root))
    if (round % ROUNDS_PER_BLOCK === 0 || round === count) await anvil.mine({ blocks: 1 })
  }
  await anvil.setAutomine(true)
  await anvil.stopImpersonatingAccount({ address })
  for (const verifier of verifiers) await anvil.setCode(verifier)
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const [{ number }, isClosed] = await anvil.readContract({ ...on, functionName: 'lastRound' })
  if (number !== BigInt(count) || isClosed) {
    throw new KitError(`the pool shows round ${number}, ${isClosed ? 'closed' : 'over'}; wanted ${count}, over`)
  }
}
