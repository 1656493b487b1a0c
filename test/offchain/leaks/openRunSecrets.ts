import fs from 'node:fs/promises'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bytesToHex, type Hex, hexToBytes, parseAbi } from 'viem'
import { reserveAttestationAbi } from '../../../offchain/chain/generated.ts'
import { MAINNET } from '../../../offchain/chain/mainnet.ts'
import { openStorySecrets } from '../../../offchain/local/demo/openStorySecrets.ts'
import { readBooks } from '../../../offchain/local/demo/readBooks.ts'
import type { SecretNumber } from '../../../offchain/local/pool/secretPatterns.ts'
import type { PoolAtWork } from '../../../offchain/local/pool/startPoolAtWork.ts'
import { openingBooks } from '../../../offchain/local/stack/openingBooks.ts'
import type { StackWithPool } from '../../../offchain/local/stack/startStackWithPool.ts'
import { openOrder } from '../../../offchain/protocol/sealedOrder.ts'
import { openVaultStore } from '../../../offchain/vault/node/openVaultStore.ts'

/** A ratio with so many digits is specific. */
const RATIO_SCALE = 10n ** 12n

/** How far a ratio is from one. */
const distance = (held: bigint, owed: bigint): bigint => {
  const ratio = ((held - owed) * RATIO_SCALE) / owed
  return ratio < 0n ? -ratio : ratio
}
/** From satoshi times a price of eight decimals to USDC's base units. */
const TO_PAYMENT = 10n ** 10n

const FEED_ABI = parseAbi(['function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)'])

const readKey = async (file: string): Promise<Hex> => (await fs.readFile(file, 'utf8')).trim() as Hex

/** What the custodian says, and what follows from it. */
const openFigures = async (
  stack: StackWithPool,
  { deficit, delivered }: { deficit: bigint; delivered: bigint },
): Promise<SecretNumber[]> => {
  const { client, settings } = stack
  const { owed, target } = await readBooks(stack)
  const totalLiabilities = owed - BigInt(settings.workflow.mintCeiling)
  const { totalReserve } = openingBooks({ totalReserve: 0n, totalLiabilities }, settings)
  const held = target - deficit
  const [, price] = await client.readContract({
    ...{ address: MAINNET.btcUsdFeed, abi: FEED_ABI, functionName: 'latestRoundData' },
  })
  const inUnits = [
    { name: 'what the custodian held at first', value: totalReserve },
    { name: 'what the custodian holds', value: held },
    { name: 'what custodian and pool hold', value: held + delivered },
    { name: 'what is missing', value: deficit },
    { name: 'what is missing up to all that is owed', value: held > owed ? held - owed : owed - held },
  ]
  return [
    ...inUnits.map((figure) => ({ ...figure, decimals: 8 })),
    { name: 'distance from one of reserve and what is owed', value: distance(held, owed), decimals: 12 },
    { name: 'distance from one of reserve and liabilities', value: distance(held, totalLiabilities), decimals: 12 },
    { name: 'ratio of reserve and what is owed', value: (held * RATIO_SCALE) / owed, decimals: 12 },
    { name: 'ratio of reserve and liabilities', value: (held * RATIO_SCALE) / totalLiabilities, decimals: 12 },
    { name: 'what is missing in dollars', value: (deficit * price) / TO_PAYMENT, decimals: 6 },
  ]
}

/** What blinds the small order of each report, and what it spends, if anything: the agent alone opens it. */
const openSmallOrders = async ({ client, deployment, agentSealingSecret }: StackWithPool): Promise<SecretNumber[]> => {
  const { attestation: receiver, startBlock: fromBlock, chainId } = deployment
  const reports = await client.getContractEvents({
    ...{ address: receiver, abi: reserveAttestationAbi, eventName: 'ReportRecorded', fromBlock, strict: true },
  })
  return reports.flatMap(({ args: { epoch, sealedOrder: sealed } }) => {
    const sealedOrder = [sealed.encapsulatedKey, sealed.ciphertextHead, sealed.ciphertextTail] as const
    const context = { chainId: BigInt(chainId), receiver, epoch }
    const { spend, salt } = openOrder({ agentSecretKey: hexToBytes(agentSealingSecret), context, sealedOrder })
    const blinding = { name: `salt of epoch ${epoch}`, value: BigInt(salt), decimals: 0 }
    return [blinding, ...(spend === 0n ? [] : [{ name: `spend of epoch ${epoch}`, value: spend, decimals: 6 }])]
  })
}

/** The keys in a run's key files, by their path. The makers' slot keys, of another shape, are among the story's secrets. */
const readKeyFiles = async (folder: string): Promise<SecretNumber[]> => {
  const files = (await fs.readdir(folder, { recursive: true })).filter((file) => file.endsWith('.key'))
  const named = files.filter((file) => !file.endsWith('slot.key'))
  return Promise.all(
    named.map(async (file) => ({ name: file, value: BigInt(await readKey(path.join(folder, file))), decimals: 0 })),
  )
}

/** The nodes have to be down: nobody else may read their stores meanwhile. */
const openVaultShares = async (folder: string): Promise<SecretNumber[]> => {
  const nodes = (await fs.readdir(folder)).filter((name) => name.startsWith('node-')).sort()
  return Promise.all(
    nodes.map(async (node) => {
      const own = path.join(folder, node)
      const identityKey = hexToBytes(await readKey(path.join(own, 'identity.key')))
      const storageKey = hexToBytes(await readKey(path.join(own, 'storage.key')))
      const identity = bytesToHex(secp256k1.getPublicKey(identityKey))
      const store = await openVaultStore({ folder: path.join(own, 'store'), identity, storageKey })
      const share = store.active()?.share
      await store.close()
      if (share === undefined) throw new Error(`${node} holds no share`)
      return { name: `share of ${node}`, value: share, decimals: 0 }
    }),
  )
}

/** All secret numbers of a full run that is over, of everybody: whoever may know one may still not show it. Takes the vault down. */
export const openRunSecrets = async (
  stack: StackWithPool,
  pool: PoolAtWork,
  privately: { deficit: bigint; delivered: bigint },
): Promise<readonly SecretNumber[]> => {
  const opened = [
    ...(await openFigures(stack, privately)),
    ...(await openSmallOrders(stack)),
    ...(await openStorySecrets(stack, pool)),
    ...(await readKeyFiles(stack.folder)),
  ]
  await pool.vault.stop()
  return [...opened, ...(await openVaultShares(path.join(stack.folder, 'vault')))]
}
