import { ConfidentialHTTPClient, ok, type Runtime, text } from '@chainlink/cre-sdk'
import { zeroHash } from 'viem'
import { assess } from '../../offchain/protocol/policy.ts'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import { parseStatement } from '../../offchain/protocol/statement.ts'
import type { Config } from './config.ts'

export const FALLBACK_ERROR = 'fallback: the reserve could not be checked: no report'
export const FALLBACK_NOTICE =
  'fallback without an enclave: every DON node sees the figures; the bit is reported, no orders'

/**
 * FALLBACK for DONs without confidential workflows. Only the request runs in an enclave, so only the API key stays
 * hidden: the statement comes back to every DON node, which compares it. Therefore it orders nothing, touches no
 * other secret, and all order fields of its report are zero.
 */
export const checkWithoutEnclave = (runtime: Runtime<Config>, epoch: number): ReserveReport => {
  const { config } = runtime
  runtime.log(FALLBACK_NOTICE)
  const response = new ConfidentialHTTPClient()
    .sendRequest(runtime, {
      vaultDonSecrets: [{ key: 'RESERVE_API_KEY', namespace: 'main' }],
      request: {
        url: config.custodianUrl,
        method: 'GET',
        multiHeaders: { authorization: { values: ['Bearer {{.RESERVE_API_KEY}}'] } },
        timeout: '5s',
        encryptOutput: false,
      },
    })
    .result()
  if (!ok(response)) throw new Error(FALLBACK_ERROR)
  const now = Math.floor(runtime.now().getTime() / 1000)
  const statement = parseStatement(text(response), { now, maxStatementAgeSeconds: config.maxStatementAgeSeconds })
  const mintCeiling = BigInt(config.mintCeiling)
  return {
    chainId: BigInt(config.chain.chainId),
    receiver: config.attestation,
    epoch,
    statementAt: statement.asOf,
    isSolvent: assess({ ...statement, mintCeiling }, config).isSolvent,
    mintCeiling,
    poolOrder: { nonce: zeroHash, ciphertext: zeroHash },
    sealedOrder: [zeroHash, zeroHash, zeroHash],
    orderDigest: zeroHash,
  }
}
