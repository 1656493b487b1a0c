/** A change of a line or two in the source of matcher or maker that the suite must notice. */
export type PlantedPoolBug = {
  name: string
  /** Each `find` occurs exactly once in its file. */
  edits: readonly { file: string; find: string; replace: string }[]
  /** The rounds that are there to notice it: part of their fault's name. */
  caughtBy: string
}

const MATCHER = 'offchain/enclave/matching/runMatcher.ts'
const DECIDE = 'offchain/enclave/matching/decideRound.ts'

/** Each must turn the suite red (`npm run chaos:pool -- --planted`). */
export const PLANTED_POOL_BUGS: readonly PlantedPoolBug[] = [
  {
    // Two lines, because either mends the other.
    name: 'cursor ignores block hashes',
    edits: [
      {
        file: 'offchain/chain/darkpool/followSettlements.ts',
        find: '(await findCommonBlock(client, named))?.logs',
        replace: '((await findCommonBlock(client, named)) ?? named[0]) && named[0]?.logs',
      },
      { file: MATCHER, find: 'if (error instanceof StaleLogsError) cursor.forget()', replace: '' },
    ],
    caughtBy: 'reorganisation',
  },
  {
    name: 'proof of an earlier state is sent',
    edits: [
      {
        file: 'offchain/enclave/matching/proveOnce.ts',
        find: 'if (last?.statement !== statement) {',
        replace: 'if (last === undefined) {',
      },
    ],
    caughtBy: 'matcher killed',
  },
  {
    name: 'closes what it cannot settle',
    edits: [
      {
        file: DECIDE,
        find: "return obstacleOf(facts) ?? afterOthers(facts, request.dueAt, { action: 'close', reason: 'requestDue' })",
        replace: "return afterOthers(facts, request.dueAt, { action: 'close', reason: 'requestDue' })",
      },
    ],
    caughtBy: 'vault down',
  },
  {
    name: 'leaves an overdue round alone',
    edits: [{ file: DECIDE, find: 'if (now >= overdueSince)', replace: 'if (now < 0)' }],
    caughtBy: 'nobody settles',
  },
  {
    name: 'waits for a lost transaction for ever',
    edits: [
      {
        file: 'offchain/enclave/payer/accountPayer.ts',
        find: 'timeout: receiptTimeoutMs, checkReplacement',
        replace: 'timeout: 2 ** 31 - 1, checkReplacement',
      },
    ],
    caughtBy: 'lost broadcast',
  },
  {
    name: 'nonce does not depend on the quote',
    edits: [
      {
        file: 'offchain/maker/quoting/sealNextQuote.ts',
        find: 'plaintext: encodeQuote(quote) })',
        replace: 'plaintext: encodeQuote({ size: 0n, premiumBps: 0n }) })',
      },
    ],
    caughtBy: 'reorganisation of a quote',
  },
  {
    name: 'forgets the key of a rotation that was killed',
    edits: [
      {
        file: 'offchain/maker/actions/postKey.ts',
        find: "return status === 'unknown' ? key : addSlotKey(keyFile)",
        replace: "return status === 'unknown' && key === 0n ? key : addSlotKey(keyFile)",
      },
    ],
    caughtBy: 'maker killed before it sends: rotate',
  },
]
