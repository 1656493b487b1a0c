import type { Address, PublicClient } from 'viem'
import { readCollateralState } from '../../chain/collateral/readCollateralState.ts'
import { findCollateralSubjects } from '../../chain/enclave/findCollateralSubjects.ts'
import { findEnclaves } from '../../chain/enclave/findEnclaves.ts'
import { type EnclaveState, readEnclave } from '../../chain/enclave/readEnclave.ts'
import { type EnclaveTerms, readEnclaveTerms } from '../../chain/enclave/readEnclaveTerms.ts'
import { type PinnedRoot, readPinnedRoot, TEST_ROOT_NAME } from '../../chain/enclave/readPinnedRoot.ts'
import { isForeignContract } from '../../chain/isForeignContract.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { assessFreshness, type Freshness, nameSubject } from '../../protocol/collateralPolicy.ts'

/** One key, as the registry shows it. */
export type EnclaveStatus = Omit<EnclaveState, 'block'> & EnclaveTerms

/** One document of Intel's collateral. Times are Unix seconds. */
export type CollateralStatus = { name: string; issuedAt: number; nextUpdate: number; freshness: Freshness }

export type RegistryStatus = {
  chain: { id: number; head: bigint; headAt: number }
  registry: Address
  root: PinnedRoot
  /** Without those that expired, unless they were asked for. */
  enclaves: readonly EnclaveStatus[]
  /** How many more keys were once registered, and expired. */
  expired: number
  collateral: readonly CollateralStatus[]
  /** What is wrong, for people; empty when nothing is. */
  problems: readonly string[]
}

export type ReadStatusParameters = {
  registry: Address
  /** Only this key; otherwise all that were ever registered. */
  signer: Address | undefined
  /** Those that expired too. */
  all: boolean
  startBlock: bigint
  maxLogBlocks: bigint
}

const readRoot = async (client: PublicClient, registry: Address, block: BlockHeader): Promise<PinnedRoot> => {
  try {
    return await readPinnedRoot(client, { registry, block })
  } catch (error) {
    if (!isForeignContract(error)) throw error
    const message = `ENCLAVE_REGISTRY_ADDRESS ${registry} is no EnclaveRegistry of ours on chain ${client.chain?.id}`
    throw new KitError(`${message}; check the address and RPC_URL`, { cause: error })
  }
}

/** Anyone may register keys and let them expire: they are not all asked for at once. */
const KEYS_AT_ONCE = 16

const inTurns = async <Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += KEYS_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + KEYS_AT_ONCE).map(read))))
  }
  return results
}

/**
 * Which documents want a refresh. The stores take what Intel signed from anyone, so of families and authorities that are
 * none of ours too, and no registration names those it stands on. One of a kind that is fresh is therefore enough;
 * `collateral status` judges the families that it is told.
 */
export const findStale = (collateral: readonly CollateralStatus[]): readonly CollateralStatus[] => {
  const kindOf = ({ name }: CollateralStatus) => name.split(' ')[0]
  const fresh = new Set(collateral.filter(({ freshness }) => freshness === 'fresh').map(kindOf))
  return collateral.filter((document) => !fresh.has(kindOf(document)))
}

const describeProblems = (status: Omit<RegistryStatus, 'problems'>, signer: Address | undefined): readonly string[] => {
  const { chain, root, enclaves, collateral } = status
  const problems = findStale(collateral).map(
    ({ name, freshness }) => `collateral ${name} is ${freshness}; run: enclave collateral refresh`,
  )
  if (root.name === TEST_ROOT_NAME && chain.id !== LOCAL_CHAIN_ID) {
    problems.unshift(`the registry trusts the ${TEST_ROOT_NAME} on chain ${chain.id}: nothing it says means anything`)
  }
  const [only] = enclaves
  if (signer && !only?.isActive) {
    const reason = only?.revoked ? 'was revoked' : only?.registeredAt ? 'is not active' : 'was never registered'
    problems.push(`the key ${signer} ${reason}`)
  }
  if (!signer && !enclaves.some(({ isActive }) => isActive)) problems.push('no enclave is active')
  return problems
}

/** What the registry says of its keys, what they stand on, and how long the collateral lasts; all of one block. */
export const readStatus = async (
  client: PublicClient,
  { registry, signer, all, startBlock, maxLogBlocks }: ReadStatusParameters,
): Promise<RegistryStatus> => {
  const block = await readHead(client)
  const root = await readRoot(client, registry, block)
  const { crlStore, tcbStore } = root
  const range = {
    fromBlock: startBlock,
    toBlock: block.number,
    rangeBlocks: maxLogBlocks,
    maxRangeBlocks: maxLogBlocks,
  }
  const signers = signer ? [signer] : await findEnclaves(client, { registry, ...range })
  const states = await inTurns(signers, (one) => readEnclave(client, { registry, signer: one, block }))
  const shown = states.filter(({ expiresAt }) => signer || all || expiresAt > block.timestamp)
  const enclaves = await inTurns(shown, async ({ block: _block, ...state }): Promise<EnclaveStatus> => {
    const { policyId, platform } = state
    return { ...state, ...(await readEnclaveTerms(client, { registry, policyId, platform, block })) }
  })
  const subjects = await findCollateralSubjects(client, { crlStore, tcbStore, ...range })
  const documents = await readCollateralState(client, { stores: { crlStore, tcbStore }, ...subjects, block })
  const collateral = documents.map(({ subject, version }) => ({
    name: nameSubject(subject),
    issuedAt: version?.issuedAt ?? 0,
    nextUpdate: version?.nextUpdate ?? 0,
    freshness: assessFreshness(version, block.timestamp),
  }))
  const chain = { id: client.chain?.id ?? 0, head: block.number, headAt: block.timestamp }
  const status = { chain, registry, root, enclaves, expired: states.length - shown.length, collateral }
  return { ...status, problems: describeProblems(status, signer) }
}
