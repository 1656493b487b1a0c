import type { Address, PublicClient } from 'viem'
import { type SlotEvent, scanSlotEvents } from '../../chain/darkpool/scanSlotEvents.ts'
import { creDarkPoolAbi, reserveAttestationAbi } from '../../chain/generated.ts'
import { followSlot } from '../../maker/reading/followSlot.ts'
import { NO_STORY, type SlotStory, type StoryEntry } from '../../maker/reading/slotStory.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import { decryptOrder, encodeOrder } from '../../protocol/pool/order.ts'
import { decryptQuote, encodeQuote } from '../../protocol/pool/quote.ts'
import type { Balance } from '../../protocol/pool/types.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import type { Deployment } from '../stack/deployContracts.ts'
import type { SecretNumber } from './secretPatterns.ts'

/** A slot, and what opens it. */
export type KnownSlot = { name: string; owner: Address; key: bigint }

export type OpenSecretsParameters = {
  deployment: Pick<Deployment, 'darkPool' | 'attestation' | 'startBlock'>
  toBlock: bigint
  /** All of the pool's. */
  slots: readonly KnownSlot[]
  /** The reserve's slot key, under which orders are. */
  orderKey: bigint
}

const MAX_LOG_BLOCKS = 2_000n
const NOTHING: Balance = { collateral: 0n, payment: 0n }

/** What everybody can tell of the balances after an entry, in pool units. */
const addOpenly = (openly: Balance, entry: StoryEntry): Balance => {
  if (entry.kind !== 'deposited' && entry.kind !== 'withdrawn') return openly
  const { asset, amount, kind } = entry
  return { ...openly, [asset]: openly[asset] + (kind === 'deposited' ? amount : -amount) }
}

const secretsOfEntry = (name: string, entry: StoryEntry): SecretNumber[] => {
  if (entry.kind !== 'sold' && entry.kind !== 'bought') return []
  const what = `round ${entry.round}: what ${name} ${entry.kind}`
  return [
    { name: what, value: entry.collateral },
    { name: `${what}, its payment`, value: entry.payment / FINE },
    { name: `${what}, its payment in fine units`, value: entry.payment },
  ]
}

/** A balance that deposits and withdrawals explain is no secret. */
const secretsOfBalance = (name: string, { balance = NOTHING }: SlotStory, openly: Balance): SecretNumber[] => [
  ...(balance.collateral === openly.collateral ? [] : [{ name: `collateral of ${name}`, value: balance.collateral }]),
  ...(balance.payment === openly.payment * FINE
    ? []
    : [
        { name: `payment of ${name}`, value: balance.payment / FINE },
        { name: `payment of ${name}, in fine units`, value: balance.payment },
      ]),
]

/** A premium alone is too small a number to be looked for; it is in what encodes the quote. */
const secretsOfQuote = (name: string, key: bigint, event: SlotEvent & { kind: 'quoted' }): SecretNumber[] => {
  const quote = decryptQuote(key, event.sealed)
  if (!quote) return []
  return [
    { name: `quote size of ${name}`, value: quote.size },
    { name: `quote of ${name}`, value: encodeQuote(quote) },
  ]
}

const openSlot = (events: readonly SlotEvent[], { name, owner, key }: KnownSlot): SecretNumber[] => {
  const known = { account: owner, keys: new Map([[commitSlotKey(key), key]]) }
  const secrets: SecretNumber[] = [{ name: `slot key of ${name}`, value: key }]
  let story = NO_STORY
  let openly = NOTHING
  for (const event of events) {
    const told = story.entries.length
    story = followSlot(story, event, known)
    for (const entry of story.entries.slice(told)) {
      openly = addOpenly(openly, entry)
      secrets.push(...secretsOfEntry(name, entry))
    }
    if (event.kind === 'settled' && story.commitment) secrets.push(...secretsOfBalance(name, story, openly))
    if (event.kind === 'quoted' && event.slot === story.slot) secrets.push(...secretsOfQuote(name, key, event))
  }
  return secrets
}

/** Orders of all reports, of requests, and what remained of them. */
const openOrders = async (
  client: PublicClient,
  { deployment, toBlock, orderKey }: OpenSecretsParameters,
): Promise<SecretNumber[]> => {
  const range = { fromBlock: deployment.startBlock, toBlock, strict: true } as const
  const ofPool = { ...range, address: deployment.darkPool, abi: creDarkPoolAbi } as const
  const [reports, requests, remainders] = await Promise.all([
    client.getContractEvents({
      ...range,
      ...{ address: deployment.attestation, abi: reserveAttestationAbi, eventName: 'ReportRecorded' },
    }),
    client.getContractEvents({ ...ofPool, eventName: 'CollateralRequested' }),
    client.getContractEvents({ ...ofPool, eventName: 'RequestContinued' }),
  ])
  const sealed = [
    ...reports.map(({ args }) => ({ ...args.poolOrder, name: `order of epoch ${args.epoch}` })),
    ...requests.map(({ args }) => ({
      ...{ ciphertext: args.encryptedAmount, nonce: args.nonce },
      name: `order of request ${args.requestId}`,
    })),
    ...remainders.map(({ args }) => ({
      ...{ ciphertext: args.remainder, nonce: args.nonce },
      name: `remainder of request ${args.requestId} after ${args.settledRounds}`,
    })),
  ]
  return sealed.flatMap(({ name, ciphertext, nonce }) => {
    const order = decryptOrder(orderKey, { ciphertext: BigInt(ciphertext), nonce: BigInt(nonce) })
    if (!order) return []
    return [
      { name, value: order.deficit },
      { name: `${name}, encoded`, value: encodeOrder(order) },
    ]
  })
}

/**
 * Opens all that is encrypted on chain, with the keys of everybody in the pool: what the chain shows sealed must stand nowhere
 * in the clear. Zeros are left out, which are everywhere and say nothing.
 */
export const openSecrets = async (
  client: PublicClient,
  parameters: OpenSecretsParameters,
): Promise<readonly SecretNumber[]> => {
  const { deployment, toBlock, slots } = parameters
  const events: SlotEvent[] = []
  const range = {
    fromBlock: deployment.startBlock,
    toBlock,
    rangeBlocks: MAX_LOG_BLOCKS,
    maxRangeBlocks: MAX_LOG_BLOCKS,
  }
  for await (const found of scanSlotEvents(client, { pool: deployment.darkPool, ...range }))
    events.push(...found.events)
  const opened = [...slots.flatMap((slot) => openSlot(events, slot)), ...(await openOrders(client, parameters))]
  const byValue = new Map(opened.toReversed().map((secret) => [secret.value, secret]))
  byValue.delete(0n)
  return [...byValue.values()].toReversed()
}
