import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentName } from '../../offchain/config/environmentName.ts'
import { listSettings } from '../../offchain/config/listSettings.ts'
import { secretsSchema } from '../../offchain/config/settingsSchema.ts'
import { projectRoot } from '../../script/toolchain/foundry.mjs'

type Ended = { code: number | null; stdout: string; stderr: string }

describe('the agent as a process', () => {
  // An empty folder: a developer's own .env is not read.
  let folder: string
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'))
  })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  const runAgent = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const tsx = path.join(projectRoot, 'node_modules', 'tsx', 'dist', 'loader.mjs')
      const agent = path.join(projectRoot, 'offchain', 'agent.ts')
      const child = spawn(process.execPath, ['--import', tsx, agent, ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      child.stdout.on('data', (chunk) => {
        stdout += chunk
      })
      child.stderr.on('data', (chunk) => {
        stderr += chunk
      })
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stdout, stderr }))
    })

  it('lists in its help every setting of the schema, with default and meaning', async () => {
    const { code, stdout } = await runAgent(['--help'])
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    for (const { name, fallback, meaning } of listSettings()) {
      const line = lines.find((candidate) => candidate.trim().startsWith(`${name} `))
      expect(line).toContain(meaning)
      expect(line).toContain(fallback)
    }
  })

  it('ends with 1 when its settings are wrong, and names all of them but no secret', async () => {
    const file = path.join(folder, 'agent.json')
    fs.writeFileSync(file, JSON.stringify({ pollIntervall: 1, agentPrivateKey: 'hunter2' }))
    const { code, stderr, stdout } = await runAgent(['run', '--config', file], {
      TREASURY_ADDRESS: '0x12',
      AGENT_SEALING_KEY: 'hunter2',
      RPC_URL: 'ftp://hunter2@example.com',
    })
    expect(code).toBe(1)
    expect(stdout).toBe('')
    for (const name of [
      'pollInterval',
      'AGENT_PRIVATE_KEY',
      'CONTRACT_ADDRESS',
      'TREASURY_ADDRESS',
      'AGENT_SEALING_KEY',
      'RPC_URL',
    ]) {
      expect(stderr).toContain(name)
    }
    expect(stderr).not.toContain('hunter2')
  })

  it('ends with 2 when it is called wrongly', async () => {
    const { code, stderr } = await runAgent(['stauts'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: /)
  })

  it('ends with 75 when the endpoint does not answer, without showing the endpoint', async () => {
    const { code, stderr } = await runAgent(['run'], {
      CONTRACT_ADDRESS: `0x${'11'.repeat(20)}`,
      TREASURY_ADDRESS: `0x${'22'.repeat(20)}`,
      AGENT_SEALING_KEY: `0x${'5e'.repeat(32)}`,
      RPC_URL: 'http://127.0.0.1:1/hunter2hunter2',
      OPERATIONS_PORT: 'off',
    })
    expect(code).toBe(75)
    expect(stderr).not.toMatch(/hunter2|5e5e/)
  })
})

describe('the README', () => {
  it('names no setting that does not exist', () => {
    const known = new Set([
      'AGENT_CONFIG',
      ...listSettings().map(({ name }) => name),
      ...Object.keys(secretsSchema.shape).map((key) => `${environmentName(key)}_FILE`),
    ])
    /** Variables of other programs. */
    const foreign = new Set(['DEPLOY_CONFIG'])
    const text = fs.readFileSync(path.join(projectRoot, 'README.md'), 'utf8')
    const named = text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []
    expect(named.filter((name) => !known.has(name) && !foreign.has(name))).toEqual([])
  })
})
