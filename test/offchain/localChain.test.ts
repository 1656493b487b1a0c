import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { erc20Abi, keccak256, parseEther } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { FEEDS, FIXTURE } from '../../offchain/local/chain/fixture.ts'
import { fundAccount } from '../../offchain/local/chain/fundAccount.ts'
import { localClient } from '../../offchain/local/chain/localClient.ts'
import { pushFeedRounds } from '../../offchain/local/chain/pushFeedRounds.ts'
import { type LocalChain, startLocalChain } from '../../offchain/local/chain/startLocalChain.ts'
import { readProcess } from '../../offchain/local/process/readProcess.ts'
import { startTestProgram } from '../../offchain/local/process/testPrograms.ts'
import { createLog } from '../../offchain/log.ts'

const log = createLog({ name: 'test', level: 'silent' })
const gone = (pid: number) => vi.waitFor(() => expect(readProcess(pid)).toBeUndefined(), { timeout: 5_000 })
const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])
const ANVIL_STATES = path.join(homedir(), '.foundry', 'anvil', 'tmp')

describe('startLocalChain', () => {
  const chains: LocalChain[] = []
  const start = async (parameters: Partial<Parameters<typeof startLocalChain>[0]> = {}) => {
    const chain = await startLocalChain({ log, ...parameters })
    chains.push(chain)
    return chain
  }
  afterEach(async () => {
    await Promise.all(chains.splice(0).map((chain) => chain.stop()))
  })

  it('is ready within 3 s, listens on loopback, and is gone after stop', async () => {
    const startedAt = performance.now()
    const chain = await start()
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(chain.rpcUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    await chain.stop()
    await chain.stop()
    await gone(chain.anvilPid)
    expect(await chain.exited).toBeTypeOf('number')
  })

  it('builds two chains that agree on every address and share nothing', async () => {
    const [one, two] = (await Promise.all([start(), start()])).map(({ rpcUrl }) => localClient(rpcUrl))
    if (!one || !two) throw new Error('two chains expected')
    expect(await one.getBlockNumber()).toBe(await two.getBlockNumber())
    for (const address of [MAINNET.wbtc, MAINNET.swapRouter02, MAINNET.wbtcUsdcPool]) {
      const [ours, theirs] = await Promise.all([one.getCode({ address }), two.getCode({ address })])
      expect(keccak256(ours ?? '0x')).toBe(keccak256(theirs ?? '0x'))
    }
    await one.setBalance({ address: FIXTURE.liquidityProvider, value: 1n })
    expect(await two.getBalance({ address: FIXTURE.liquidityProvider })).not.toBe(1n)
  })

  it('mines a block at once for a transaction, and one each second without', async () => {
    const client = localClient((await start()).rpcUrl)
    const [account] = await client.getAddresses()
    const before = await client.getBlock()
    const sentAt = performance.now()
    const hash = await client.sendTransaction({
      account: account as `0x${string}`,
      to: account,
      value: parseEther('1'),
    })
    await client.waitForTransactionReceipt({ hash })
    expect(performance.now() - sentAt).toBeLessThan(500)
    await vi.waitFor(
      async () => {
        const now = await client.getBlock()
        expect(now.number).toBeGreaterThanOrEqual(before.number + 3n)
        expect(Math.abs(Number(now.timestamp) - Date.now() / 1000)).toBeLessThan(2)
      },
      { timeout: 5_000, interval: 100 },
    )
  })

  it('remembers the state of recent blocks', async () => {
    const client = localClient((await start()).rpcUrl)
    const head = await client.getBlockNumber()
    await client.mine({ blocks: 100 })
    const supply = { address: MAINNET.wbtc, abi: erc20Abi, functionName: 'totalSupply' } as const
    expect(await client.readContract({ ...supply, blockNumber: head })).toBe(FIXTURE.wbtcSupply)
  })

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    try {
      await expect(start({ port })).rejects.toThrow(new RegExp(`port ${port}.*in use`))
    } finally {
      server.close()
    }
  })

  it('abandons the start on a signal', async () => {
    await expect(start({ signal: AbortSignal.abort(new Error('Ctrl-C')) })).rejects.toThrow('Ctrl-C')
    await expect(start({ signal: AbortSignal.timeout(20) })).rejects.toThrow()
  })

  it('reports an anvil that dies', async () => {
    const chain = await start()
    process.kill(chain.anvilPid, 'SIGKILL')
    expect(await chain.exited).toBe(137)
  })

  it('leaves no anvil and no file when its process is killed', async () => {
    const before = { tmp: list(tmpdir()), states: list(ANVIL_STATES) }
    const program = startTestProgram(`
      import { startLocalChain } from './offchain/local/chain/startLocalChain.ts'
      import { createLog } from './offchain/log.ts'
      const chain = await startLocalChain({ log: createLog({ name: 'test', level: 'silent' }) })
      console.log('anvil ' + chain.anvilPid)`)
    const anvilPid = Number((await program.line(/^anvil (\d+)/))[1])
    expect(readProcess(anvilPid)?.command[0]).toMatch(/anvil$/)
    program.process.kill('SIGKILL')
    await gone(anvilPid)
    expect(list(tmpdir()).filter((name) => /anvil/.test(name) && !before.tmp.includes(name))).toEqual([])
    expect(list(ANVIL_STATES)).toEqual(before.states)
  })

  // An offline chain stands in for the remote node: it has the same contracts at the same addresses.
  describe('as a fork', () => {
    it('keeps what it forked under chain id 31337, and still gives money', async () => {
      const remote = await start()
      const chain = await start({ forkUrl: remote.rpcUrl })
      const client = localClient(chain.rpcUrl)
      expect(chain.forked).toBe(true)
      expect(await client.getChainId()).toBe(31337)
      const supply = { address: MAINNET.wbtc, abi: erc20Abi, functionName: 'totalSupply' } as const
      expect(await client.readContract(supply)).toBe(FIXTURE.wbtcSupply)

      const account = '0x00000000000000000000000000000000000a1100'
      for (let i = 0; i < 2; i++) await fundAccount(chain, account, { wbtc: 5n, usdc: 7n, eth: 11n })
      const balance = (address: `0x${string}`) =>
        client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
      expect([await balance(MAINNET.wbtc), await balance(MAINNET.usdc)]).toEqual([10n, 14n])
      expect(await client.getBalance({ address: account })).toBe(22n)
      expect(await localClient(remote.rpcUrl).getBalance({ address: account })).toBe(0n)
    })

    it('leaves the feeds alone and says that they will go stale', async () => {
      const remote = await start()
      const chain = await start({ forkUrl: remote.rpcUrl })
      const lines: string[] = []
      const stream = { write: (line: string) => void lines.push(line) }
      await pushFeedRounds(chain, createLog({ name: 'test', stream }))
      expect(lines.join()).toMatch(/stale/)
      const client = localClient(chain.rpcUrl)
      const latestRound = { abi: [LATEST_ROUND], functionName: 'latestRound' } as const
      for (const { proxy: address } of FEEDS) {
        expect(await client.readContract({ address, ...latestRound })).toBe((1n << 64n) | 1n)
      }
    })

    it('refuses a chain that is not mainnet, and a node that is not there, without printing its key', async () => {
      const remote = await start()
      await localClient(remote.rpcUrl).setCode({ address: MAINNET.proofOfReserveFeed, bytecode: '0x' })
      await expect(start({ forkUrl: remote.rpcUrl })).rejects.toThrow(/is it mainnet/)
      const dead = start({ forkUrl: 'http://127.0.0.1:9/v2/my-api-key' })
      const error = await dead.then(String, (reason: unknown) => String(reason))
      expect(error).toMatch(/anvil ended with exit code 1 while starting/)
      expect(error).not.toContain('my-api-key')
    })
  })
})

const LATEST_ROUND = {
  type: 'function',
  name: 'latestRound',
  stateMutability: 'view',
  inputs: [],
  outputs: [{ type: 'uint256' }],
} as const
