import { KitError } from '../errors.ts'
import type { JournalBinding } from './journal.ts'
import type { Query, SqlDialect, SqlEngine } from './sqlEngine.ts'

/** Counts changes of the tables below that an older release could not read. */
const SCHEMA_VERSION = 1

/** Amounts are decimal text (they exceed 64 bits), hashes hex, times Unix seconds; lists and orders are JSON. */
const tables = ({ integer, counter, tableSuffix }: SqlDialect): readonly string[] => [
  `create table if not exists binding (
    id ${integer} primary key check (id = 1),
    belongs_to text not null,
    version ${integer} not null,
    probes ${integer} not null
  ) ${tableSuffix}`,
  `create table if not exists checkpoint (
    block_number ${integer} primary key,
    block_hash text not null
  ) ${tableSuffix}`,
  `create table if not exists report (
    epoch ${integer} primary key,
    orders text not null,
    block_number ${integer} not null,
    block_hash text not null
  ) ${tableSuffix}`,
  `create table if not exists pool_event (
    block_number ${integer} not null,
    log_index ${integer} not null,
    block_hash text not null,
    kind text not null,
    request_id ${integer},
    tx_hash text not null,
    at ${integer} not null,
    gas_used text not null,
    gas_price text not null,
    base_fee text not null,
    detail text not null,
    primary key (block_number, log_index)
  ) ${tableSuffix}`,
  'create index if not exists pool_event_request on pool_event (request_id)',
  'create index if not exists pool_event_kind on pool_event (kind, at)',
  `create table if not exists action (
    sequence ${counter},
    kind text not null,
    id ${integer} not null,
    mechanism text not null,
    state text not null,
    amount text not null,
    min_out text not null,
    transactions text not null,
    mined_in text,
    delivered text,
    reason text,
    memo text,
    updated_at ${integer} not null,
    unique (kind, id)
  ) ${tableSuffix}`,
  `create table if not exists incident (
    id ${counter},
    kind text not null,
    severity text not null,
    summary text not null,
    opened_at ${integer} not null,
    closed_at ${integer}
  ) ${tableSuffix}`,
  'create unique index if not exists open_incident on incident (kind) where closed_at is null',
  `create table if not exists notification (
    sequence ${counter},
    incident_id ${integer} not null,
    phase text not null,
    channel text not null,
    attempts ${integer} not null,
    next_attempt_at ${integer} not null,
    unique (incident_id, phase, channel)
  ) ${tableSuffix}`,
]

/** What a journal belongs to, as its binding row says it. */
export const describeBinding = ({ chainId, attestation, treasury }: JournalBinding): string =>
  `chain ${chainId}, attestation ${attestation.toLowerCase()}, treasury ${treasury.toLowerCase()}`

/** Refuses a journal of another reserve or of a newer release. */
export const checkBinding = async (query: Query, engine: SqlEngine, binding: JournalBinding): Promise<void> => {
  const wanted = describeBinding(binding)
  const [found] = await query<{ belongs_to: string; version?: bigint }>('select * from binding')
  if (found?.version === undefined) {
    throw new KitError(`${engine.title} is empty or of an earlier release; start the agent once`)
  }
  if (found.version > SCHEMA_VERSION) {
    throw new KitError(
      `${engine.title} is of version ${found.version}, this release knows ${SCHEMA_VERSION}; upgrade the agent`,
    )
  }
  if (found.belongs_to !== wanted) {
    throw new KitError(`${engine.title} belongs to ${found.belongs_to}, not to ${wanted}; ${engine.elsewhere}`)
  }
}

export type PrepareParameters = {
  engine: SqlEngine
  binding: JournalBinding
  /** Brings what an earlier release left into the tables; runs before and hands back what is to run after. */
  migrate?: (query: Query) => Promise<(() => Promise<void>) | undefined>
}

/** Creates what is missing and writes, or checks, what the journal belongs to: all of it in one transaction. */
export const prepareTables = ({ engine, binding, migrate }: PrepareParameters): Promise<void> =>
  engine.transaction(async (query) => {
    const finishMigration = await migrate?.(query)
    for (const statement of tables(engine.dialect)) await query(statement)
    await query(
      'insert into binding (id, belongs_to, version, probes) values (1, $1, $2, 0) on conflict (id) do nothing',
      [describeBinding(binding), SCHEMA_VERSION],
    )
    await checkBinding(query, engine, binding)
    await finishMigration?.()
  })
