import { type Address, createPublicClient, type Hex, http, parseAbi, parseEventLogs } from 'viem'
import { describe, expect, it } from 'vitest'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { answerOf, endDemo, startDemo } from './demoAnswer.ts'
import { familyOf, firstLine, parentOf } from './processFamily.ts'

/** Only what the README promises; deliberately nothing from the demo's own code. */
type DemoAnswer = {
  ok: boolean
  ms: number
  steps: { name: string; status: string; epoch: number; block: number; txHash: Hex }[]
  heal: { mechanism: string; epoch: number; txHash: Hex; usdcSpent: string; wbtcDelivered: string; minOut: string }
  enclave: { signer: Address; isActive: boolean; simulated: boolean; root: string }
  rpcUrl: string
  addresses: { forwarder: Address; attestation: Address; treasury: Address; reserve: Address; enclaveRegistry: Address }
}

const abi = parseAbi([
  'event ReportProcessed(address indexed receiver, bytes32 indexed workflowExecutionId, bytes2 indexed reportId, bool result)',
  'function isActive(address signer) view returns (bool)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
])

describe('npm run demo', () => {
  it('tells the truth: its transactions, read back from the node, show what it says', async () => {
    const demo = startDemo('--keep')
    try {
      const answer = await answerOf<DemoAnswer>(demo)
      expect(answer.ok).toBe(true)
      expect(answer.steps.map(({ name, status }) => [name, status])).toEqual([
        ['healthy', 'SOLVENT'],
        ['shortfall', 'INSOLVENT'],
        ['healed', 'INSOLVENT'],
        ['recovered', 'SOLVENT'],
      ])

      const client = createPublicClient({ transport: http(answer.rpcUrl) })
      for (const { name, txHash } of answer.steps.filter((step) => step.name !== 'healed')) {
        const { logs } = await client.getTransactionReceipt({ hash: txHash })
        const processed = parseEventLogs({ abi, eventName: 'ReportProcessed', logs })
        expect(processed, name).toHaveLength(1)
        expect(processed[0]?.address.toLowerCase()).toBe(answer.addresses.forwarder.toLowerCase())
        expect(processed[0]?.args).toMatchObject({ receiver: answer.addresses.attestation, result: true })
      }

      expect(answer.enclave).toMatchObject({ isActive: true, simulated: true, root: 'TEST ROOT (simulated)' })
      const registry = { address: answer.addresses.enclaveRegistry, abi, functionName: 'isActive' } as const
      expect(await client.readContract({ ...registry, args: [answer.enclave.signer] })).toBe(true)
      expect(await client.readContract({ ...registry, args: [answer.addresses.treasury] })).toBe(false)

      const { logs } = await client.getTransactionReceipt({ hash: answer.heal.txHash })
      const transfers = parseEventLogs({ abi, eventName: 'Transfer', logs })
      const delivered = transfers.filter((log) => log.address.toLowerCase() === MAINNET.wbtc.toLowerCase())
      expect(delivered.map((log) => [log.args.to, log.args.value])).toEqual([
        [answer.addresses.reserve, BigInt(answer.heal.wbtcDelivered)],
      ])
      expect(BigInt(answer.heal.wbtcDelivered)).toBeGreaterThanOrEqual(BigInt(answer.heal.minOut))
      const spent = transfers.filter((log) => log.address.toLowerCase() === MAINNET.usdc.toLowerCase())
      expect(spent.map((log) => [log.args.from, log.args.value])).toEqual([
        [answer.addresses.treasury, BigInt(answer.heal.usdcSpent)],
      ])
    } finally {
      endDemo(demo)
    }
  })

  // A signal, and the line of the story at which it strikes.
  const moments: [NodeJS.Signals, string][] = [
    ['SIGKILL', 'Self-Healing Reserve'],
    ['SIGTERM', 'simulated DON'],
    ['SIGKILL', '1 healthy'],
  ]
  const moreMoments: [NodeJS.Signals, string][] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'].flatMap((signal) =>
    ['compiled', 'local mainnet', 'contracts', 'simulated custodian', 'agent', '2 shortfall', '3 healed'].map(
      (moment): [NodeJS.Signals, string] => [signal as NodeJS.Signals, moment],
    ),
  )
  it.each(process.env.TEST_DEEP ? [...moments, ...moreMoments] : moments)(
    'leaves nothing running after %s at "%s"',
    async (signal, moment) => {
      const demo = startDemo()
      await firstLine(demo, (line) => line.startsWith(moment))
      const pid = demo.pid as number
      const family = familyOf(pid)
      expect(family.size).toBeGreaterThan(1)
      // Only the process that the user sees; its children must notice by themselves.
      process.kill(pid, signal)
      await expect
        .poll(() => [...family].filter((member) => parentOf(member) !== undefined), { timeout: 15_000 })
        .toEqual([])
    },
  )
})
