import { createHash, generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Address, type Hex, parseTransaction, type TransactionSerializedEIP1559 } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { UnsignedTransaction } from '../../offchain/agent/wallets/signer.ts'

type Answer = { status: number; body: unknown }

/** What the fake does with a request whose authentication it has verified; undefined never answers. */
export type Behaviour = (transaction: UnsignedTransaction) => Promise<Answer | undefined>

export type FakeCdp = {
  credentials: { apiKeyId: string; apiKeySecret: string; walletSecret: string; basePath: string; address: Address }
  /** Signs for the account, as the real one does. */
  sign(transaction: UnsignedTransaction): Promise<Hex>
  behave(behaviour: Behaviour): void
  /** How many requests came, well authenticated or not. */
  requests(): number
  stop(): Promise<void>
}

type Claims = { sub?: string; iss?: string; uris?: string[]; nbf: number; exp?: number; reqHash?: string }

/** The claims of a JWT that `publicKey` verifies; undefined otherwise. */
const claimsOf = (jwt: string | undefined, publicKey: KeyObject, digest: 'sha256' | null): Claims | undefined => {
  const [header, payload, signature] = (jwt ?? '').split('.')
  if (!header || !payload || !signature) return undefined
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  const isSigned = verify(digest, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
  return isSigned ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims) : undefined
}

const apiKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  const secret = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]).toString('base64')
  return { publicKey, secret }
}
const walletKey = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { publicKey, secret: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') }
}

const refusal = (status: number, errorType: string): Answer => ({
  status,
  body: { errorType, errorMessage: 'no', correlationId: '1' },
})

/** The one endpoint of CDP that we use, on loopback, with real keys: it verifies both tokens and signs for one account. */
export const startFakeCdp = async (): Promise<FakeCdp> => {
  const account = privateKeyToAccount(generatePrivateKey())
  const [api, wallet] = [apiKey(), walletKey()]
  const apiKeyId = '3f0c9b52-0000-4000-8000-000000000001'
  let count = 0
  let behave: Behaviour = async (transaction) => ({
    status: 200,
    body: { signedTransaction: await account.signTransaction(transaction) },
  })

  const answerTo = async (request: http.IncomingMessage): Promise<Answer | undefined> => {
    const body = await text(request)
    const uri = `${request.method} ${request.headers.host}${request.url}`
    const bearer = request.headers.authorization?.replace(/^Bearer /, '')
    const caller = claimsOf(bearer, api.publicKey, null)
    const approval = claimsOf(request.headers['x-wallet-auth']?.toString(), wallet.publicKey, 'sha256')
    const isCaller = caller?.sub === apiKeyId && caller.iss === 'cdp' && caller.uris?.[0] === uri
    const reqHash = createHash('sha256').update(body).digest('hex')
    if (!isCaller || approval?.uris?.[0] !== uri || approval.reqHash !== reqHash) return refusal(401, 'unauthorized')
    if (request.url !== `/platform/v2/evm/accounts/${account.address}/sign/transaction`)
      return refusal(404, 'not_found')
    const { transaction } = JSON.parse(body) as { transaction: TransactionSerializedEIP1559 }
    const { nonce = 0, value = 0n, data = '0x', to, gas = 0n, ...fees } = parseTransaction(transaction)
    const { chainId, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = fees
    const type = 'eip1559'
    return behave({ type, chainId, nonce, to: to ?? null, value, data, gas, maxFeePerGas, maxPriorityFeePerGas })
  }

  const server = http.createServer(async (request, response) => {
    count++
    const answer = await answerTo(request)
    if (!answer) return
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    credentials: {
      apiKeyId,
      apiKeySecret: api.secret,
      walletSecret: wallet.secret,
      basePath: `http://127.0.0.1:${port}/platform`,
      address: account.address,
    },
    sign: (transaction) => account.signTransaction(transaction),
    behave: (behaviour) => {
      behave = behaviour
    },
    requests: () => count,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
