import { type Address, serializeTransaction } from 'viem'
import { KitError } from '../../errors.ts'
import { describeCdpError } from './describeCdpError.ts'
import type { Signer } from './signer.ts'

/** A signature takes less than one second; the SDK itself would wait for ever. */
const TIMEOUT_MS = 15_000

export type CdpSignerParameters = {
  apiKeyId: string
  /** Ed25519 in base64, or EC in PEM. */
  apiKeySecret: string
  /** P-256 in base64, PKCS 8. */
  walletSecret: string
  /** The EVM server account that signs. */
  address: Address
  /** Where the API is, when it is not Coinbase's own. */
  basePath?: string
  timeoutMs?: number
}

/** Rejects when `promise` takes longer than `ms`. */
const withinMs = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new KitError(`CDP did not answer within ${ms} ms`, { retryable: true })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Signs with a server wallet at Coinbase. It only ever signs: were CDP to broadcast too, something would be on its way
 * to the chain that the journal does not know of.
 */
export const cdpSigner = async ({
  address,
  timeoutMs = TIMEOUT_MS,
  ...credentials
}: CdpSignerParameters): Promise<Signer> => {
  // The SDK reports each use and each error, with its stack, to a third host. It knows no other switch.
  process.env.DISABLE_CDP_USAGE_TRACKING = 'true'
  process.env.DISABLE_CDP_ERROR_REPORTING = 'true'
  // Only who uses it pays for loading it: more than a second.
  const { CdpClient } = await import('@coinbase/cdp-sdk')
  const { evm } = new CdpClient(credentials)
  return {
    kind: 'cdp',
    address,
    async signTransaction(unsigned) {
      try {
        const transaction = serializeTransaction(unsigned)
        const { signature } = await withinMs(timeoutMs, evm.signTransaction({ address, transaction }))
        return signature
      } catch (error) {
        throw describeCdpError(error, address)
      }
    },
  }
}
