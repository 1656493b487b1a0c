import type { PublicClient } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectChain } from '../../offchain/chain/connectChain.ts'
import { findCommonBlock } from '../../offchain/chain/findCommonBlock.ts'
import type { NamedBlock } from '../../offchain/chain/isCanonical.ts'
import { isRetryable } from '../../offchain/chain/isRetryable.ts'
import { readBlockAt } from '../../offchain/chain/readBlockAt.ts'
import { readHead } from '../../offchain/chain/readHead.ts'
import { readReserveState } from '../../offchain/chain/readReserveState.ts'
import { type ReportRange, scanReports } from '../../offchain/chain/scanReports.ts'
import { type LocalClient, localClient } from '../../offchain/local/chain/localClient.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

describe('reads of a chain that reorganises', () => {
  let harness: AgentHarness
  let node: LocalClient
  let client: PublicClient

  beforeAll(async () => {
    harness = await startAgentHarness()
    node = localClient(harness.chain.rpcUrl)
    client = (await connectChain({ rpcUrls: [harness.chain.rpcUrl], expectedChainId: 31337 })).client
  })
  afterAll(() => harness.stop())

  const reorganise = (depth: number) => node.request({ method: 'anvil_reorg', params: [depth, []] } as never)

  const scan = async (change: { fromBlock?: bigint } = {}): Promise<ReportRange[]> => {
    const { number: toBlock } = await readHead(client)
    const ranges: ReportRange[] = []
    const { attestation, startBlock } = harness.deployment
    const range = { fromBlock: startBlock, toBlock, rangeBlocks: 10n, maxRangeBlocks: 20n, ...change }
    for await (const found of scanReports(client, { attestation, ...range })) ranges.push(found)
    return ranges
  }
  const epochsOf = (ranges: ReportRange[]) => ranges.flatMap(({ reports }) => reports.map(({ epoch }) => epoch))

  it('reads a block below the head, or what the chain calls final', async () => {
    await harness.mine(70)
    const head = await readHead(client)
    const below = await readBlockAt(client, { head: head.number, depth: 3n })
    expect(below?.number).toBe(head.number - 3n)
    expect(below?.hash).toBe((await client.getBlock({ blockNumber: head.number - 3n })).hash)
    expect((await readBlockAt(client, { head: head.number, depth: 'finalized' }))?.number).toBeLessThan(head.number)
    expect(await readBlockAt(client, { head: head.number, depth: head.number + 1n })).toBeUndefined()
    expect((await readBlockAt(client, { head: head.number, depth: head.number }))?.number).toBe(0n)
  })

  it('finds every report once, with the block that holds it', async () => {
    const first = await harness.report({ spend: 1_000_000n })
    await harness.mine(30)
    const second = await harness.report({ spend: 2_000_000n })
    const ranges = await scan()
    expect(epochsOf(ranges)).toEqual([first, second])
    for (const { reports } of ranges) {
      for (const { blockNumber, blockHash } of reports) {
        expect((await client.getBlock({ blockNumber })).hash).toBe(blockHash)
      }
    }
  })

  it('reads one history, and refuses to read one that is orphaned', async () => {
    const before = await readHead(client)
    const epoch = await harness.report({ spend: 3_000_000n })
    const holding = await readHead(client)
    await harness.mine(2)
    const stateAt = (block: Pick<typeof holding, 'number' | 'hash'>) =>
      readReserveState(client, { ...harness.deployment, block })
    expect(await stateAt(holding)).toMatchObject({ epoch, blockNumber: holding.number, blockHash: holding.hash })
    expect((await stateAt(before)).epoch).toBeLessThan(epoch)

    await reorganise(Number((await readHead(client)).number - before.number))
    const error = await stateAt(holding).catch((failed: unknown) => failed)
    expect(error).toBeInstanceOf(Error)
    expect(isRetryable(error)).toBe(true)
    // By number it would have read the other history, and said nothing.
    const replaced = await client.getBlock({ blockNumber: holding.number })
    expect((await stateAt({ number: replaced.number, hash: replaced.hash })).epoch).toBeLessThan(epoch)
  })

  /** Those that are still part of the chain, found the slow way. */
  const survivorsOf = async (checkpoints: readonly NamedBlock[]): Promise<NamedBlock[]> => {
    const blocks = await Promise.all(checkpoints.map(({ blockNumber }) => client.getBlock({ blockNumber })))
    return checkpoints.filter(({ blockHash }, index) => blocks[index]?.hash === blockHash)
  }

  it.each([1, 2, 17, 60])('finds what a reorganisation left of the checkpoints, %i blocks deep', async (depth) => {
    await harness.mine(70)
    const kept = epochsOf(await scan())
    await harness.report({ spend: 4_000_000n })
    await harness.mine(depth)
    const checkpoints: NamedBlock[] = (await scan())
      .map(({ toBlock, toBlockHash }) => ({ blockNumber: toBlock, blockHash: toBlockHash }))
      .reverse()
    expect(await findCommonBlock(client, checkpoints)).toBe(checkpoints[0])

    // The report and a few blocks before it: the chain mines a block each second meanwhile.
    await reorganise(depth + 10)
    const common = await findCommonBlock(client, checkpoints)
    expect(common).toBeDefined()
    expect(common).toBe((await survivorsOf(checkpoints))[0])
    expect(common).not.toBe(checkpoints[0])
    // The report went with its block.
    expect(epochsOf(await scan())).toEqual(kept)
    expect(epochsOf(await scan({ fromBlock: (common?.blockNumber ?? 0n) + 1n }))).toEqual([])
  })
})
