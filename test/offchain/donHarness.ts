// What the tests of the simulated DON need around it: an empty anvil, the real forwarder, a receiver and a custodian's API.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http as httpTransport,
  type PublicClient,
} from 'viem'
import { mnemonicToAccount, privateKeyToAddress } from 'viem/accounts'
import { buildGuest, type Guest } from '../../offchain/local/don/buildGuest.ts'
import { configureForwarder } from '../../offchain/local/don/configureForwarder.ts'
import { simulatedNodeKeys } from '../../offchain/local/don/nodeKeys.ts'
import {
  type SimulatedDon,
  type SimulatedDonParameters,
  startSimulatedDon,
} from '../../offchain/local/don/simulatedDon.ts'

const projectFile = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url))

export const owner = mnemonicToAccount('test test test test test test test test test test test junk')
export const ownerKey: Hex = `0x${Buffer.from(owner.getHdKey().privateKey ?? []).toString('hex')}`

// 'anvil-devnet' in chain-selectors
export const CHAIN_SELECTOR = 7_759_470_850_252_068_959n

export const API_KEY = 'k-7f3b9a51c2de'
export const FIGURES = { reserve: '104857600123', liabilities: '104857599987' }

export const buildTestGuest = (): Promise<Guest> =>
  buildGuest({ entry: projectFile('test/offchain/workflows/attest.mjs'), cacheDir: projectFile('.local/guest') })

export type Anvil = { readonly rpcUrl: string; readonly client: PublicClient; stop(): Promise<void> }

const portOf = async (anvil: ChildProcess): Promise<string> => {
  if (!anvil.stdout) throw new Error('anvil has no output')
  for await (const line of createInterface({ input: anvil.stdout })) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port) return port
  }
  throw new Error('anvil ended before it listened')
}

export const startAnvil = async (chainId = 31337): Promise<Anvil> => {
  const { foundryBinary } = (await import(new URL('../../script/toolchain/foundry.mjs', import.meta.url).href)) as {
    foundryBinary: (tool: string) => string
  }
  const anvil = spawn(foundryBinary('anvil'), ['--port', '0', '--chain-id', String(chainId)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const rpcUrl = `http://127.0.0.1:${await portOf(anvil)}`
  anvil.stdout?.resume()
  const stop = async () => {
    const exited = once(anvil, 'exit')
    anvil.kill()
    await exited
  }
  return { rpcUrl, client: createPublicClient({ transport: httpTransport(rpcUrl) }), stop }
}

export type Artifact = { readonly abi: Abi; readonly bytecode: { readonly object: Hex } }

export const readArtifact = async (name: string): Promise<Artifact> => {
  const file = projectFile(`out/${name}.sol/${name}.json`)
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new Error(`${file} is missing; run: node script/toolchain/foundry.mjs forge build`, { cause })
  }
}

export const deploy = async ({ rpcUrl, client }: Anvil, name: string): Promise<Address> => {
  const { abi, bytecode } = await readArtifact(name)
  const wallet = createWalletClient({ account: owner, transport: httpTransport(rpcUrl) })
  const hash = await wallet.deployContract({ chain: null, abi, bytecode: bytecode.object })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash, pollingInterval: 20 })
  if (!contractAddress) throw new Error(`${name} was not deployed`)
  return contractAddress
}

export type Custodian = {
  readonly url: string
  /** Requests so far for the figures, or for what each node may observe. */
  hits(path: '/' | '/public'): number
  stop(): Promise<void>
}

/** `/` needs the key and answers the figures; `/public` answers what each node may observe. */
export const startCustodian = async (): Promise<Custodian> => {
  const hits = new Map<string, number>()
  const server = http.createServer((request, response) => {
    const path = request.url ?? ''
    const count = (hits.get(path) ?? 0) + 1
    hits.set(path, count)
    if (path === '/public') return void response.end(JSON.stringify({ isSolvent: true, height: 800_000 + count }))
    if (request.headers.authorization !== `Bearer ${API_KEY}`) return void response.writeHead(401).end()
    response.end(JSON.stringify(FIGURES))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: (path) => hits.get(path) ?? 0,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** In the order in which workflows/attest.mjs subscribes them. */
export const HANDLERS = {
  compareInTee: 0,
  compareOnNodes: 1,
  medianOnNodes: 2,
  compareWithConfidentialHttp: 3,
  publishRefused: 4,
  spin: 5,
  allocate: 6,
  askUnsupported: 7,
  leakFigureInReport: 8,
  leakFigureInResult: 9,
  leakFigureInHex: 10,
  leakKeyInLog: 11,
  readLogs: 12,
  readTooOften: 13,
}

export type World = {
  readonly anvil: Anvil
  readonly custodian: Custodian
  readonly forwarder: Address
  readonly receiver: Address
  readonly guest: Guest
  /** A started DON on this chain, its signers accepted by the forwarder. */
  startDon(overrides?: Partial<SimulatedDonParameters>): Promise<SimulatedDon>
  /** The workflow's configuration when its `readLogs` is to read this block. */
  configFor(logBlock: bigint): Uint8Array
  reports(): Promise<bigint>
  stop(): Promise<void>
}

export const startWorld = async (): Promise<World> => {
  const guest = await buildTestGuest()
  const anvil = await startAnvil()
  const custodian = await startCustodian()
  try {
    return await populate(guest, anvil, custodian)
  } catch (error) {
    await custodian.stop()
    await anvil.stop()
    throw error
  }
}

const populate = async (guest: Guest, anvil: Anvil, custodian: Custodian): Promise<World> => {
  const forwarder = await deploy(anvil, 'KeystoneForwarder')
  const receiver = await deploy(anvil, 'RecordingReceiver')
  const { abi } = await readArtifact('RecordingReceiver')
  const config = { url: custodian.url, receiver, chainSelector: String(CHAIN_SELECTOR), gasLimit: '500000' }
  const { rpcUrl } = anvil
  const signers = simulatedNodeKeys(4).map((key) => privateKeyToAddress(key))
  await configureForwarder({ rpcUrl, forwarder, ownerKey, signers })
  return {
    anvil,
    custodian,
    forwarder,
    receiver,
    guest,
    configFor: (logBlock) => Buffer.from(JSON.stringify({ ...config, logBlock: String(logBlock) })),
    startDon: (overrides = {}) =>
      startSimulatedDon({
        guest,
        config: Buffer.from(JSON.stringify(config)),
        secrets: { main: { RESERVE_API_KEY: API_KEY } },
        workflow: { name: 'attest', owner: owner.address },
        chain: { rpcUrl, forwarder, chainSelector: CHAIN_SELECTOR, transmitterKey: ownerKey },
        ...overrides,
      }),
    reports: () => anvil.client.readContract({ address: receiver, abi, functionName: 'reports' }) as Promise<bigint>,
    stop: async () => {
      await custodian.stop()
      await anvil.stop()
    },
  }
}
