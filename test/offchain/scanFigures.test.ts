import { encodeAbiParameters, encodeEventTopics, getAbiItem, type Hex, numberToHex, pad } from 'viem'
import { afterEach, describe, expect, it } from 'vitest'
import { connectChain } from '../../offchain/chain/connectChain.ts'
import { reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { scanReports } from '../../offchain/chain/scanReports.ts'
import { answerAsChain, FAKE_CHAIN, type FakeRpc, fakeHash, RpcFailure, startFakeRpc } from './fakeRpc.ts'

const ATTESTATION = pad('0x0a', { size: 20 })
const WORD = pad('0x0b')

const chain = { ...FAKE_CHAIN, head: 1_000_001n }

const event = getAbiItem({ abi: reserveAttestationAbi, name: 'ReportRecorded' })
const reportLog = (epoch: number, blockNumber: bigint) => ({
  address: ATTESTATION,
  topics: encodeEventTopics({ abi: [event], args: { epoch } }),
  data: encodeAbiParameters(
    event.inputs.filter(({ indexed }) => !indexed),
    [
      epoch,
      1n,
      { nonce: WORD, ciphertext: WORD },
      { encapsulatedKey: WORD, ciphertextHead: WORD, ciphertextTail: WORD },
      WORD,
    ],
  ),
  blockNumber: numberToHex(blockNumber),
  blockHash: fakeHash(chain, blockNumber),
  transactionHash: WORD,
  transactionIndex: '0x0',
  logIndex: '0x0',
  removed: false,
})

let servers: FakeRpc[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  servers = []
})

/** Providers that refuse more than `limit` blocks without saying how many they bear, and more than 10,000 logs. */
const startProviders = (count: number, limit: bigint, logs: readonly object[]) =>
  Promise.all(
    Array.from({ length: count }, () => {
      const answer = answerAsChain({ ...chain, logs })
      return startFakeRpc((method, params) => {
        if (method === 'eth_getLogs') {
          const { fromBlock, toBlock } = params[0] as { fromBlock: Hex; toBlock: Hex }
          if (BigInt(toBlock) - BigInt(fromBlock) >= limit) throw new RpcFailure(-32602, 'block range is too wide')
        }
        return answer(method, params)
      })
    }),
  )

// The figures are printed, not asserted: how fast this machine is today is no property of the code.
describe.skipIf(!process.env.TEST_DEEP)('a backfill', () => {
  it.each([
    ['1,000,000 empty blocks, one provider of 10,000 per call', 1, 10_000n, 0],
    ['1,000,000 empty blocks, two providers of 2,000 per call', 2, 2_000n, 0],
    ['10,000 reports, two providers of 10,000 per call', 2, 10_000n, 10_000],
  ])('reads all of %s', async (what, count, limit, reports) => {
    // One report in every hundredth block.
    const logs = Array.from({ length: reports }, (_, index) => reportLog(index + 1, BigInt(index + 1) * 100n))
    servers = await startProviders(count, limit, logs)
    const { client } = await connectChain({ rpcUrls: servers.map(({ url }) => url) })
    const startedAt = performance.now()
    let [blocks, epochs, lastEpoch] = [0n, 0, 0]
    for await (const range of scanReports(client, {
      attestation: ATTESTATION,
      fromBlock: 1n,
      toBlock: 1_000_000n,
      rangeBlocks: 10_000n,
      maxRangeBlocks: 100_000n,
    })) {
      blocks += range.toBlock - range.fromBlock + 1n
      epochs += range.reports.length
      lastEpoch = range.reports.at(-1)?.epoch ?? lastEpoch
    }
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    const calls = servers.reduce((sum, server) => sum + server.calls.length, 0)
    process.stdout.write(`${what}: ${seconds} s, ${calls} calls\n`)
    expect({ blocks, epochs, lastEpoch }).toEqual({ blocks: 1_000_000n, epochs: reports, lastEpoch: reports })
  })
})
