import { bytesToBigInt, bytesToHex, concat, encodePacked, type Hex, hexToBytes, slice } from 'viem'
import { open, seal } from './hpke.ts'
import { encodeOrderContext, type OrderContext } from './orderContext.ts'
import type { SealedOrder } from './report.ts'

const PURPOSE = 'self-healing-reserve/sealed-order/v1'
const NO_AAD = new Uint8Array(0)
const SPEND_LENGTH = 16

/** A sealed order that is malformed, was not sealed to this key, or belongs to another report. */
export class SealedOrderError extends Error {
  override readonly name = 'SealedOrderError'
}

/**
 * Seals the small order to the agent's key: 96 bytes, whatever the order says.
 *
 * `encapsulated key (32) | encrypted spend, uint128 big-endian (16) | encrypted salt (32) | tag (16)`
 */
export const sealOrder = (order: {
  agentPublicKey: Hex
  ephemeralSecretKey: Uint8Array
  context: OrderContext
  /** Payment tokens to spend, in base units; zero orders nothing. */
  spend: bigint
  /** 32 bytes that hide `spend` in the report's digest. */
  salt: Hex
}): SealedOrder => {
  const { encapsulatedKey, ciphertext } = seal({
    recipientPublicKey: hexToBytes(order.agentPublicKey),
    ephemeralSecretKey: order.ephemeralSecretKey,
    info: encodeOrderContext(PURPOSE, order.context),
    aad: NO_AAD,
    plaintext: hexToBytes(encodePacked(['uint128', 'bytes32'], [order.spend, order.salt])),
  })
  const bytes = concat([bytesToHex(encapsulatedKey), bytesToHex(ciphertext)])
  return [slice(bytes, 0, 32), slice(bytes, 32, 64), slice(bytes, 64, 96)]
}

/** Opens what {@link sealOrder} made for the same key and context; anything else is a {@link SealedOrderError}. */
export const openOrder = (sealed: {
  agentSecretKey: Uint8Array
  context: OrderContext
  sealedOrder: SealedOrder
}): { spend: bigint; salt: Hex } => {
  const [encapsulatedKey, ...ciphertext] = sealed.sealedOrder
  let plaintext: Uint8Array
  try {
    plaintext = open({
      recipientSecretKey: sealed.agentSecretKey,
      encapsulatedKey: hexToBytes(encapsulatedKey),
      info: encodeOrderContext(PURPOSE, sealed.context),
      aad: NO_AAD,
      ciphertext: hexToBytes(concat(ciphertext)),
    })
  } catch (cause) {
    throw new SealedOrderError('the sealed order does not open with this key in this context', { cause })
  }
  return {
    spend: bytesToBigInt(plaintext.subarray(0, SPEND_LENGTH)),
    salt: bytesToHex(plaintext.subarray(SPEND_LENGTH)),
  }
}
