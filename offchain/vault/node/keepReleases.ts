import { type Hex, hexToBytes } from 'viem'
import { KitError } from '../../errors.ts'
import { createQueue } from '../../store/createQueue.ts'
import type { SqlEngine } from '../../store/sqlEngine.ts'
import type { StorageCipher } from './createStorageCipher.ts'
import type { ReleaseRecord, VaultStore } from './vaultStore.ts'

/** How many records there are, and the link of the last. */
type Head = { count: number; link: Hex }

export const FIRST_LINK: Hex = `0x${'00'.repeat(32)}`

/** Records are read in pieces when they are checked: there may be millions. */
const PAGE = 1_000

type ReleaseRow = { number: bigint; record: string; link: Hex }
type StoredRecord = Omit<ReleaseRecord, 'block'> & { block: { number: string; hash: Hex; timestamp: number } }

const toText = ({ label, ciphertextId, signer, encryptionKey, at, epoch, block }: ReleaseRecord): string => {
  const stored: StoredRecord = {
    label,
    ciphertextId,
    signer,
    encryptionKey,
    at,
    epoch,
    block: { ...block, number: block.number.toString() },
  }
  return JSON.stringify(stored)
}

const toRecord = (text: string): ReleaseRecord => {
  const { block, ...stored } = JSON.parse(text) as StoredRecord
  return { ...stored, block: { ...block, number: BigInt(block.number) } }
}

/** Covers all records before it too, and so its own place among them. */
const linkOf = (cipher: StorageCipher, { previous, record }: { previous: Head; record: string }): Hex =>
  cipher.authenticate('release', [hexToBytes(previous.link), record])

/** Apart from the links: whoever cuts off the last records cannot make the head that fits the rest. */
export const authenticateHead = (cipher: StorageCipher, { link }: Pick<Head, 'link'>): Hex =>
  cipher.authenticate('releases', [hexToBytes(link)])

/** Follows the chain from its beginning; throws at the first record that does not fit. */
const checkChain = async (engine: SqlEngine, cipher: StorageCipher): Promise<Head> => {
  const refuse = (number: number) =>
    new KitError(
      `release ${number} of ${engine.title} was changed or removed; keep the folder as evidence, and give the node another`,
    )
  const [kept] = await engine.query<{ releases_head: Hex }>('select * from vault')
  let head: Head = { count: 0, link: FIRST_LINK }
  let rows: ReleaseRow[]
  do {
    // The first time from below zero: what stands before the first record does not belong there.
    const after = head.count || Number.MIN_SAFE_INTEGER
    rows = await engine.query('select * from release where number > $1 order by number limit $2', [after, PAGE])
    for (const { number, record, link } of rows) {
      const isNext = Number(number) === head.count + 1 && linkOf(cipher, { previous: head, record }) === link
      if (!isNext) throw refuse(head.count + 1)
      head = { count: Number(number), link }
    }
  } while (rows.length === PAGE)
  if (kept?.releases_head !== authenticateHead(cipher, head)) throw refuse(head.count + 1)
  return head
}

/** The part of the store that says who was given what: only ever longer, each record bound to those before it. */
export const keepReleases = async (
  engine: SqlEngine,
  cipher: StorageCipher,
): Promise<Pick<VaultStore, 'recordRelease' | 'releases'>> => {
  let head = await checkChain(engine, cipher)
  const enqueue = createQueue()
  const append = async (record: string): Promise<void> => {
    const next = { count: head.count + 1, link: linkOf(cipher, { previous: head, record }) }
    await engine.transaction(async (query) => {
      await query('insert into release (number, record, link) values ($1, $2, $3)', [next.count, record, next.link])
      await query('update vault set releases_head = $1', [authenticateHead(cipher, next)])
    })
    // Not before: when the disk refuses a record, the next one follows the last that is there.
    head = next
  }
  return {
    recordRelease: (release) => enqueue(() => append(toText(release))),
    async releases(limit) {
      const rows = await engine.query<ReleaseRow>('select * from release order by number desc limit $1', [limit])
      return rows.map(({ record }) => toRecord(record))
    },
  }
}
