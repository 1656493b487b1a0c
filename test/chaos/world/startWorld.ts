import path from 'node:path'
import { parseEther } from 'viem'
import { createClient } from '../../../offchain/chain/createClient.ts'
import { fundAccount } from '../../../offchain/local/chain/fundAccount.ts'
import { installFeeds } from '../../../offchain/local/chain/installFeeds.ts'
import { installPool } from '../../../offchain/local/chain/installPool.ts'
import { installTokens } from '../../../offchain/local/chain/installTokens.ts'
import { installUniswap } from '../../../offchain/local/chain/installUniswap.ts'
import { type LocalClient, localClient } from '../../../offchain/local/chain/localClient.ts'
import { startAnvil } from '../../../offchain/local/chain/startAnvil.ts'
import { acceptWorkflow } from '../../../offchain/local/stack/acceptWorkflow.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import { type Deployment, deployContracts } from '../../../offchain/local/stack/deployContracts.ts'
import { deployForwarder } from '../../../offchain/local/stack/deployForwarder.ts'
import { localDeployConfig } from '../../../offchain/local/stack/localSettings.ts'
import type { Log } from '../../../offchain/log.ts'
import type { PostgresServer } from '../../offchain/postgresServer.ts'
import { type RpcProxy, startRpcProxy } from '../proxies/startRpcProxy.ts'
import { startWebhookSink, type WebhookSink } from '../proxies/startWebhookSink.ts'
import { startWireProxy, type WireProxy } from '../proxies/startWireProxy.ts'
import { createMiner, type Miner } from './createMiner.ts'
import { WORKFLOW_ID } from './reportPayload.ts'

/** A chain with the real contracts, a miner that obeys, and three providers in front of it. Serves many rounds. */
export type World = {
  name: string
  rpcUrl: string
  client: LocalClient
  deployment: Deployment
  miner: Miner
  proxies: readonly RpcProxy[]
  sink: WebhookSink
  /** Undefined where PostgreSQL is not installed. */
  postgres: { server: PostgresServer; wire: WireProxy } | undefined
  /** Everything this world and its agents write. */
  folder: string
  stop(): Promise<void>
}

const PROVIDERS = 3
const BLOCK_PACE_MS = 100
/** Blocks below the first round, so that a reorganisation of 64 never reaches the deployment. */
const FOUNDATION_BLOCKS = 70

const deploy = async (rpcUrl: string, folder: string, log: Log): Promise<Deployment> => {
  const client = await createClient({ rpcUrl, pollingIntervalMs: 20 })
  const forwarder = await deployForwarder(client, LOCAL_ACCOUNTS.owner.privateKey)
  const deployment = await deployContracts({
    rpcUrl,
    deployerKey: LOCAL_ACCOUNTS.owner.privateKey,
    config: localDeployConfig(forwarder),
    folder,
    log,
  })
  await acceptWorkflow(client, deployment.attestation, WORKFLOW_ID)
  return deployment
}

export type WorldParameters = {
  name: string
  folder: string
  log: Log
  postgres: PostgresServer | undefined
  /** Milliseconds from one block to the next. */
  paceMs?: number
}

/** Starts a world; `stop` ends every process of it. */
export const startWorld = async ({
  name,
  folder,
  log,
  postgres: server,
  paceMs = BLOCK_PACE_MS,
}: WorldParameters): Promise<World> => {
  const { process: anvil, rpcUrl } = await startAnvil({ port: 0, log })
  const proxies: RpcProxy[] = []
  const stopAll = async () => {
    for (const proxy of proxies) proxy.stop()
    await anvil.stop()
  }
  try {
    const client = localClient(rpcUrl)
    for (const install of [installTokens, installUniswap, installFeeds, installPool]) await install(client)
    const deployment = await deploy(rpcUrl, path.join(folder, 'deploy'), log)
    const chain = { rpcUrl, chainId: 31337, forked: false, anvilPid: anvil.pid, exited: anvil.exited, stop: stopAll }
    await fundAccount({ ...chain, chainId: 31337 }, deployment.treasury, { usdc: 20_000_000_000_000n })
    await client.impersonateAccount({ address: deployment.forwarder })
    for (const address of [deployment.forwarder, LOCAL_ACCOUNTS.agent.address]) {
      await client.setBalance({ address, value: parseEther('1000000') })
    }
    await client.mine({ blocks: FOUNDATION_BLOCKS })
    await client.setAutomine(false)
    for (let index = 0; index < PROVIDERS; index++) proxies.push(await startRpcProxy(rpcUrl))
    const sink = await startWebhookSink()
    const postgres = server && { server, wire: await startWireProxy(Number(new URL(server.url).port)) }
    const miner = createMiner(client, paceMs)
    const stop = async () => {
      await miner.stop()
      sink.stop()
      postgres?.wire.stop()
      await stopAll()
    }
    return { name, rpcUrl, client, deployment, miner, proxies, sink, postgres, folder, stop }
  } catch (error) {
    await stopAll()
    throw error
  }
}
