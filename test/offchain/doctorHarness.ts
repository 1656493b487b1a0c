import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import {
  createPublicClient,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  type PublicClient,
  parseEther,
  http as rpc,
} from 'viem'
import type { DoctorTarget } from '../../offchain/agent/doctor/doctorContext.ts'
import { recoveryTreasuryAbi, reserveAttestationAbi } from '../../offchain/chain/generated.ts'
import { MAINNET } from '../../offchain/chain/mainnet.ts'
import { impersonate } from '../../offchain/local/chain/impersonate.ts'
import { localClient } from '../../offchain/local/chain/localClient.ts'
import { LOCAL_ACCOUNTS } from '../../offchain/local/stack/accounts.ts'
import { type AgentHarness, startAgentHarness } from './agentHarness.ts'

/** The key that the harness seals orders to. */
export const SEALING_KEY: Hex = `0x${'a6'.repeat(32)}`

/** Stands in every URL, as a provider's key would. */
export const PROVIDER_KEY = 'PROVIDER-KEY-123'

type RpcCall = { id: number; method: string; params: unknown[] }

/** What a faulty endpoint answers instead of the truth; an Error is a refusal, `hang` no answer at all. */
export type Fault = (call: RpcCall, truth: unknown) => unknown | 'hang'

/** As the agent opens its endpoints for the doctor: one try, no waiting. */
export const endpointAt = (url: string): PublicClient =>
  createPublicClient({ transport: rpc(`${url}/?key=${PROVIDER_KEY}`, { retryCount: 0 }) })

export type DoctorHarness = Omit<AgentHarness, 'agent'> & {
  /** A folder that is removed at the end. */
  folder: string
  /** A set-up in which nothing is wrong, with the clock of the chain. */
  healthy: (change?: Partial<DoctorTarget>) => Promise<DoctorTarget>
  /** The URL of an endpoint that stands between the doctor and the chain. */
  startFaulty: (fault: Fault) => Promise<string>
  /** The URL of an endpoint where nothing listens. */
  closedUrl: () => Promise<string>
  pause: (which: 'treasury' | 'attestation') => Promise<void>
  emptyTreasury: () => Promise<void>
  takeGas: () => Promise<void>
}

const listen = async (server: http.Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const startDoctorHarness = async (): Promise<DoctorHarness> => {
  const harness = await startAgentHarness()
  const { chain, deployment, client } = harness
  const local = localClient(chain.rpcUrl)
  const servers: http.Server[] = []
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'doctor-'))

  return {
    ...harness,
    folder,
    async healthy(change = {}) {
      const { timestamp } = await client.getBlock()
      return {
        endpoints: [endpointAt(chain.rpcUrl)],
        quorum: 1,
        expectedChainId: 31337,
        attestation: deployment.attestation,
        treasury: deployment.treasury,
        reserve: deployment.reserve,
        quoter: MAINNET.quoterV2,
        proofOfReserveFeed: MAINNET.proofOfReserveFeed,
        startBlock: deployment.startBlock,
        maxLogBlocks: 500n,
        maxClockSkewSeconds: 30,
        minGasBalance: parseEther('0.05'),
        openSigner: async () => ({ kind: 'localKey', address: LOCAL_ACCOUNTS.agent.address }),
        sealingKey: SEALING_KEY,
        probeJournal: async () => 'free',
        channels: [{ name: 'slack', probe: async () => undefined }],
        collateral: undefined,
        now: () => Number(timestamp),
        ...change,
      }
    },
    async startFaulty(fault) {
      const server = http.createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', async () => {
          const body = Buffer.concat(chunks).toString()
          const call: RpcCall = body === '' ? { id: 0, method: '', params: [] } : JSON.parse(body)
          const { method, params } = call
          const truth = method === '' ? undefined : await local.request({ method, params } as never)
          const result = fault(call, truth)
          if (result === 'hang') return
          response.setHeader('content-type', 'application/json')
          const answer = result instanceof Error ? { error: { code: -32_005, message: result.message } } : { result }
          response.end(JSON.stringify({ jsonrpc: '2.0', id: call.id, ...answer }))
        })
      })
      servers.push(server)
      return listen(server)
    },
    async closedUrl() {
      const server = http.createServer()
      const url = await listen(server)
      await new Promise((resolve) => server.close(resolve))
      return url
    },
    async pause(which) {
      const abi = which === 'treasury' ? recoveryTreasuryAbi : reserveAttestationAbi
      const data = encodeFunctionData({ abi, functionName: 'pause' })
      await impersonate(local, LOCAL_ACCOUNTS.guardian.address, (send) => send({ to: deployment[which], data }))
    },
    async emptyTreasury() {
      const balance = await client.readContract({
        address: MAINNET.usdc,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [deployment.treasury],
      })
      const args = [LOCAL_ACCOUNTS.owner.address, balance] as const
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args })
      await impersonate(local, deployment.treasury, (send) => send({ to: MAINNET.usdc, data }))
    },
    takeGas: () => local.setBalance({ address: LOCAL_ACCOUNTS.agent.address, value: 0n }),
    async stop() {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      await harness.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
