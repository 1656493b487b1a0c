import path from 'node:path'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import type { Log } from '../../../offchain/log.ts'
import { type SupervisedAgent, superviseAgent, type UnderProgram } from '../agent/superviseAgent.ts'
import type { WireProxy } from '../proxies/startWireProxy.ts'
import { createDon, type Don } from '../world/createDon.ts'
import { readHeals } from '../world/readHeals.ts'
import { SEALING_SECRET } from '../world/reportPayload.ts'
import type { World } from '../world/startWorld.ts'
import { createDice, type Dice } from './dice.ts'
import { inspectAfterDeath } from './inspectAfterDeath.ts'
import { RoundSkipped } from './roundSkipped.ts'

export type StartAgentOptions = {
  /** Which of the world's providers it is given; the first by default. */
  providers?: readonly number[]
  /** What it runs under, such as strace. */
  under?: UnderProgram
  env?: Record<string, string>
  /** Journal file or PostgreSQL URL; a file of its own by default. */
  location?: string
  /** Where the suite reads that journal when its agent has died; undefined where it cannot. */
  readAt?: string | undefined
  /** For a replica that has to wait for its turn. */
  isStandby?: boolean
}

export type SceneAgent = SupervisedAgent & { location: string }

/** What a round plays on. */
export type Scene = {
  world: World
  don: Don
  dice: Dice
  log: Log
  fromBlock: bigint
  agents: readonly SceneAgent[]
  /** What was wrong with the journals of agents that had just died. */
  deathFindings: readonly string[]
  /** Starts an agent with a journal of its own and waits until it has nothing to do. */
  startAgent(options?: StartAgentOptions): Promise<SceneAgent>
  /** Waits until no agent has asked for anything but the head for a while; no block is mined meanwhile. */
  quiet(): Promise<void>
  isQuiet(): Promise<boolean>
  /** An empty database, as the agent reaches it through the wire proxy and as the suite reaches it. */
  createDatabase(): Promise<{ location: string; readAt: string }>
  /** The way to PostgreSQL. */
  wire(): WireProxy
  /** Does this when the round is over. */
  onEnd(cleanup: () => Promise<void>): void
  /** Whether every shortfall is healed on the canonical chain within `timeoutMs`. */
  allHealed(timeoutMs: number): Promise<boolean>
  /** Every fault off: providers honest, blocks coming, fees as they are. */
  clearFaults(): Promise<void>
  until(condition: () => Promise<boolean> | boolean, timeoutMs?: number): Promise<boolean>
  /** Resolves with the event; rejects when it takes too long. */
  await(event: Promise<void> | undefined): Promise<void>
  /** From report to heal, milliseconds, as far as somebody watched. */
  healTimes(): number[]
  stopAgents(): Promise<void>
  end(): Promise<void>
}

const QUIET_MS = 350
const QUIET_TIMEOUT_MS = 30_000
const POLL_MS = 25

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export type SceneParameters = {
  world: World
  bundle: string
  seed: number
  label: string
  mayReorganise: boolean
  log: Log
}

