import { type Address, isAddressEqual, type PublicClient } from 'viem'
import type { PoolAssets } from '../../chain/darkpool/readPoolAssets.ts'
import { readPoolPrice } from '../../chain/darkpool/readPoolPrice.ts'
import type { PoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import { readSlotOwner, type SlotOwnerRecord } from '../../chain/darkpool/readSlotOwner.ts'
import { scanSlotEvents } from '../../chain/darkpool/scanSlotEvents.ts'
import { isCanonical, type NamedBlock } from '../../chain/isCanonical.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import { SLOTS } from '../../protocol/pool/constants.ts'
import { hashLeaves } from '../../protocol/pool/hashLeaves.ts'
import { decryptQuote } from '../../protocol/pool/quote.ts'
import type { SlotKeys } from '../keys/readSlotKeys.ts'
import { followSlot } from './followSlot.ts'
import type { MakerView, OpenedQuote } from './makerView.ts'
import { NO_STORY, type PostedQuote, type SlotStory } from './slotStory.ts'

export type SlotReaderParameters = {
  client: PublicClient
  pool: Address
  /** Block of the pool's deployment. */
  startBlock: bigint
  /** Most blocks asked for in one call. */
  maxLogBlocks: bigint
  account: Address
  terms: Pick<PoolTerms, 'minimumQuote' | 'prices'>
  assets: PoolAssets
  /** The keys that are at hand now. */
  readKeys: () => SlotKeys
}

/** Reads one account's part of a pool from the chain alone; no server is asked. */
export type SlotReader = {
  /** After the newest block. A KitError for logs that are not those of the state, retryable where asking again may help. */
  look(): Promise<MakerView>
}

type Known = NamedBlock & { story: SlotStory; keys: SlotKeys }

const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)

const NO_LEAVES: readonly bigint[] = Array.from({ length: SLOTS }, () => 0n)

/** The leaves are public data of whoever sent them: only their hash is the contract's word. */
const requireStory = (
  { slot, leaves }: SlotStory,
  { slot: owned, state }: SlotOwnerRecord,
  { startBlock, hasAgreed }: { startBlock: bigint; hasAgreed: boolean },
): void => {
  if (hashLeaves(leaves ?? NO_LEAVES) === state.leavesHash && slot === owned?.slot) return
  throw new KitError(
    `the pool's logs since START_BLOCK ${startBlock} do not lead to its state: it has to be the block of the pool's deployment, or one before`,
    // They did so before: then the node has executed the next block already, and not yet shown it.
    { retryable: hasAgreed },
  )
}

const sameKeys = (one: SlotKeys, other: SlotKeys): boolean =>
  one.size === other.size && [...one.keys()].every((commitment) => other.has(commitment))

/** Keeps what it has read, so that a look reads only what is new; a reorganisation makes it read from the beginning. */
export const createSlotReader = ({
  client,
  pool,
  startBlock,
  maxLogBlocks,
  account,
  terms,
  assets,
  readKeys,
}: SlotReaderParameters): SlotReader => {
  let known: Known | undefined
  let quoted: { story: bigint; at: number } | undefined
  let hasAgreed = false

  const readStory = async (head: BlockHeader, keys: SlotKeys): Promise<SlotStory> => {
    if (known && !(sameKeys(known.keys, keys) && (await isCanonical(client, known)))) {
      known = undefined
      quoted = undefined
    }
    if (known?.blockHash === head.hash) return known.story
    if (head.number < startBlock)
      throw new KitError(`START_BLOCK ${startBlock} is above the newest block, ${head.number}: check it, and RPC_URL`)
    let story = known?.story ?? NO_STORY
    const fromBlock = known ? known.blockNumber + 1n : startBlock
    const range = { fromBlock, toBlock: head.number, rangeBlocks: maxLogBlocks, maxRangeBlocks: maxLogBlocks }
    let last = known?.blockHash
    for await (const { events, toBlockHash } of scanSlotEvents(client, { pool, ...range })) {
      story = events.reduce((told, event) => followSlot(told, event, { account, keys }), story)
      last = toBlockHash
    }
    if (last !== head.hash) throw new KitError('the chain was reorganised while it was read', { retryable: true })
    known = { story, keys, blockNumber: head.number, blockHash: head.hash }
    return story
  }

  const readQuotedAt = async ({ quotedBlock }: SlotStory): Promise<number | undefined> => {
    if (quotedBlock === undefined) return undefined
    if (quoted?.story !== quotedBlock) {
      const { timestamp } = await client.getBlock({ blockNumber: quotedBlock })
      quoted = { story: quotedBlock, at: Number(timestamp) }
    }
    return quoted.at
  }

  return {
    async look() {
      const head = await readHead(client)
      const keys = readKeys()
      const decimals = { collateral: assets.collateral.decimals, payment: assets.payment.decimals }
      const [story, owner, price] = await Promise.all([
        readStory(head, keys),
        readSlotOwner(client, { pool, account, block: head }),
        readPoolPrice(client, { prices: terms.prices, decimals, block: head }),
      ])
      requireStory(story, owner, { startBlock, hasAgreed })
      hasAgreed = true
      if (owner.slot && !isAddressEqual(owner.slot.owner, account))
        throw new KitError(`slot ${owner.slot.slot} is not of ${account}`, { retryable: true })
      const open = (posted: PostedQuote | undefined): OpenedQuote | undefined => {
        const key = posted && keys.get(posted.commitment)
        return posted && { quote: key === undefined ? undefined : decryptQuote(key, posted.sealed) }
      }
      const { book, next, taking } = story
      const offered = [book, next?.quote, taking].map((posted) => open(posted)?.quote?.size ?? 0n)
      return {
        ...owner,
        block: head,
        account,
        balance: story.commitment ? story.balance : undefined,
        quote: open(book),
        nextQuote: next && { posted: open(next.quote) },
        atRisk: offered.reduce(larger),
        quotedAt: await readQuotedAt(story),
        quoteCounter: story.quoteCounter,
        waiting: story.waiting,
        price,
        minimumQuote: terms.minimumQuote,
        history: story.entries,
      }
    },
  }
}
