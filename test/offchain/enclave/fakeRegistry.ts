import {
  type Address,
  createPublicClient,
  custom,
  decodeFunctionData,
  defineChain,
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  encodeFunctionResult,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  type PublicClient,
  slice,
  type TransactionReceipt,
  toHex,
} from 'viem'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import type { PaidCall, Payer } from '../../../offchain/enclave/payer/payer.ts'
import type { QuoteSource } from '../../../offchain/enclave/quotes/quoteSource.ts'
import { type KeyBinding, registrationBinding } from '../../../offchain/protocol/enclaveBinding.ts'
import { RECORDED_QUOTE } from './recordedQuote.ts'

export const REGISTRY: Address = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
export const PAYER: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const ZERO: Hex = `0x${'00'.repeat(32)}`
const KNOWN_BLOCKS = 256n

type Stored = { expiresAt: bigint; referenceBlock: bigint; encryptionKey: Hex; kind: number; revoked: boolean }

/** A chain whose only contract is a registry. Everything about it may be changed while it runs. */
export type FakeRegistry = {
  chainId: number
  head: bigint
  /** Part of every block hash from `forkedAt` on: another word, another history. */
  fork: string
  forkedAt: bigint
  /** Unix seconds of the head. */
  now: bigint
  /** How long a registration lasts, and when what it stands on ends. Seconds; Unix seconds. */
  maxAge: bigint
  validUntil: bigint
  isPolicyInForce: boolean
  /** What `keyBinding` answers, when it lies. */
  bindingLie: Hex | undefined
  /** Whether registered keys are shown as active. */
  isActiveShown: boolean
  enclaves: Map<Address, Stored>
  /** Called before each request is answered. */
  beforeRequest: (method: string) => void
}

export const createFakeRegistry = (): FakeRegistry => ({
  chainId: 31337,
  head: 1_000n,
  fork: 'main',
  forkedAt: 0n,
  now: 1_800_000_000n,
  maxAge: 3_600n,
  validUntil: 1_900_000_000n,
  isPolicyInForce: true,
  bindingLie: undefined,
  isActiveShown: true,
  enclaves: new Map(),
  beforeRequest: () => undefined,
})

export const hashOf = ({ fork, forkedAt }: FakeRegistry, number: bigint): Hex =>
  keccak256(toHex(`${number >= forkedAt ? fork : 'main'} ${number}`))

class Revert extends Error {
  readonly data: Hex
  constructor(data: Hex) {
    super('execution reverted')
    this.data = data
  }
}

const revert = (errorName: 'PolicyNotInForce' | 'ReportDataMismatch' | 'ReferenceBlockMismatch', args: Hex[]) =>
  new Revert(encodeErrorResult({ abi: enclaveRegistryAbi, errorName, args } as Parameters<typeof encodeErrorResult>[0]))

/** `EnclaveRegistry.keyBinding`, of this registry. */
const bindingOf = (chain: FakeRegistry, subject: Omit<KeyBinding, 'chainId' | 'registry'>): Hex =>
  registrationBinding({ chainId: chain.chainId, registry: REGISTRY, ...subject })

/** What `register` does with a quote whose signatures nobody looks at. */
const register = (chain: FakeRegistry, data: Hex): { signer: Address; stored: Stored } => {
  const { functionName, args } = decodeFunctionData({ abi: enclaveRegistryAbi, data })
  if (functionName !== 'register') throw new Error(`${functionName} is not register`)
  const [{ kind, fields, signer, encryptionKey, referenceBlock }, quote] = args
  const former = chain.enclaves.get(signer)
  if (referenceBlock > chain.head || chain.head - referenceBlock > KNOWN_BLOCKS) {
    const given = [referenceBlock, chain.head] as const
    throw new Revert(encodeErrorResult({ abi: enclaveRegistryAbi, errorName: 'ReferenceBlockUnknown', args: given }))
  }
  if (former && referenceBlock <= former.referenceBlock) {
    const given = [referenceBlock, former.referenceBlock] as const
    throw new Revert(encodeErrorResult({ abi: enclaveRegistryAbi, errorName: 'ReferenceBlockNotNewer', args: given }))
  }
  const reportData = slice(quote.signedReport, 568, 632)
  const binding = bindingOf(chain, { kind, fields, signer, encryptionKey })
  if (slice(reportData, 0, 32) !== binding) throw revert('ReportDataMismatch', [slice(reportData, 0, 32), binding])
  const hash = hashOf(chain, referenceBlock)
  if (slice(reportData, 32) !== hash) throw revert('ReferenceBlockMismatch', [slice(reportData, 32), hash])
  if (!chain.isPolicyInForce) throw revert('PolicyNotInForce', [keccak256('0x01')])
  let expiresAt = chain.now + chain.maxAge
  if (expiresAt > chain.validUntil) expiresAt = chain.validUntil
  return { signer, stored: { expiresAt, referenceBlock, encryptionKey, kind, revoked: former?.revoked ?? false } }
}

