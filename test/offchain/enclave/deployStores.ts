import {
  type Account,
  type Address,
  concat,
  createWalletClient,
  custom,
  encodeAbiParameters,
  getAddress,
  type Hex,
  type PublicClient,
  parseAbiParameters,
  type TransactionReceipt,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { CollateralStores } from '../../../offchain/chain/collateral/collateralCalls.ts'
import { type Libraries, readArtifact } from '../../../offchain/local/chain/readArtifact.ts'
import { TEST_ROOT } from '../../../offchain/local/enclave/testRoot.ts'
import { LOCAL_ACCOUNTS } from '../../../offchain/local/stack/accounts.ts'
import type { TrustedRoot } from '../../../offchain/protocol/tdx/trustedRoot.ts'

/** Under Osaka's limit for one transaction. */
export const GAS = 16_000_000n

type Client = Pick<PublicClient, 'chain' | 'request' | 'waitForTransactionReceipt'>

/** Sends a transaction, which has to succeed. */
export const sendAs = async (
  account: Account,
  client: Client,
  call: { to?: Address; data: Hex },
): Promise<TransactionReceipt> => {
  const wallet = createWalletClient({ account, chain: client.chain, transport: custom(client) })
  const hash = await wallet.sendTransaction({ ...call, gas: GAS, chain: client.chain })
  const receipt = await client.waitForTransactionReceipt({ hash })
  if (receipt.status !== 'success') throw new Error(`a step that has to succeed reverted: ${hash}`)
  return receipt
}

export const sendAsOwner = (client: Client, call: { to?: Address; data: Hex }): Promise<TransactionReceipt> =>
  sendAs(privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey), client, call)

/** Deploys a contract that somebody has compiled already. */
export const deployContract = async (
  client: Client,
  contract: string,
  constructorArguments: Hex = '0x',
  libraries: Libraries = {},
): Promise<Address> => {
  const { bytecode } = await readArtifact(`out/${contract}.sol/${contract}.json`, libraries)
  const { contractAddress } = await sendAsOwner(client, { data: concat([bytecode, constructorArguments]) })
  if (!contractAddress) throw new Error(`${contract} was not deployed`)
  return getAddress(contractAddress)
}

/** Deploys a TCB store without collateral. */
export const deployTcbStore = (client: Client, crlStore: Address): Promise<Address> =>
  deployContract(client, 'TcbStore', encodeAbiParameters(parseAbiParameters('address'), [crlStore]))

const SIMULATED_ROOT: TrustedRoot = { key: TEST_ROOT.publicKey, name: TEST_ROOT.name }

/** Deploys both stores, without collateral; they trust the test root unless told otherwise. */
export const deployStores = async (
  client: Client,
  { key: { x, y }, name }: TrustedRoot = SIMULATED_ROOT,
): Promise<CollateralStores> => {
  const root = encodeAbiParameters(parseAbiParameters('bytes32, bytes32, bytes32'), [x, y, name])
  const crlStore = await deployContract(client, 'CrlStore', root)
  return { crlStore, tcbStore: await deployTcbStore(client, crlStore) }
}
