import fs from 'node:fs/promises'
import path from 'node:path'
import { createPublicClient, http } from 'viem'
import { z } from 'zod'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { TEST_ROOT_NAME } from '../../chain/enclave/readPinnedRoot.ts'
import { isAlive } from '../process/isAlive.ts'
import type { LocalVault } from '../vault/startLocalVault.ts'
import { agentEnvironment } from './agentEnvironment.ts'
import type { ReserveStack } from './startLocalStack.ts'

export const DEFAULT_STATE_FOLDER = path.join(projectRoot, '.local')

/** What other programs read to find the running stack. */
export const stateFile = (folder: string): string => path.join(folder, 'state.json')
/** The agent's environment, keys included; only its owner may read it. */
export const agentEnvFile = (folder: string): string => path.join(folder, 'agent.env')

const stateSchema = z.object({
  rpcUrl: z.string(),
  chainId: z.number(),
  forked: z.boolean(),
  startBlock: z.number(),
  addresses: z.record(z.string()),
  urls: z.object({ rpc: z.string(), custodian: z.string() }),
  /** Simulated: whoever reads this must not take it for an enclave. */
  enclave: z.object({ signer: z.string(), simulated: z.literal(true), root: z.literal(TEST_ROOT_NAME) }),
  /** Real nodes, all on this machine. */
  vault: z
    .object({ rosterFile: z.string(), masterKey: z.string(), pool: z.string(), pids: z.array(z.number()) })
    .optional(),
  pids: z.object({ local: z.number(), anvil: z.number() }),
})

export type LocalState = z.infer<typeof stateSchema>

const writeAtomically = async (file: string, text: string, mode: number): Promise<void> => {
  const temporary = `${file}.${process.pid}`
  await fs.writeFile(temporary, text, { mode })
  await fs.rename(temporary, file)
}

/** What the files are about. */
export type WrittenStack = ReserveStack & { enclave: { signer: string }; vault: LocalVault | undefined }

/** Writes both files; whoever reads them sees a stack that answers. */
export const writeState = async (
  folder: string,
  stack: WrittenStack,
  addresses: Record<string, string>,
): Promise<void> => {
  const state: LocalState = {
    rpcUrl: stack.chain.rpcUrl,
    chainId: stack.deployment.chainId,
    forked: stack.chain.forked,
    startBlock: Number(stack.deployment.startBlock),
    addresses,
    urls: { rpc: stack.chain.rpcUrl, custodian: stack.custodian.url },
    enclave: { signer: stack.enclave.signer, simulated: true, root: TEST_ROOT_NAME },
    ...(stack.vault && {
      vault: {
        rosterFile: stack.vault.rosterFile,
        masterKey: stack.vault.key.masterKey,
        pool: stack.deployment.darkPool,
        pids: stack.vault.processes.map(({ pid }) => pid),
      },
    }),
    pids: { local: process.pid, anvil: stack.chain.anvilPid },
  }
  const environment = { ...agentEnvironment(stack), CUSTODIAN_API_KEY: stack.custodian.apiKey }
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  await fs.mkdir(folder, { recursive: true })
  await writeAtomically(agentEnvFile(folder), `${lines.join('\n')}\n`, 0o600)
  await writeAtomically(stateFile(folder), `${JSON.stringify(state, null, 2)}\n`, 0o644)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readState = async (folder: string): Promise<LocalState | undefined> => {
  const text = await fs.readFile(stateFile(folder), 'utf8').catch(() => '')
  return stateSchema.safeParse(parseJson(text)).data
}

/** Removes both files, unless another stack has written them since. */
export const removeState = async (folder: string): Promise<void> => {
  const state = await readState(folder)
  if (state && state.pids.local !== process.pid) return
  await fs.rm(stateFile(folder), { force: true })
  await fs.rm(agentEnvFile(folder), { force: true })
}

/** The stack that runs already; what a crash left behind is ignored, also when its process id lives on in another. */
export const readRunningState = async (folder: string): Promise<LocalState | undefined> => {
  const state = await readState(folder)
  if (!state || !isAlive(state.pids.local)) return undefined
  const answers = createPublicClient({ transport: http(state.rpcUrl, { retryCount: 0 }) }).getChainId()
  return answers.then(
    () => state,
    () => undefined,
  )
}
