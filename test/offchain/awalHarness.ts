import fs from 'node:fs'
import type { Address, PublicClient } from 'viem'
import type { AgentContext } from '../../offchain/agent/agentContext.ts'
import type { AwalSettings } from '../../offchain/agent/mechanisms/awal/awalSettings.ts'
import type { AwalReserveState } from '../../offchain/agent/mechanisms/awal/findAwalObstacle.ts'
import { startAwal } from '../../offchain/agent/mechanisms/awal/startAwal.ts'
import type { Mechanism, Offer } from '../../offchain/agent/mechanisms/mechanism.ts'
import { createLog } from '../../offchain/log.ts'
import type { Action } from '../../offchain/store/journal.ts'

/** Unix seconds of a reserve whose only report was made a moment ago. */
const NOW = 2_000_000_000

/** The newest state of a reserve that is insolvent as of one report and was never healed. */
export const reserveState = (epoch: number): AwalReserveState => ({
  status: 'INSOLVENT',
  paused: false,
  epoch,
  statementAt: NOW + epoch,
  lastHealedEpoch: 0,
  lastHealAt: 0,
  settlementLag: 0,
})

/** Actions in a file, each write whole or not at all: enough of a journal for one mechanism. */
export const openActions = (file: string) => {
  const read = (): Action[] =>
    fs.existsSync(file)
      ? JSON.parse(fs.readFileSync(file, 'utf8'), (key, value) =>
          key === 'amount' || key === 'minOut' ? BigInt(value) : value,
        )
      : []
  const save = (action: Action): void => {
    const others = read().filter(({ id }) => id !== action.id)
    const text = JSON.stringify([action, ...others], (_key, value) => (typeof value === 'bigint' ? `${value}` : value))
    fs.writeFileSync(`${file}.next`, text)
    fs.renameSync(`${file}.next`, file)
  }
  return { actions: async () => read(), read, save }
}

export type AwalPassParameters = {
  settings: AwalSettings
  client: PublicClient
  actionsFile: string
  /** The epoch of the newest report and what its order spends, USDC base units. */
  epoch: number
  spend: bigint
  /** What the newest block says beyond the report. */
  head?: Partial<AwalReserveState>
  isDryRun?: boolean
  /** Hears each log line and each step. */
  onLine?: (line: string) => void
}

/**
 * What the agent does with the mechanism in one pass: recover what is open, ask for a proposal, journal the intent,
 * hand over, journal the outcome. Resolves with the state of the epoch's action, or why there is none.
 */
export const runAwalPass = async (parameters: AwalPassParameters): Promise<string> => {
  const { settings, client, actionsFile, epoch, spend, head, onLine = () => undefined } = parameters
  const log = createLog({ name: 'awal', stream: { write: onLine } })
  const journal = openActions(actionsFile)
  const mechanism: Mechanism = await startAwal({
    ...{ settings, client, log },
    readOrder: () => ({ spend, attested: true }),
    readHead: async () => ({ ...reserveState(epoch), ...head }),
    now: () => NOW + epoch,
  })
  const wallet = { kind: parameters.isDryRun ? 'dryRun' : 'localKey' }
  const context = { log, journal, wallet } as unknown as AgentContext
  for (const action of journal.read().filter(({ state }) => state === 'intended' || state === 'unknown')) {
    const outcome = await mechanism.recover?.(context, action)
    journal.save({ ...action, ...outcome })
    onLine(`recovered ${action.id} ${outcome?.state} ${outcome?.reason}`)
  }
  const proposal = await mechanism.propose(context, { view: { state: reserveState(epoch) } } as unknown as Offer)
  if (typeof proposal === 'string') return proposal
  if (proposal.execute.via !== 'mechanism') throw new Error('awal hands over itself')
  const { memo, run } = proposal.execute
  const { amount, minOut } = proposal
  const intended: Action = {
    ...{ kind: 'heal', id: epoch, mechanism: mechanism.name, state: 'intended', amount, minOut, memo },
    ...{ transactions: [], minedIn: undefined, delivered: undefined, reason: undefined, updatedAt: NOW - 10 + epoch },
  }
  journal.save(intended)
  onLine(`intended ${epoch}`)
  const outcome = await run()
  journal.save({ ...intended, ...outcome })
  onLine(`outcome ${epoch} ${outcome.state} ${outcome.reason}`)
  return outcome.state
}

/** Settings for a token on a local chain that stands for Base. */
export const localAwalSettings = (change: {
  program: AwalSettings['program']
  usdc: Address
  account: Address
  recipient: Address
}): AwalSettings => ({
  ...change,
  chain: 'base',
  chainId: 31_337,
  maxPerAction: 50_000_000n,
  maxPerDay: 100_000_000n,
  trade: undefined,
  confirmations: 0n,
  maxLogBlocks: 3n,
  settleTimeoutMs: 600,
})
