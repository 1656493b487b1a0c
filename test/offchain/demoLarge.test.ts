import { type Address, createPublicClient, type Hex, http, parseAbi, parseEventLogs } from 'viem'
import { describe, expect, it } from 'vitest'
import { answerOf, endDemo, startDemo } from './demoAnswer.ts'
import { familyOf, parentOf } from './processFamily.ts'

/** Only what the README promises; deliberately nothing from the demo's own code. */
type LargeAnswer = {
  ok: boolean
  error?: string
  ms: number
  steps: { name: string; status: string; epoch: number; block: number; txHash: Hex }[]
  heal: {
    mechanism: string
    requestId: string
    requestTx: Hex
    settleTx: Hex
    settleGas: number
    proofMs: number
    rounds: { settleTx: Hex }[]
  }
  leaks: number
  searched: { transactions: number; secrets: number; planted: number; plantedFound: number }
  solventBlocks: number
  privately: { wanted: string; delivered: string; paid: string }
  rpcUrl: string
  addresses: { attestation: Address; treasury: Address; darkPool: Address }
}

const abi = parseAbi([
  'event CollateralRequested(uint256 indexed requestId, uint256 indexed slot, bytes32 encryptedAmount, bytes32 nonce, uint256 premiumBps, uint256 timeout, uint256 stake)',
  'event RoundSettled(uint256 indexed round, uint256 indexed requestId, bytes32 root, bytes32 nonce, bytes32[32] leaves)',
  'event RequestEnded(uint256 indexed requestId, uint8 status)',
  'event Healed(uint40 indexed epoch, bool byAgent, uint256 spent, uint256 delivered, uint256 minOut)',
])
const [, settledEvent, , healedEvent] = abi
/** Index of SETTLED in the pool's request statuses: neither FILLED nor PARTIALLY_FILLED. */
const SETTLED = 2

describe('npm run demo -- --scenario large', () => {
  it('heals in the dark what it says, and the status never leaves SOLVENT', async () => {
    const demo = startDemo('--scenario', 'large', '--keep')
    try {
      const answer = await answerOf<LargeAnswer>(demo)
      expect(answer.error).toBeUndefined()
      expect(answer).toMatchObject({ ok: true, leaks: 0, heal: { mechanism: 'darkPool' } })
      expect(answer.steps.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['healthy', 'requested', 'recovered']),
      )
      expect(new Set(answer.steps.map(({ status }) => status))).toEqual(new Set(['SOLVENT']))
      expect(answer.solventBlocks).toBeGreaterThan(30)
      expect(answer.privately.delivered).toBe(answer.privately.wanted)
      expect(BigInt(answer.privately.wanted)).toBeGreaterThan(500n * 10n ** 8n)
      expect(answer.searched.transactions).toBeGreaterThan(30)
      expect(answer.searched.secrets).toBeGreaterThan(20)
      expect(answer.searched.plantedFound).toBe(answer.searched.planted)
      expect(answer.heal.proofMs).toBeGreaterThan(100)

      const client = createPublicClient({ transport: http(answer.rpcUrl) })
      const { heal, addresses } = answer
      const settle = await client.getTransactionReceipt({ hash: heal.settleTx })
      expect(Number(settle.gasUsed)).toBe(heal.settleGas)
      const [ended] = parseEventLogs({ abi, eventName: 'RequestEnded', logs: settle.logs })
      expect(ended?.args).toEqual({ requestId: BigInt(heal.requestId), status: SETTLED })
      const request = await client.getTransactionReceipt({ hash: heal.requestTx })
      expect(request.to?.toLowerCase()).toBe(addresses.treasury.toLowerCase())
      const [asked] = parseEventLogs({ abi, eventName: 'CollateralRequested', logs: request.logs })
      expect(asked?.args.requestId).toBe(BigInt(heal.requestId))

      const all = { fromBlock: 0n, toBlock: 'latest' } as const
      const rounds = await client.getLogs({
        ...all,
        ...{ address: addresses.darkPool, event: settledEvent, args: { requestId: BigInt(heal.requestId) } },
      })
      expect(rounds.map(({ transactionHash }) => transactionHash)).toEqual(heal.rounds.map(({ settleTx }) => settleTx))
      expect(await client.getLogs({ ...all, address: addresses.treasury, event: healedEvent })).toEqual([])

      // Only the process that the user sees: vault, matcher, makers and agent must notice by themselves.
      const family = familyOf(demo.pid as number)
      expect(family.size).toBeGreaterThan(10)
      process.kill(demo.pid as number, 'SIGKILL')
      await expect
        .poll(() => [...family].filter((member) => parentOf(member) !== undefined), { timeout: 20_000 })
        .toEqual([])
    } finally {
      endDemo(demo)
    }
  }, 240_000)
})
