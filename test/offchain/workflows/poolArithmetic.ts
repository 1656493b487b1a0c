import { hashLeaves } from '../../../offchain/protocol/pool/hashLeaves.ts'
import { decryptLeaf, encryptLeaf } from '../../../offchain/protocol/pool/leaf.ts'
import { splitMessageNonce } from '../../../offchain/protocol/pool/messageNonce.ts'
import { decryptOrder } from '../../../offchain/protocol/pool/order.ts'
import { decryptQuote, encryptQuote } from '../../../offchain/protocol/pool/quote.ts'
import { sealPoolOrder } from '../../../offchain/protocol/pool/sealPoolOrder.ts'
import { SCALAR_FIELD } from '../../../offchain/protocol/scalarField.ts'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { commitSlotKey } from '../../../offchain/protocol/slotKey.ts'

const RUNS = 24
const POOL = '0x00000000000000000000000000000000000000A3'

/** Everything that the reserve workflow does with the pool's numbers, on values of every size; a line a run. */
export const poolArithmetic = (): string[] => {
  const random = seededRandom(31)
  return Array.from({ length: RUNS }, (_, run) => {
    const key = 1n + random.below(SCALAR_FIELD - 1n)
    const balance = { collateral: random.magnitude(2n ** 64n - 1n), payment: random.magnitude(2n ** 128n - 1n) }
    const order = {
      deficit: run % 2 === 0 ? random.below(2n ** 64n) : random.magnitude(2n ** 64n - 1n),
      maxPremiumBps: random.below(10_001n),
      allowPartial: run % 3 === 0,
      disclose: run % 5 === 0,
    }
    const quote = { size: random.below(2n ** 64n), premiumBps: random.below(2n ** 16n) }
    const stateNonce = random.below(2n ** 253n)
    const sealed = sealPoolOrder({ key, chainId: 31337n, pool: POOL, epoch: 1_750_000_000 + run, order })
    const message = { nonce: BigInt(sealed.nonce), ciphertext: BigInt(sealed.ciphertext) }
    const leaf = encryptLeaf({ key, balance }, stateNonce)
    const found = [
      commitSlotKey(key),
      sealed,
      splitMessageNonce(message.nonce),
      decryptOrder(key, message),
      decryptOrder(key + 1n, message) ?? 'none',
      leaf,
      decryptLeaf(key, leaf, stateNonce),
      decryptLeaf(key, leaf, stateNonce + 1n) ?? 'none',
      decryptQuote(key, encryptQuote(key, message.nonce, quote)),
      hashLeaves(Array.from({ length: 32 }, () => random.below(SCALAR_FIELD))),
    ]
    return JSON.stringify(found, (_name, value) => (typeof value === 'bigint' ? `${value}` : value))
  })
}
