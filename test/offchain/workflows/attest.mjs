// A small workflow that uses every capability of the simulated DON. Figures and key must stay inside the TEE handlers, except where a
// handler's name says that it leaks.
import {
  blockNumber,
  bytesToHex,
  ConfidentialHTTPClient,
  CronCapability,
  consensusIdenticalAggregation,
  consensusMedianAggregation,
  EVMClient,
  encodeCallMsg,
  HTTPClient,
  handler,
  handlerInTee,
  hexToBase64,
  Int64,
  json,
  LATEST_BLOCK_NUMBER,
  prepareReportRequest,
  Runner,
  TxStatus,
} from '@chainlink/cre-sdk'
import { encodeAbiParameters, keccak256, numberToHex, toBytes, toFunctionSelector, zeroAddress } from 'viem'

const REFUSED = keccak256(toBytes('refused'))
const authorized = (key) => ({ authorization: { values: [`Bearer ${key}`] } })

const readReports = (runtime, evm) => {
  const call = encodeCallMsg({
    from: zeroAddress,
    to: runtime.config.receiver,
    data: toFunctionSelector('function reports()'),
  })
  const reply = evm.callContract(runtime, { call, blockNumber: LATEST_BLOCK_NUMBER }).result()
  return BigInt(bytesToHex(reply.data))
}

const publish = (runtime, firstWord) => {
  const evm = new EVMClient(BigInt(runtime.config.chainSelector))
  const before = readReports(runtime, evm)
  const payload = encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [firstWord, before])
  const report = runtime.report(prepareReportRequest(payload)).result()
  const { receiver, gasLimit } = runtime.config
  const reply = evm.writeReport(runtime, { receiver, report, gasConfig: { gasLimit } }).result()
  return {
    txSucceeded: reply.txStatus === TxStatus.SUCCESS,
    receiverStatus: reply.receiverContractExecutionStatus ?? 'absent',
    before,
  }
}

const flag = (isSolvent) => numberToHex(isSolvent ? 1 : 0, { size: 32 })

const fetchFigures = (tee) => {
  const key = tee.getSecret({ id: 'RESERVE_API_KEY' }).result().value
  const request = { url: tee.config.url, method: 'GET', multiHeaders: authorized(key) }
  const response = new HTTPClient().sendRequest(tee, request).result()
  if (response.statusCode !== 200) throw new Error(`the custodian answered ${response.statusCode}`)
  const figures = json(response)
  return { key, reserve: BigInt(figures.reserve), liabilities: BigInt(figures.liabilities) }
}

const compareInTee = (tee) => {
  const { reserve, liabilities } = fetchFigures(tee)
  return publish(tee.usingTheDons(), flag(reserve >= liabilities))
}

const leakFigureInReport = (tee) => publish(tee.usingTheDons(), numberToHex(fetchFigures(tee).reserve, { size: 32 }))
const leakFigureInResult = (tee) => `reserve ${fetchFigures(tee).reserve}`
const leakFigureInHex = (tee) => fetchFigures(tee).reserve.toString(16)
const leakKeyInLog = (tee) => {
  tee.log(`using ${fetchFigures(tee).key}`)
  return 'done'
}

const observe = (node) => {
  const response = new HTTPClient().sendRequest(node, { url: `${node.config.url}/public`, method: 'GET' }).result()
  return json(response)
}

const compareOnNodes = (runtime) => {
  const identical = consensusIdenticalAggregation()
  const isSolvent = runtime
    .runInNodeMode((node) => observe(node).isSolvent, identical)()
    .result()
  const published = publish(runtime, flag(isSolvent))
  runtime.log('published')
  return published
}

const medianOnNodes = (runtime) =>
  runtime
    .runInNodeMode((node) => new Int64(observe(node).height), consensusMedianAggregation())()
    .result().value

const compareWithConfidentialHttp = (runtime) => {
  const response = new ConfidentialHTTPClient()
    .sendRequest(runtime, {
      vaultDonSecrets: [{ key: 'RESERVE_API_KEY', namespace: 'main' }],
      request: { url: runtime.config.url, method: 'GET', multiHeaders: authorized('{{.RESERVE_API_KEY}}') },
    })
    .result()
  if (response.statusCode !== 200) throw new Error(`the custodian answered ${response.statusCode}`)
  const figures = json(response)
  return publish(runtime, flag(BigInt(figures.reserve) >= BigInt(figures.liabilities)))
}

const publishRefused = (runtime) => publish(runtime, REFUSED)

const spin = () => {
  for (;;) {}
}

const allocate = () => {
  const kept = []
  for (;;) kept.push(new Uint8Array(1_000_000))
}

const askUnsupported = (runtime) =>
  new EVMClient(BigInt(runtime.config.chainSelector)).balanceAt(runtime, { account: zeroAddress }).result().balance

/** Topics and data of what the receiver's chain logged in the block that the configuration names. */
const readLogs = (tee) => {
  const { receiver, chainSelector, logBlock } = tee.config
  const only = blockNumber(BigInt(logBlock))
  const filterQuery = { addresses: [hexToBase64(receiver)], topics: [], fromBlock: only, toBlock: only }
  const { logs } = new EVMClient(BigInt(chainSelector)).filterLogs(tee.usingTheDons(), { filterQuery }).result()
  return logs.map(({ topics, data }) => [...topics.map(bytesToHex), bytesToHex(data)].join())
}

const readTooOften = (runtime) => {
  const evm = new EVMClient(BigInt(runtime.config.chainSelector))
  for (let read = 0; read < 16; read++) readReports(runtime, evm)
}

const TEE = [{ tee: 'nitro', regions: ['us-west-2'] }]

export async function main() {
  const runner = await Runner.newRunner({ configParser: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) })
  await runner.run(() => {
    const cron = new CronCapability().trigger({ schedule: '0 */5 * * * *' })
    return [
      handlerInTee(cron, compareInTee, TEE),
      handler(cron, compareOnNodes),
      handler(cron, medianOnNodes),
      handler(cron, compareWithConfidentialHttp),
      handler(cron, publishRefused),
      handlerInTee(cron, spin, TEE),
      handlerInTee(cron, allocate, TEE),
      handler(cron, askUnsupported),
      handlerInTee(cron, leakFigureInReport, TEE),
      handlerInTee(cron, leakFigureInResult, TEE),
      handlerInTee(cron, leakFigureInHex, TEE),
      handlerInTee(cron, leakKeyInLog, TEE),
      handlerInTee(cron, readLogs, TEE),
      handler(cron, readTooOften),
    ]
  })
}
