import { type Address, decodeEventLog, getAbiItem, type Hex, isAddressEqual, toEventSelector } from 'viem'
import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import type { PoolFact, RequestStatus } from '../../protocol/poolEvent.ts'
import type { MinedLog } from '../checkLogs.ts'
import { creDarkPoolAbi, enclaveRegistryAbi, recoveryTreasuryAbi } from '../generated.ts'

const requestSent = getAbiItem({ abi: recoveryTreasuryAbi, name: 'CollateralRequestSent' })
const depositMade = getAbiItem({ abi: recoveryTreasuryAbi, name: 'PoolDepositMade' })
const roundClosed = getAbiItem({ abi: creDarkPoolAbi, name: 'RoundClosed' })
const requestContinued = getAbiItem({ abi: creDarkPoolAbi, name: 'RequestContinued' })
const requestEnded = getAbiItem({ abi: creDarkPoolAbi, name: 'RequestEnded' })
const enclaveRegistered = getAbiItem({ abi: enclaveRegistryAbi, name: 'EnclaveRegistered' })

const SENT = toEventSelector(requestSent)
const DEPOSITED = toEventSelector(depositMade)
const CLOSED = toEventSelector(roundClosed)
const CONTINUED = toEventSelector(requestContinued)
const ENDED = toEventSelector(requestEnded)
const REGISTERED = toEventSelector(enclaveRegistered)

/** First topics of all that {@link decodePoolFact} reads. */
export const POOL_TOPICS: readonly Hex[] = [SENT, DEPOSITED, CLOSED, CONTINUED, ENDED, REGISTERED]

/** Whose logs they are. */
export type PoolContracts = { treasury: Address; pool: Address; enclaveRegistry: Address }

/** Index of `RequestStatus` in src/types/Pool.sol; the first is of no request. */
const STATUS = [undefined, 'pending', 'settled', 'filled', 'partiallyFilled', 'cancelled', 'expired'] as const

export const nameRequestStatus = (index: number): RequestStatus | undefined => STATUS[index]

const ofTreasury = ({ data, topics }: MinedLog): PoolFact | undefined => {
  if (topics[0] === DEPOSITED) return { kind: 'deposited' }
  if (topics[0] !== SENT) return undefined
  const { requestId, epoch } = decodeEventLog({ abi: [requestSent], data, topics }).args
  return { kind: 'sent', requestId: Number(requestId), epoch }
}

const ofPool = ({ data, topics }: MinedLog): PoolFact | undefined => {
  if (topics[0] === CLOSED) {
    const { round } = decodeEventLog({ abi: [roundClosed], data, topics }).args
    return { kind: 'closed', requestId: Number(round.requestId), round: Number(round.number) }
  }
  if (topics[0] === CONTINUED) {
    const { requestId, settledRounds } = decodeEventLog({ abi: [requestContinued], data, topics }).args
    return { kind: 'continued', requestId: Number(requestId), settledRounds: Number(settledRounds) }
  }
  if (topics[0] !== ENDED) return undefined
  const { requestId, status } = decodeEventLog({ abi: [requestEnded], data, topics }).args
  const name = nameRequestStatus(status)
  return name && { kind: 'ended', requestId: Number(requestId), status: name }
}

const ofRegistry = ({ data, topics }: MinedLog): PoolFact | undefined => {
  if (topics[0] !== REGISTERED) return undefined
  const { signer, kind } = decodeEventLog({ abi: [enclaveRegistered], data, topics }).args
  return kind === ENCLAVE_KIND.matcher ? { kind: 'matcherRegistered', signer } : undefined
}

/** What a log says of the pool, of whosever request; undefined for what says nothing that anybody here follows. */
export const decodePoolFact = (
  log: MinedLog,
  { treasury, pool, enclaveRegistry }: PoolContracts,
): PoolFact | undefined => {
  if (isAddressEqual(log.address, treasury)) return ofTreasury(log)
  if (isAddressEqual(log.address, pool)) return ofPool(log)
  return isAddressEqual(log.address, enclaveRegistry) ? ofRegistry(log) : undefined
}