const call = (chain: FakeRegistry, data: Hex): Hex => {
  const { functionName, args } = decodeFunctionData({ abi: enclaveRegistryAbi, data })
  switch (functionName) {
    case 'register':
      register(chain, data)
      return '0x'
    case 'keyBinding': {
      const [kind, fields, signer, encryptionKey] = args
      const binding = bindingOf(chain, { kind, fields, signer, encryptionKey })
      return encodeFunctionResult({ abi: enclaveRegistryAbi, functionName, result: chain.bindingLie ?? binding })
    }
    case 'isActive': {
      const stored = chain.enclaves.get(args[0])
      const isActive = stored !== undefined && !stored.revoked && chain.now < stored.expiresAt && chain.isPolicyInForce
      return encodeFunctionResult({ abi: enclaveRegistryAbi, functionName, result: isActive && chain.isActiveShown })
    }
    case 'enclave': {
      const stored = chain.enclaves.get(args[0])
      const result = {
        expiresAt: stored?.expiresAt ?? 0n,
        referenceBlock: stored?.referenceBlock ?? 0n,
        nonce: 0n,
        kind: stored?.kind ?? 0,
        tcbStatus: stored ? 1 : 0,
        revoked: stored?.revoked ?? false,
        policyId: ZERO,
        encryptionKey: stored?.encryptionKey ?? ZERO,
        platform: slice(ZERO, 0, 16),
        tcbEvaluationNumber: 17,
        registeredAt: 0n,
      }
      return encodeFunctionResult({ abi: enclaveRegistryAbi, functionName, result })
    }
    default:
      throw new Error(`the fake registry has no ${functionName}`)
  }
}

const blockOf = (chain: FakeRegistry, number: bigint) =>
  number > chain.head
    ? null
    : {
        number: numberToHex(number),
        hash: hashOf(chain, number),
        parentHash: hashOf(chain, number - 1n),
        timestamp: numberToHex(chain.now - (chain.head - number)),
        transactions: [],
      }

const numberOf = (chain: FakeRegistry, wanted: Hex): bigint => {
  for (let number = chain.head; number >= 0n; number--) if (hashOf(chain, number) === wanted) return number
  return chain.head + 1n
}

/** A client of that chain. */
export const clientOf = (chain: FakeRegistry): PublicClient =>
  createPublicClient({
    chain: defineChain({
      id: chain.chainId,
      name: 'fake',
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [] } },
    }),
    cacheTime: 0,
    transport: custom(
      {
        async request({ method, params }: { method: string; params?: unknown[] }) {
          chain.beforeRequest(method)
          const first = params?.[0] as string
          switch (method) {
            case 'eth_getBlockByNumber':
              return blockOf(chain, first === 'latest' ? chain.head : BigInt(first))
            case 'eth_getBlockByHash':
              return blockOf(chain, numberOf(chain, first as Hex))
            case 'eth_call':
              return call(chain, ((params ?? [])[0] as { data: Hex }).data)
            default:
              throw new Error(`the fake chain has no ${method}`)
          }
        },
      },
      { retryCount: 0 },
    ),
  })

/** Mines what it is given, one block each. */
export const payerOf = (chain: FakeRegistry): Payer & { sent: PaidCall[] } => {
  const sent: PaidCall[] = []
  return {
    address: PAYER,
    sent,
    async send(paid) {
      sent.push(paid)
      chain.head += 1n
      chain.now += 1n
      const { signer, stored } = register(chain, paid.data)
      chain.enclaves.set(signer, stored)
      const { expiresAt, referenceBlock, encryptionKey, kind } = stored
      const topics = encodeEventTopics({
        abi: enclaveRegistryAbi,
        eventName: 'EnclaveRegistered',
        args: { signer, kind, policyId: ZERO },
      })
      const data = encodeAbiParameters(
        [
          { type: 'bytes32' },
          { type: 'bytes16' },
          { type: 'uint64' },
          { type: 'uint64' },
          { type: 'uint8' },
          { type: 'uint32' },
        ],
        [encryptionKey, slice(ZERO, 0, 16), referenceBlock, expiresAt, 1, 17],
      )
      return {
        transactionHash: keccak256(paid.data),
        blockNumber: chain.head,
        blockHash: hashOf(chain, chain.head),
        gasUsed: 321_000n,
        status: 'success',
        logs: [{ address: REGISTRY, topics, data }],
      } as unknown as TransactionReceipt
    },
  }
}

/** Real in form: the recorded quote with other report data, which its signature therefore does not cover. */
export const recordedQuoteSource = (): QuoteSource & { asked: Hex[] } => {
  const asked: Hex[] = []
  return {
    name: 'recorded',
    isSimulated: false,
    asked,
    async quote(reportData) {
      asked.push(reportData)
      const quote = RECORDED_QUOTE.slice()
      quote.set(hexToBytes(reportData), 568)
      return quote
    },
  }
}
