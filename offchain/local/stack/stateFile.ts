import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { agentEnvironment } from './agentEnvironment.ts'
import type { LocalStack } from './startLocalStack.ts'

const folder = path.join(projectRoot, '.local')

/** What other programs read to find the running stack. */
export const STATE_FILE = path.join(folder, 'state.json')
/** The agent's environment, keys included; only its owner may read it. */
export const AGENT_ENV_FILE = path.join(folder, 'agent.env')

const stateSchema = z.object({
  rpcUrl: z.string(),
  chainId: z.number(),
  forked: z.boolean(),
  startBlock: z.number(),
  addresses: z.record(z.string()),
  urls: z.object({ rpc: z.string(), custodian: z.string() }),
  pids: z.object({ local: z.number(), anvil: z.number() }),
})

export type LocalState = z.infer<typeof stateSchema>

const writeAtomically = async (file: string, text: string, mode: number): Promise<void> => {
  const temporary = `${file}.${process.pid}`
  await fs.writeFile(temporary, text, { mode })
  await fs.rename(temporary, file)
}

/** Writes both files; whoever reads them sees a stack that answers. */
export const writeState = async (stack: LocalStack, addresses: Record<string, string>): Promise<void> => {
  const state: LocalState = {
    rpcUrl: stack.chain.rpcUrl,
    chainId: stack.deployment.chainId,
    forked: stack.chain.forked,
    startBlock: Number(stack.deployment.startBlock),
    addresses,
    urls: { rpc: stack.chain.rpcUrl, custodian: stack.custodian.url },
    pids: { local: process.pid, anvil: stack.chain.anvilPid },
  }
  const environment = { ...agentEnvironment(stack), CUSTODIAN_API_KEY: stack.custodian.apiKey }
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  await fs.mkdir(folder, { recursive: true })
  await writeAtomically(AGENT_ENV_FILE, `${lines.join('\n')}\n`, 0o600)
  await writeAtomically(STATE_FILE, `${JSON.stringify(state, null, 2)}\n`, 0o644)
}

export const removeState = async (): Promise<void> => {
  await fs.rm(STATE_FILE, { force: true })
  await fs.rm(AGENT_ENV_FILE, { force: true })
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The stack that runs already, if its process still lives; what a crash left behind is ignored. */
export const readRunningState = async (): Promise<LocalState | undefined> => {
  const text = await fs.readFile(STATE_FILE, 'utf8').catch(() => undefined)
  if (!text) return undefined
  const parsed = stateSchema.safeParse(JSON.parse(text))
  return parsed.success && isAlive(parsed.data.pids.local) ? parsed.data : undefined
}
