import fs from 'node:fs/promises'
import path from 'node:path'
import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { foundryBinary, foundryEnv, projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { spawnLeashed } from '../process/spawnLeashed.ts'

const deploymentSchema = z.object({
  chainId: z.number(),
  startBlock: z.number(),
  forwarder: z.string(),
  reserve: z.string(),
  reserveAttestation: z.string(),
  recoveryTreasury: z.string(),
  crlStore: z.string(),
  tcbStore: z.string(),
  quoteVerifier: z.string(),
  enclaveRegistry: z.string(),
  matcherVerifier: z.string(),
  darkPool: z.string(),
  poolPrices: z.string(),
  slotCipher: z.string(),
  proofVerifier: z.string(),
})

export type Deployment = {
  chainId: number
  startBlock: bigint
  forwarder: Address
  reserve: Address
  attestation: Address
  treasury: Address
  crlStore: Address
  tcbStore: Address
  quoteVerifier: Address
  enclaveRegistry: Address
  /** Accepts what an enclave registered as a matcher has signed. */
  matcherVerifier: Address
  darkPool: Address
  poolPrices: Address
  slotCipher: Address
  proofVerifier: Address
}

export type DeployContractsParameters = {
  rpcUrl: string
  deployerKey: Hex
  /** What script/Deploy.s.sol reads from DEPLOY_CONFIG. */
  config: object
  /** Where configuration and result are written; below .local, where forge may read and write. */
  folder: string
  log: Log
}

/** Deploys with the same `forge script` that production uses, and reads back what it wrote. */
export const deployContracts = async (parameters: DeployContractsParameters): Promise<Deployment> => {
  const { rpcUrl, deployerKey, config, folder, log } = parameters
  await fs.mkdir(folder, { recursive: true })
  const configFile = path.join(folder, 'deploy.json')
  const resultFile = path.join(folder, 'deployment.json')
  await fs.writeFile(configFile, JSON.stringify(config, null, 2))
  await fs.rm(resultFile, { force: true })

  const output: string[] = []
  const forge = await spawnLeashed(
    foundryBinary('forge'),
    ['script', 'script/Deploy.s.sol', '--rpc-url', rpcUrl, '--broadcast', '--private-key', deployerKey],
    {
      cwd: projectRoot,
      env: {
        ...foundryEnv(),
        DEPLOY_CONFIG: configFile,
        DEPLOYMENT_FILE: resultFile,
        FOUNDRY_BROADCAST: path.join(folder, 'broadcast'),
      },
      log,
      onLine: (line) => output.push(line),
    },
  )
  const code = await forge.exited
  if (code !== 0) throw new KitError(`forge script script/Deploy.s.sol failed:\n${output.slice(-20).join('\n')}`)

  const written = deploymentSchema.parse(JSON.parse(await fs.readFile(resultFile, 'utf8')))
  return {
    chainId: written.chainId,
    startBlock: BigInt(written.startBlock),
    forwarder: written.forwarder as Address,
    reserve: written.reserve as Address,
    attestation: written.reserveAttestation as Address,
    treasury: written.recoveryTreasury as Address,
    crlStore: written.crlStore as Address,
    tcbStore: written.tcbStore as Address,
    quoteVerifier: written.quoteVerifier as Address,
    enclaveRegistry: written.enclaveRegistry as Address,
    matcherVerifier: written.matcherVerifier as Address,
    darkPool: written.darkPool as Address,
    poolPrices: written.poolPrices as Address,
    slotCipher: written.slotCipher as Address,
    proofVerifier: written.proofVerifier as Address,
  }
}
