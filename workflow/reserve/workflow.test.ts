import { create } from '@bufbuild/protobuf'
import { TeeType } from '@chainlink/cre-sdk'
import { CRON_TRIGGER_PB } from '@chainlink/cre-sdk/pb'
import { test } from '@chainlink/cre-sdk/test'
import { describe, expect, it } from 'vitest'
import { encodeReport } from '../../offchain/protocol/report.ts'
import { openOrder } from '../../offchain/protocol/sealedOrder.ts'
import { ENCLAVE_ERROR } from './enclave.ts'
import {
  ACCEPTED,
  API_KEY,
  agentSecretKey,
  config,
  EPOCH,
  mockDon,
  ORDER_SEED,
  payload,
  RESERVE_SLOT_KEY,
  statement,
  TX_HASH,
} from './mockedDon.ts'
import { SLOT_KEY } from './mockedPool.ts'
import { initWorkflow, onScheduleInEnclave, onScheduleWithoutEnclave } from './workflow.ts'

describe('initWorkflow', () => {
  it('registers the enclave handler alone, for Nitro', () => {
    const [handler, ...others] = initWorkflow(config)
    expect(others).toEqual([])
    expect(handler?.fn).toBe(onScheduleInEnclave)
    const tee = handler?.requirements?.tee?.item
    expect(tee?.case).toBe('teeTypesAndRegions')
    expect(JSON.stringify(tee)).toContain(`"type":${TeeType.AWS_NITRO}`)
  })

  it('registers the fallback alone when the configuration asks for it', () => {
    const [handler, ...others] = initWorkflow({ ...config, confidentiality: 'httpOnly' })
    expect(others).toEqual([])
    expect(handler?.fn).toBe(onScheduleWithoutEnclave)
    expect(handler?.requirements).toBeUndefined()
  })
})

describe('onScheduleInEnclave', () => {
  test('publishes one report and returns what is public anyway', () => {
    const { tee, reports } = mockDon()
    expect(onScheduleInEnclave(tee, payload)).toEqual({ epoch: EPOCH, isSolvent: true, txHash: TX_HASH })
    expect(reports).toHaveLength(1)
    expect(reports[0]).toMatchObject({ epoch: EPOCH, isSolvent: true })
  })

  test('writes nothing when the check fails', () => {
    const { tee, reports } = mockDon({ statusCode: 500 })
    expect(() => onScheduleInEnclave(tee, payload)).toThrow(ENCLAVE_ERROR)
    expect(reports).toEqual([])
  })

  test('writes nothing without a scheduled time', () => {
    const { tee, reports } = mockDon()
    const unscheduled = create(CRON_TRIGGER_PB.PayloadSchema, {})
    expect(() => onScheduleInEnclave(tee, unscheduled)).toThrow('no scheduled time')
    expect(reports).toEqual([])
  })

  test('fails when the receiver refuses the report', () => {
    const receiverContractExecutionStatus = 'RECEIVER_CONTRACT_EXECUTION_STATUS_REVERTED'
    const { tee } = mockDon({ reply: { ...ACCEPTED, receiverContractExecutionStatus } })
    expect(() => onScheduleInEnclave(tee, payload)).toThrow('refused by its receiver')
  })

  test('lets no figure and no secret out', () => {
    const totalReserve = 109_912_345_678n
    const totalLiabilities = 100_087_654_321n
    const [collateral, credit, asked, remaining] = [1_234_567_891n, 23_456_789n, 345_678_912n, 45_678_913n]
    const pool = { key: SLOT_KEY, collateral, credit, request: { asked, remaining } }
    const { tee, reports, requests, logs } = mockDon({ body: statement(totalReserve, totalLiabilities), pool })
    const outcome = onScheduleInEnclave(tee, payload)
    const [report] = reports
    if (report === undefined) throw new Error('no report was written')
    const { spend, salt } = openOrder({ agentSecretKey, context: report, sealedOrder: report.sealedOrder })
    expect(spend).toBeGreaterThan(0n)

    const toTheDon = requests.filter((request) => !request.startsWith('http ')) // that one stays inside the enclave
    const crossed = [encodeReport(report), JSON.stringify(outcome), ...toTheDon, ...logs()].join('\n').toLowerCase()
    const counted = totalReserve + collateral + credit
    const figures = [totalReserve, totalLiabilities, totalLiabilities + BigInt(config.mintCeiling), spend, counted]
    figures.push(collateral, asked, remaining)
    const secrets = [
      API_KEY,
      ORDER_SEED.slice(2),
      RESERVE_SLOT_KEY.slice(2),
      SLOT_KEY.toString(),
      salt.slice(2),
      'totalreserve',
    ]
    for (const secret of [...figures.flatMap((figure) => [figure.toString(), figure.toString(16)]), ...secrets])
      expect(crossed).not.toContain(secret)
    expect(crossed).toContain(BigInt(config.mintCeiling).toString(16)) // the search finds what is there
    expect(logs()).toEqual([])
  })
})

describe('onScheduleWithoutEnclave', () => {
  test('publishes the bit alone', () => {
    const { runtime, reports } = mockDon({ body: statement(1n, 1_000n) })
    expect(onScheduleWithoutEnclave(runtime, payload)).toEqual({ epoch: EPOCH, isSolvent: false, txHash: TX_HASH })
    expect(reports).toHaveLength(1)
    expect(BigInt(reports[0]?.orderDigest ?? 1)).toBe(0n)
  })
})
