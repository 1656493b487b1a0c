import { type Address, concat, type Hex, numberToHex, size, slice, toEventSelector, zeroHash } from 'viem'
import { type PlayedRole, rolesOf } from '../features/rolesOf.ts'
import type { PlayedRun, Truth } from '../runs/playRun.ts'
import type { PublicLog, PublicRun, PublicTransaction } from '../runs/publicRun.ts'

/** A mistake that would tell, and what it would have made of a run that has something to hide. */
export type PlantedTell = {
  name: string
  /** Which runs with a real order it gives away. */
  appliesTo: (truth: Truth) => boolean
  /** Which runs, real and empty ones, it is judged among; all of them unless said. */
  among?: (truth: Truth) => boolean
  /** What the public would have seen of such a run; runs with an empty order are left as they are. */
  plant: (run: PlayedRun, pool: Address) => PublicRun
}

const CONTINUED = toEventSelector('RequestContinued(uint256,uint256,bytes32,bytes32)')
const ENDED = toEventSelector('RequestEnded(uint256,uint8)')
/** `FILLED` and `PARTIALLY_FILLED` of ICREDarkPool's RequestStatus. */
const STATUS = { filled: 3, partial: 4 } as const
/** Of `confidentialFill`'s calldata, where `Settlement.remainder` is: after the selector, six words of heads and three numbers. */
const REMAINDER_AT = 4 + 32 * 9
/** Of `requestCollateral`'s calldata, where the nonce's tag is: after the selector, the ciphertext and the counter. */
const TAG_AT = 4 + 32 + 16
const HALF_A_TAG: Hex = `0x${'00'.repeat(8)}`
/** As if real orders took a circuit of their own. */
const SLOWER = 3

const replaceBytes = (data: Hex, at: number, by: Hex): Hex => {
  const end = at + size(by)
  return concat([slice(data, 0, at), by, ...(end < size(data) ? [slice(data, end)] : [])])
}

const changeRoles = (run: PublicRun, pool: Address, change: (role: PlayedRole) => PublicTransaction): PublicRun => ({
  ...run,
  transactions: rolesOf(run, pool).map(change),
})

const changeLogs = (transaction: PublicTransaction, change: (log: PublicLog) => PublicLog): PublicTransaction => ({
  ...transaction,
  logs: transaction.logs.map(change),
})

const dropAfter = ({ transactions, settledAfterMs }: PublicRun, pool: Address, settlement: string): PublicRun => {
  const roles = rolesOf({ transactions, settledAfterMs }, pool)
  const last = roles.findIndex(({ name }) => name === settlement)
  const next = roles.findLastIndex(({ kind }) => kind === 'request')
  return { transactions: transactions.filter((_, index) => index <= last || index >= next), settledAfterMs }
}

/** The mistakes that a settlement, a requester or a matcher could make; each has to be found. */
export const PLANTED_TELLS: readonly PlantedTell[] = [
  {
    // Really sent: the next request of the run has another cap on chain.
    name: 'the cap is raised after a failed round',
    appliesTo: ({ remainder }) => remainder > 0n,
    plant: ({ withRaisedCap }) => withRaisedCap,
  },
  {
    name: 'the status is disclosed',
    appliesTo: () => true,
    plant: ({ path, truth }, pool) => {
      const status = truth.remainder === 0n ? STATUS.filled : STATUS.partial
      return changeRoles(path, pool, ({ transaction }) =>
        changeLogs(transaction, (log) =>
          log.topics[0] === ENDED ? { ...log, data: numberToHex(status, { size: 32 }) } : log,
        ),
      )
    },
  },
  {
    name: 'rounds stop once the order is filled',
    appliesTo: ({ remainder }) => remainder === 0n,
    plant: ({ path }, pool) => dropAfter(path, pool, 'settle 2'),
  },
  {
    name: 'no remainder is written where nothing remains',
    appliesTo: ({ remainder }) => remainder === 0n,
    plant: ({ path }, pool) =>
      changeRoles(path, pool, ({ kind, transaction }) =>
        kind === 'settle'
          ? changeLogs({ ...transaction, data: replaceBytes(transaction.data, REMAINDER_AT, zeroHash) }, (log) =>
              log.topics[0] === CONTINUED ? { ...log, data: replaceBytes(log.data, 32, zeroHash) } : log,
            )
          : transaction,
      ),
  },
  {
    name: 'proofs of real orders take longer',
    appliesTo: () => true,
    // Pretended and real proofs take times of their own.
    among: ({ isProven }) => !isProven,
    plant: ({ path }) => ({ ...path, settledAfterMs: path.settledAfterMs.map((ms) => ms * SLOWER) }),
  },
  {
    name: 'nonces of real orders are not uniform',
    appliesTo: () => true,
    plant: ({ path }, pool) =>
      changeRoles(path, pool, ({ name, transaction }) =>
        name === 'request 1'
          ? { ...transaction, data: replaceBytes(transaction.data, TAG_AT, HALF_A_TAG) }
          : transaction,
      ),
  },
]
