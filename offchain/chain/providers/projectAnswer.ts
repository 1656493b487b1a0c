/** Thrown inside this file only: the answer is not what its method returns. */
const malformed = (): never => {
  throw new TypeError('malformed')
}

const hex = (value: unknown): string =>
  typeof value === 'string' && /^0x[0-9a-f]*$/i.test(value) ? value.toLowerCase() : malformed()

const quantity = (value: unknown): string => {
  const digits = hex(value)
  return digits.length > 2 ? BigInt(digits).toString() : malformed()
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : malformed()

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : malformed())

const orNull = <T>(value: unknown, project: (value: unknown) => T): T | null =>
  value === null || value === undefined ? null : project(value)

const projectLog = (value: unknown) => {
  const log = record(value)
  return [
    hex(log.address),
    list(log.topics).map(hex),
    hex(log.data),
    quantity(log.blockNumber),
    hex(log.blockHash),
    hex(log.transactionHash),
    quantity(log.logIndex),
    log.removed === true,
  ]
}

const projectLogs = (value: unknown) => list(value).map(projectLog)

const projectBlock = (value: unknown) => {
  const block = record(value)
  return [
    quantity(block.number),
    hex(block.hash),
    hex(block.parentHash),
    quantity(block.timestamp),
    orNull(block.baseFeePerGas, quantity),
  ]
}

const projectReceipt = (value: unknown) => {
  const receipt = record(value)
  return [
    hex(receipt.transactionHash),
    hex(receipt.blockHash),
    quantity(receipt.blockNumber),
    quantity(receipt.status),
    projectLogs(receipt.logs),
  ]
}

const projectTransaction = (value: unknown) => {
  const transaction = record(value)
  return [
    hex(transaction.hash),
    orNull(transaction.blockHash, hex),
    orNull(transaction.blockNumber, quantity),
    hex(transaction.from),
    quantity(transaction.nonce),
    orNull(transaction.to, hex),
    hex(transaction.input),
    quantity(transaction.value),
  ]
}

/** What of an answer is the fact; providers add fields of their own. */
const PROJECTIONS: Record<string, (value: unknown) => unknown> = {
  eth_chainId: quantity,
  eth_call: hex,
  eth_getCode: hex,
  eth_getStorageAt: quantity,
  eth_getBalance: quantity,
  eth_getTransactionCount: quantity,
  eth_getLogs: projectLogs,
  eth_getBlockByNumber: (value) => orNull(value, projectBlock),
  eth_getBlockByHash: (value) => orNull(value, projectBlock),
  eth_getTransactionReceipt: (value) => orNull(value, projectReceipt),
  eth_getTransactionByHash: (value) => orNull(value, projectTransaction),
}

/** Whether `method` asks for a fact, which two providers must state alike when there are several. */
export const isFact = (method: string): boolean => Object.hasOwn(PROJECTIONS, method)

/** The part of an answer that must be the same everywhere, as text; undefined when the answer makes no sense. */
export const projectAnswer = (method: string, result: unknown): string | undefined => {
  try {
    return JSON.stringify(PROJECTIONS[method]?.(result))
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