/** Sets the scene for one round. */
export const createScene = async ({
  world,
  bundle,
  seed,
  label,
  mayReorganise,
  log,
}: SceneParameters): Promise<Scene> => {
  const { client, deployment, miner, proxies, sink } = world
  const don = createDon(world)
  const agents: SceneAgent[] = []
  const used = new Set<number>()
  const deathFindings: string[] = []
  const cleanups: (() => Promise<void>)[] = []
  const healedAt = new Map<number, number>()
  for (const proxy of proxies) await proxy.mark()
  const fromBlock = (await client.getBlockNumber({ cacheTime: 0 })) + 1n

  /** Replicas that share a journal share their incidents: the number of the journal is where its alerts go. */
  const journalNumber = (location: string): number => {
    const locations = [...new Set(agents.map((agent) => agent.location))]
    return locations.includes(location) ? locations.indexOf(location) : locations.length
  }

  const environment = (providers: readonly number[], location: string): Record<string, string> => ({
    RPC_URL: providers.map((index) => proxies[index]?.url).join(','),
    CONTRACT_ADDRESS: deployment.attestation,
    TREASURY_ADDRESS: deployment.treasury,
    AGENT_PRIVATE_KEY: LOCAL_ACCOUNTS.agent.privateKey,
    AGENT_SEALING_KEY: SEALING_SECRET,
    AWAL_DRY_RUN: 'false',
    CONFIRMATIONS: '2',
    POLL_INTERVAL: '50',
    RECONCILE_INTERVAL: '1000',
    START_BLOCK: `${fromBlock}`,
    HEAL_COOLDOWN_SECONDS: '0',
    REPLACE_AFTER_SECONDS: '2',
    OPERATIONS_PORT: 'off',
    ALERT_WEBHOOK_URL: `${sink.url}/${journalNumber(location)}`,
    ALERT_WEBHOOK_SECRET: sink.secret,
    ...(location.startsWith('postgres://') ? { DATABASE_URL: location } : { AGENT_STORE: location }),
  })

  const isQuiet = async (): Promise<boolean> => {
    const seen = await Promise.all([...used].map((index) => proxies[index]?.observe()))
    return seen.some((one) => one && one.idleMs < QUIET_MS) && seen.every((one) => one && one.workIdleMs > QUIET_MS)
  }

  /** Whether `condition` came true in time. */
  const until = async (condition: () => Promise<boolean> | boolean, timeoutMs = QUIET_TIMEOUT_MS): Promise<boolean> => {
    for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await pause(POLL_MS)) {
      if (await condition()) return true
    }
    return false
  }

  const quiet = async () => {
    const wasPaused = miner.isPaused()
    await miner.pause()
    // Long enough for the agent to look at the last block.
    await pause(QUIET_MS)
    await until(isQuiet)
    if (!wasPaused) miner.resume()
  }

  const healsSoFar = () => readHeals(client, deployment.treasury, fromBlock)

  const wire = (): WireProxy => {
    if (!world.postgres) throw new RoundSkipped('PostgreSQL is not installed: apt-get install postgresql')
    return world.postgres.wire
  }

  const clearFaults = async () => {
    for (const proxy of proxies) {
      await proxy.setFault(undefined)
      await proxy.release(false)
    }
    await sink.setMood('listening')
    miner.setBaseFee(undefined)
    miner.resume()
  }

  return {
    world,
    don,
    dice: createDice(seed),
    log,
    fromBlock,
    agents,
    async startAgent(options = {}) {
      const file = path.join(world.folder, 'journals', `${label}-${agents.length}`, 'journal.db')
      const { providers = [0], under, env = {}, location = file, isStandby = false } = options
      const readAt = 'readAt' in options ? options.readAt : location
      const given = providers.flatMap((index) => proxies[index] ?? [])
      for (const index of providers) used.add(index)
      for (const proxy of given) await proxy.mark()
      const supervised = await superviseAgent({
        bundle,
        env: { ...environment(providers, location), ...env },
        log,
        under,
        onDeath: async () => {
          // Replicas know of each other's transactions only what they share.
          if (agents.length > 1 || mayReorganise || !readAt) return
          deathFindings.push(...(await inspectAfterDeath({ world, don, location: readAt })))
        },
      })
      const agent = { ...supervised, location }
      agents.push(agent)
      const hasAsked = async () => {
        const seen = await Promise.all(given.map((proxy) => proxy.observe()))
        return seen.some(({ steps }) => steps.length > 0)
      }
      if (!(await until(hasAsked))) throw new Error(`the agent asks nothing: ${agent.lastLines().at(-1)}`)
      if (!isStandby) await quiet()
      return agent
    },
    deathFindings,
    quiet,
    isQuiet,
    wire,
    async createDatabase() {
      const { port } = wire()
      const readAt = (await world.postgres?.server.createDatabase()) ?? ''
      const location = new URL(readAt)
      location.port = String(port)
      return { location: location.href, readAt }
    },
    onEnd: (cleanup) => void cleanups.push(cleanup),
    until,
    async await(event = Promise.resolve()) {
      let hasHappened = false
      void event.then(() => {
        hasHappened = true
      })
      if (!(await until(() => hasHappened))) throw new Error('the agent never came to where it is held')
    },
    allHealed: (timeoutMs) =>
      until(async () => {
        const healed = new Set((await healsSoFar()).map(({ epoch }) => don.deficitOf(epoch)))
        for (const deficit of don.deficits()) {
          if (healed.has(deficit) && !healedAt.has(deficit)) healedAt.set(deficit, Date.now())
        }
        return don.deficits().every((deficit) => healed.has(deficit))
      }, timeoutMs),
    healTimes: () => [...healedAt].flatMap(([deficit, at]) => at - (don.orderedAt(deficit) ?? at)),
    clearFaults,
    async end() {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
    },
    async stopAgents() {
      await Promise.all(agents.map((agent) => agent.stop()))
    },
  }
}
