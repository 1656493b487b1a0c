import type { Address } from 'viem'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { makeMessageNonce } from '../../protocol/pool/messageNonce.ts'
import { encodeOrder, encryptOrder } from '../../protocol/pool/order.ts'
import { encodeQuote, encryptQuote } from '../../protocol/pool/quote.ts'
import type { Order, Quote, Sealed } from '../../protocol/pool/types.ts'
import type { PoolMember } from './poolMember.ts'

const nextNonce = (member: PoolMember, pool: Address, plaintext: bigint): bigint => {
  member.sent += 1n
  return makeMessageNonce({ key: member.key, chainId: BigInt(LOCAL_CHAIN_ID), pool, counter: member.sent, plaintext })
}

/** The member's next quote, encrypted under its slot's key. */
export const sealQuote = (member: PoolMember, pool: Address, quote: Quote): Sealed =>
  encryptQuote(member.key, nextNonce(member, pool, encodeQuote(quote)), quote)

/** The member's next order, encrypted under its slot's key. */
export const sealOrder = (member: PoolMember, pool: Address, order: Order): Sealed =>
  encryptOrder(member.key, nextNonce(member, pool, encodeOrder(order)), order)
