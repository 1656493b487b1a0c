import { test } from '@chainlink/cre-sdk/test'
import { describe, expect } from 'vitest'
import { checkInEnclave } from './enclave.ts'
import { ACCEPTED, config, EPOCH, mockDon, TX_HASH } from './mockedDon.ts'
import { publish } from './publish.ts'

describe('publish', () => {
  test('writes the report as it is and returns the transaction', () => {
    const { tee, runtime, reports } = mockDon()
    const report = checkInEnclave(tee, EPOCH)
    expect(publish(runtime, report)).toBe(TX_HASH)
    expect(reports).toEqual([report])
  })

  const failures: [string, Parameters<typeof mockDon>[0], string][] = [
    [
      'the receiver reverted inside a transaction that succeeded',
      { reply: { ...ACCEPTED, receiverContractExecutionStatus: 'RECEIVER_CONTRACT_EXECUTION_STATUS_REVERTED' } },
      `report refused by its receiver ${config.attestation}`,
    ],
    [
      'nobody says what the receiver did',
      { reply: { txStatus: 'TX_STATUS_SUCCESS', txHash: ACCEPTED.txHash ?? '' } },
      'report not confirmed by its receiver',
    ],
    ['the transaction reverted', { reply: { ...ACCEPTED, txStatus: 'TX_STATUS_REVERTED' } }, 'report not written'],
    ['the transaction was never sent', { reply: { txStatus: 'TX_STATUS_FATAL' } }, 'report not written'],
    [
      'no transaction is named',
      {
        reply: {
          txStatus: 'TX_STATUS_SUCCESS',
          receiverContractExecutionStatus: 'RECEIVER_CONTRACT_EXECUTION_STATUS_SUCCESS',
        },
      },
      'report written without a transaction hash',
    ],
  ]
  for (const [title, situation, message] of failures) {
    test(`throws when ${title}`, () => {
      const { tee, runtime } = mockDon(situation)
      const report = checkInEnclave(tee, EPOCH)
      expect(() => publish(runtime, report)).toThrow(message)
    })
  }
})
