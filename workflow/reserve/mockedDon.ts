import { create, toJson } from '@bufbuild/protobuf'
import { bytesToHex, type CronPayload, type TeeRuntime } from '@chainlink/cre-sdk'
import { CRON_TRIGGER_PB, EVM_PB } from '@chainlink/cre-sdk/pb'
import {
  addContractMock,
  ConfidentialHttpMock,
  EvmMock,
  HttpActionsMock,
  newTestRuntime,
} from '@chainlink/cre-sdk/test'
import { type Hex, hexToBytes, parseAbi } from 'viem'
import { publicKeyOf } from '../../offchain/protocol/hpke.ts'
import { decodeReport, type ReserveReport } from '../../offchain/protocol/report.ts'
import { encodeSlotKey } from '../../offchain/protocol/slotKey.ts'
import type { Config } from './config.ts'
import { mockPool, type PoolSituation, SLOT_KEY, selectLogs, TREASURY } from './mockedPool.ts'

// The DON as the SDK's mocks play it, for the unit tests of this folder. Call inside a `test` of the SDK.

export const EPOCH = 1_750_000_000
export const STATEMENT_AT = EPOCH - 20
const NOW = EPOCH + 3
const ANVIL_DEVNET = 7759470850252068959n
const REPORT_METADATA_LENGTH = 109
export const API_KEY = 'custodian-key-7d1f'
export const ORDER_SEED = `0x${'5e'.repeat(32)}`
export const RESERVE_SLOT_KEY = bytesToHex(encodeSlotKey(SLOT_KEY))
export const SECRETS = { RESERVE_API_KEY: API_KEY, ORDER_SEED, RESERVE_SLOT_KEY }
export const TX_HASH: Hex = `0x${'ab'.repeat(32)}`
export const agentSecretKey = new Uint8Array(32).fill(7)

const AGGREGATOR = parseAbi([
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function decimals() view returns (uint8)',
])

export const config: Config = {
  schedule: '0 */5 * * * *',
  custodianUrl: 'https://custodian.example/reserves',
  maxStatementAgeSeconds: 600,
  solvencyBps: 10_000,
  healingBps: 10_100,
  targetBps: 10_200,
  mintCeiling: '10000000000',
  tierBoundaryUsd: '50000000',
  minOrder: '100000000',
  maxOrder: '5000000000000',
  maxPoolOrder: '80000000000',
  maxPremiumBps: 500,
  executionBps: 100,
  collateralDecimals: 8,
  paymentDecimals: 6,
  agentSealingKey: bytesToHex(publicKeyOf(agentSecretKey)),
  chain: { selectorName: 'anvil-devnet', isTestnet: true, chainId: 31337 },
  attestation: '0x00000000000000000000000000000000000000A1',
  treasury: '0x00000000000000000000000000000000000000A2',
  pool: '0x00000000000000000000000000000000000000A3',
  feeds: {
    btcUsd: { address: '0x00000000000000000000000000000000000000f1', maxAgeSeconds: 3600 },
    wbtcBtc: { address: '0x00000000000000000000000000000000000000F2', maxAgeSeconds: 86_400 },
    usdcUsd: { address: '0x00000000000000000000000000000000000000f3', maxAgeSeconds: 86_400 },
  },
  maxDepegBps: 200,
  gasLimit: '500000',
  confidentiality: 'enclave',
}

export const payload: CronPayload = create(CRON_TRIGGER_PB.PayloadSchema, {
  scheduledExecutionTime: { seconds: BigInt(EPOCH), nanos: 0 },
})

export type MockedFeed = { answer: bigint; updatedAt: number; decimals: number }
type WriteReply = { txStatus?: 'TX_STATUS_SUCCESS' | 'TX_STATUS_REVERTED' | 'TX_STATUS_FATAL'; txHash?: string } & {
  receiverContractExecutionStatus?:
    | 'RECEIVER_CONTRACT_EXECUTION_STATUS_SUCCESS'
    | 'RECEIVER_CONTRACT_EXECUTION_STATUS_REVERTED'
}

export const ACCEPTED: WriteReply = {
  txStatus: 'TX_STATUS_SUCCESS',
  receiverContractExecutionStatus: 'RECEIVER_CONTRACT_EXECUTION_STATUS_SUCCESS',
  txHash: btoa(String.fromCharCode(...hexToBytes(TX_HASH))),
}

