import { type Address, formatLog, type Hex, type Log, type RpcLog } from 'viem'
import { KitError } from '../errors.ts'

/** Which logs: of these contracts, with one of these first topics. */
export type LogFilter = { addresses: readonly Address[]; topics: readonly Hex[] }

export type CheckLogsParameters = LogFilter & { logs: readonly RpcLog[]; fromBlock: bigint; toBlock: bigint }

/** A log of a mined block. */
export type MinedLog = Log<bigint, number, false>

const refuse = (what: string): never => {
  throw new KitError(`a provider answered eth_getLogs with ${what}`, { retryable: true })
}

const includes = (list: readonly string[], value: string | undefined): boolean =>
  list.length === 0 || list.some((item) => item.toLowerCase() === value?.toLowerCase())

/** Logs of an answer, refused as a whole unless each is one that was asked for and all are in the order of the chain. */
export const checkLogs = ({ logs, addresses, topics, fromBlock, toBlock }: CheckLogsParameters): MinedLog[] => {
  let previous: MinedLog | undefined
  return logs.map((raw) => {
    const log = formatLog(raw) as MinedLog
    if (log.removed) refuse('a removed log')
    if (log.blockNumber === null || log.blockHash === null || log.logIndex === null) refuse('a log that is not mined')
    if (log.blockNumber < fromBlock || log.blockNumber > toBlock) refuse(`a log outside ${fromBlock} to ${toBlock}`)
    if (!includes(addresses, log.address)) refuse('a log of another contract')
    if (!includes(topics, log.topics[0])) refuse('a log of another event')
    if (previous) {
      const isSameBlock = log.blockNumber === previous.blockNumber
      const isLater = isSameBlock ? log.logIndex > previous.logIndex : log.blockNumber > previous.blockNumber
      if (!isLater) refuse('logs out of order')
      if (isSameBlock && log.blockHash !== previous.blockHash) refuse('logs of two blocks at one height')
    }
    previous = log
    return log
  })
}
