import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { isFact, projectAnswer } from './projectAnswer.ts'

const HASH = pad('0xab')

const LOG = {
  address: pad('0x0a', { size: 20 }),
  topics: [HASH],
  data: '0x01',
  blockNumber: '0x5',
  blockHash: HASH,
  transactionHash: HASH,
  logIndex: '0x0',
}
const BLOCK = { number: '0x5', hash: HASH, parentHash: HASH, timestamp: '0x10' }
const RECEIPT = { transactionHash: HASH, blockHash: HASH, blockNumber: '0x5', status: '0x1', logs: [LOG] }
const TRANSACTION = {
  hash: HASH,
  blockHash: HASH,
  blockNumber: '0x5',
  from: HASH,
  nonce: '0x1',
  to: HASH,
  input: '0x',
  value: '0x0',
}

const OTHER: Record<string, unknown> = {
  address: pad('0x0c', { size: 20 }),
  topics: [],
  data: '0x02',
  status: '0x0',
  logs: [],
  to: null,
  blockHash: pad('0xcd'),
}
const otherValue = (field: string) => OTHER[field] ?? '0x77'

describe('projectAnswer', () => {
  it.each([
    ['eth_getLogs', LOG, (log: object) => [log]],
    ['eth_getBlockByNumber', BLOCK, (block: object) => block],
    ['eth_getTransactionReceipt', RECEIPT, (receipt: object) => receipt],
    ['eth_getTransactionByHash', TRANSACTION, (transaction: object) => transaction],
  ] as const)('of %s tells a difference in every field that matters, and none in others', (method, answer, wrap) => {
    const fact = projectAnswer(method, wrap(answer))
    expect(fact).toBeDefined()
    for (const field of Object.keys(answer)) {
      expect(projectAnswer(method, wrap({ ...answer, [field]: otherValue(field) }))).not.toBe(fact)
    }
    expect(projectAnswer(method, wrap({ ...answer, l1Fee: '0x9' }))).toBe(fact)
  })

  it('does not depend on spelling', () => {
    expect(projectAnswer('eth_call', '0xAB')).toBe(projectAnswer('eth_call', '0xab'))
    expect(projectAnswer('eth_getBalance', '0x0a')).toBe(projectAnswer('eth_getBalance', '0xA'))
    expect(projectAnswer('eth_getStorageAt', pad('0x01'))).toBe(projectAnswer('eth_getStorageAt', '0x1'))
  })

  it('tells what is there from what is not', () => {
    expect(projectAnswer('eth_getTransactionReceipt', null)).toBe('null')
    expect(projectAnswer('eth_getBlockByNumber', null)).not.toBe(projectAnswer('eth_getBlockByNumber', BLOCK))
    expect(projectAnswer('eth_getLogs', [])).not.toBe(projectAnswer('eth_getLogs', [LOG]))
  })

  it.each([
    ['eth_call', null],
    ['eth_call', 'x'],
    ['eth_getBalance', '0x'],
    ['eth_getLogs', null],
    ['eth_getLogs', [{ ...LOG, blockHash: null }]],
    ['eth_getBlockByNumber', []],
    ['eth_getBlockByNumber', { ...BLOCK, hash: undefined }],
    ['eth_getTransactionReceipt', { ...RECEIPT, logs: undefined }],
  ])('of %s makes no sense of %j', (method, answer) => {
    expect(projectAnswer(method, answer)).toBeUndefined()
  })

  it('knows which methods ask for facts', () => {
    expect(isFact('eth_getLogs')).toBe(true)
    expect(isFact('eth_gasPrice')).toBe(false)
    expect(isFact('toString')).toBe(false)
  })
})