type Situation = {
  config?: Partial<Config>
  /** What the custodian answers. */
  body?: string
  statusCode?: number
  secrets?: Record<string, string>
  /** `undefined` reverts. */
  feeds?: Partial<Record<keyof Config['feeds'], Partial<MockedFeed> | undefined>>
  reply?: WriteReply
  pool?: PoolSituation
}

export const statement = (totalReserve: bigint, totalLiabilities: bigint, asOf = STATEMENT_AT): string =>
  JSON.stringify({ totalReserve: `${totalReserve}`, totalLiabilities: `${totalLiabilities}`, asOf })

const HEALTHY_FEEDS = {
  btcUsd: { answer: 100_000n * 10n ** 8n, updatedAt: NOW - 60, decimals: 8 },
  wbtcBtc: { answer: 10n ** 8n, updatedAt: NOW - 60, decimals: 8 },
  usdcUsd: { answer: 10n ** 8n, updatedAt: NOW - 60, decimals: 8 },
}

export const mockDon = (situation: Situation = {}) => {
  const { body = statement(112_200_000_000n, 100_000_000_000n), statusCode = 200, reply = ACCEPTED } = situation
  const used: Config = { ...config, ...situation.config }
  const reports: ReserveReport[] = []
  const secretsAsked: string[] = []
  /** Everything that a capability was asked for, in order and in the words of the request. */
  const requests: string[] = []

  const answer = { statusCode, body: btoa(body) }
  HttpActionsMock.testInstance().sendRequest = ({ url, multiHeaders }) => {
    requests.push(`http ${url} ${multiHeaders.authorization?.values.join()}`)
    return answer
  }
  ConfidentialHttpMock.testInstance().sendRequest = ({ request, vaultDonSecrets }) => {
    secretsAsked.push(...vaultDonSecrets.map(({ key }) => key))
    requests.push(`confidential-http ${request?.url} ${request?.multiHeaders.authorization?.values.join()}`)
    return answer
  }

  const evm = EvmMock.testInstance(ANVIL_DEVNET)
  for (const name of ['btcUsd', 'wbtcBtc', 'usdcUsd'] as const) {
    const changes = situation.feeds && name in situation.feeds ? situation.feeds[name] : {}
    if (changes === undefined) continue
    const feed = { ...HEALTHY_FEEDS[name], ...changes }
    const mock = addContractMock(evm, { address: used.feeds[name].address, abi: AGGREGATOR })
    mock.latestRoundData = () => [1n, feed.answer, 0n, BigInt(feed.updatedAt), 1n]
    mock.decimals = () => feed.decimals
  }
  addContractMock(evm, { address: used.attestation, abi: [] }).writeReport = ({ report }) => {
    reports.push(decodeReport(bytesToHex(report.rawReport.subarray(REPORT_METADATA_LENGTH))))
    return reply
  }
  const { position, logs } = mockPool(used.pool, situation.pool)
  addContractMock(evm, { address: used.treasury, abi: TREASURY }).poolPosition = () => position
  evm.filterLogs = ({ filterQuery }) => {
    if (!filterQuery) throw new Error('no filter query')
    requests.push(`evm logs ${JSON.stringify(toJson(EVM_PB.FilterQuerySchema, filterQuery))}`)
    return selectLogs(logs, filterQuery)
  }
  const callContract = evm.callContract
  evm.callContract = (input) => {
    const { to = new Uint8Array(), data = new Uint8Array() } = input.call ?? {}
    requests.push(`evm ${bytesToHex(to)} ${bytesToHex(data)}`)
    if (!callContract) throw new Error('execution reverted')
    return callContract(input)
  }

  const secrets = new Map(Object.entries(situation.secrets ?? SECRETS))
  const getSecret = secrets.get.bind(secrets)
  secrets.get = (id) => {
    secretsAsked.push(id)
    return getSecret(id)
  }
  const runtime = newTestRuntime(new Map([['main', secrets]]), { timeProvider: () => NOW * 1000 }, used)
  // The SDK exports no test runtime for enclaves; on the wire both are the same.
  const tee: TeeRuntime<Config> = Object.assign(runtime, {
    usingTheDons: () => runtime,
    reportFromDon: runtime.report.bind(runtime),
  })
  return { tee, runtime, reports, requests, secretsAsked, logs: () => runtime.getLogs() }
}
