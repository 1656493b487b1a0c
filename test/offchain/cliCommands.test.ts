import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { openJournal } from '../../offchain/store.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'
import { type AgentHarness, SEALING_SECRET, startAgentHarness } from './agentHarness.ts'

type Answer = { code: number | null; stdout: string; stderr: string }

/** The agent's commands as processes of their own, on a real chain. Each must end by itself. */
describe('the agent on the command line', () => {
  let harness: AgentHarness
  let folder: string
  let environment: Record<string, string>

  beforeAll(async () => {
    harness = await startAgentHarness()
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'))
    const { deployment } = harness
    environment = {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      RPC_URL: harness.chain.rpcUrl,
      CONTRACT_ADDRESS: deployment.attestation,
      TREASURY_ADDRESS: deployment.treasury,
      START_BLOCK: `${deployment.startBlock}`,
      AGENT_SEALING_KEY: SEALING_SECRET,
      AGENT_STORE: path.join(folder, 'journal.db'),
      OPERATIONS_PORT: 'off',
    }
    await harness.report({ spend: 100_000_000_000n })
    const waiting = { signal: new AbortController().signal, onStandby: () => undefined }
    const journal = await openJournal(path.join(folder, 'journal.db'), deployment, waiting)
    await journal.saveAction({
      kind: 'heal',
      id: 1_700_000_000,
      mechanism: 'awal',
      state: 'unknown',
      amount: 5_000_000n,
      minOut: 0n,
      transactions: [],
      minedIn: undefined,
      delivered: undefined,
      reason: 'no answer',
      memo: 'before',
      updatedAt: 1_700_000_001,
    })
    await journal.close()
  })
  afterAll(async () => {
    await harness.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const ask = (args: readonly string[], extra: Record<string, string> = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'offchain/agent.ts', ...args], {
        cwd: projectRoot,
        env: { ...environment, ...extra },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const answer: Answer = { code: null, stdout: '', stderr: '' }
      child.stdout.on('data', (chunk) => {
        answer.stdout += chunk
      })
      child.stderr.on('data', (chunk) => {
        answer.stderr += chunk
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ ...answer, code }))
    })

  it('says at a glance what is wrong, as JSON too', async () => {
    const { code, stdout } = await ask(['status', '--json'])
    const status = JSON.parse(stdout)
    expect(code).toBe(3)
    expect(status.attestation.status).toBe('INSOLVENT')
    expect(status.journal.open).toMatchObject([{ id: 1_700_000_000, state: 'unknown' }])
    expect(status.problems.length).toBeGreaterThan(0)
  })

  it('shows what it did, and is told what became of it', async () => {
    const history = async () => JSON.parse((await ask(['history', '--json'])).stdout).actions
    expect(await history()).toMatchObject([{ id: 1_700_000_000, state: 'unknown', reason: 'no answer' }])
    const wrong = await ask(['resolve', 'heal', '7', '--as', 'done'])
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('the journal has no heal 7') })
    const { code, stdout } = await ask(['resolve', 'heal', '1700000000', '--as', 'failed'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'heal 1700000000: failed (an operator says: failed)\n' })
    expect(await history()).toMatchObject([{ state: 'failed' }])
  })

  it('examines a set-up in a table with the fix of what is wrong, and ends with 3', async () => {
    const { code, stdout } = await ask(['doctor'], {
      AWAL_DRY_RUN: 'false',
      AGENT_PRIVATE_KEY: LOCAL_ACCOUNTS.guardian.privateKey,
    })
    expect(code).toBe(3)
    expect(stdout).toMatch(/✗ fail {2}agent .*0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC/)
    expect(stdout).toMatch(/fix: /)
  })

  it('tells what a deficit would lead to, and what is in effect, without a secret', async () => {
    const simulated = await ask(['simulate', '--deficit', '1.5', '--json'])
    expect(JSON.parse(simulated.stdout)).toMatchObject({ deficit: '150000000', plan: { tier: 'small' } })
    const settings = await ask(['settings'])
    expect(settings.code).toBe(0)
    expect(settings.stdout).toContain('CONFIRMATIONS')
    expect(settings.stdout).not.toContain(SEALING_SECRET.slice(2, 20))
  })
})
