import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Address } from 'viem'
import type { AwalProgram } from '../../../offchain/agent/mechanisms/awal/awalSettings.ts'
import { killIfAlive } from '../../../offchain/local/process/testPrograms.ts'

const EXECUTABLE = fileURLToPath(new URL('./awal.mjs', import.meta.url))

/** What the fake is told to be; see awal.mjs. */
export type FakeAwalConfig = {
  version: string
  account: Address
  isLoggedIn: boolean
  isNoisy: boolean
  /** Key under which an action's hash is printed; undefined leaves it out. */
  hashKey: string | undefined
  /** What goes wrong. */
  fault: string | undefined
  /** Text with which every action is refused. */
  refusal: string | undefined
  /** USDC base units that a trade brings. */
  tradeYields: string
  /** A local chain with an ERC-20 that stands for USDC; without it the fake keeps its own books. */
  rpcUrl: string | undefined
  usdc: Address | undefined
}

export type FakeAwalCall = { argv: string[]; environment: Record<string, string> }

export type FakeAwal = {
  home: string
  program: AwalProgram
  configure(change: Partial<FakeAwalConfig>): void
  calls(): FakeAwalCall[]
  /** Arguments of the calls of one command. */
  callsOf(command: string): string[][]
  ledger(): { usdc: string; eth: string; sent: { recipient: string; amount: string }[] }
  /** Processes that a fault left waiting: those that hang, stand at the gate, or are the background server. */
  pids(): number[]
  /** Lets whoever stands at the gate pass. */
  openGate(): void
  /** Ends what a fault left running, and forgets everything. */
  remove(): void
}

const DEFAULTS: Omit<FakeAwalConfig, 'account'> = {
  version: '2.10.0',
  isLoggedIn: true,
  isNoisy: false,
  hashKey: 'transactionHash',
  fault: undefined,
  refusal: undefined,
  tradeYields: '0',
  rpcUrl: undefined,
  usdc: undefined,
}

/** Puts a fake agentic wallet, with a home directory of its own, where tests can start it. */
export const installFakeAwal = (config: Partial<FakeAwalConfig> & { account: Address }): FakeAwal => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'fake-awal-'))
  const file = (name: string) => path.join(home, name)
  let current: FakeAwalConfig = { ...DEFAULTS, ...config }
  const configure = (change: Partial<FakeAwalConfig>) => {
    current = { ...current, ...change }
    fs.writeFileSync(file('config.json'), JSON.stringify(current))
  }
  configure({})
  fs.writeFileSync(
    file('ledger.json'),
    JSON.stringify({ usdc: '500000000', eth: `${10n ** 18n}`, sent: [], actions: 0 }),
  )
  fs.writeFileSync(file('calls.jsonl'), '')
  const calls = (): FakeAwalCall[] =>
    fs
      .readFileSync(file('calls.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  const pids = () =>
    fs.existsSync(file('pids')) ? fs.readFileSync(file('pids'), 'utf8').split(' ').filter(Boolean).map(Number) : []
  return {
    home,
    program: {
      bin: EXECUTABLE,
      leadingArgs: [],
      path: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
      home,
      timeoutMs: 20_000,
    },
    configure,
    calls,
    callsOf: (command) => calls().flatMap(({ argv }) => (argv[0] === command ? [argv] : [])),
    ledger: () => JSON.parse(fs.readFileSync(file('ledger.json'), 'utf8')),
    pids,
    openGate: () => fs.writeFileSync(file('gate-open'), ''),
    remove: () => {
      for (const pid of pids()) killIfAlive(pid)
      fs.rmSync(home, { recursive: true, force: true })
    },
  }
}
