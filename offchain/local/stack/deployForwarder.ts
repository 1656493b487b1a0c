import fs from 'node:fs/promises'
import path from 'node:path'
import { type Abi, type Address, createWalletClient, custom, type Hex, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { KitError } from '../../errors.ts'

type Artifact = { abi: Abi; bytecode: { object: Hex } }

/** Deploys Chainlink's own KeystoneForwarder, compiled from node_modules; on mainnet Chainlink runs it. */
export const deployForwarder = async (client: PublicClient, ownerKey: Hex): Promise<Address> => {
  const file = path.join(projectRoot, 'out', 'KeystoneForwarder.sol', 'KeystoneForwarder.json')
  const artifact: Artifact = JSON.parse(await fs.readFile(file, 'utf8'))
  const wallet = createWalletClient({
    account: privateKeyToAccount(ownerKey),
    chain: client.chain,
    transport: custom(client),
  })
  const hash = await wallet.deployContract({
    abi: artifact.abi,
    bytecode: artifact.bytecode.object,
    chain: client.chain,
  })
  const { contractAddress } = await client.waitForTransactionReceipt({ hash })
  if (!contractAddress) throw new KitError(`the KeystoneForwarder was not deployed by ${hash}`)
  return contractAddress
}
