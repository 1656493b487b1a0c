import type { TransactionReceipt } from 'viem'
import { describe, expect, it } from 'vitest'
import type { PaidCall } from './payer.ts'
import { queuePayer } from './queuePayer.ts'

const { signal } = new AbortController()
const ADDRESS = `0x${'11'.repeat(20)}` as const
const callOf = (data: number): PaidCall => ({ to: ADDRESS, data: `0x0${data}` })

describe('queuePayer', () => {
  it('sends one call after the other, also after one that failed', async () => {
    const events: string[] = []
    const payer = queuePayer({
      address: ADDRESS,
      async send({ data }) {
        events.push(`begin ${data}`)
        await Promise.resolve()
        events.push(`end ${data}`)
        if (data === '0x02') throw new Error('it reverts')
        return { transactionHash: data } as TransactionReceipt
      },
    })
    const sent = await Promise.allSettled([1, 2, 3].map((data) => payer.send(callOf(data), signal)))
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(events).toEqual(['begin 0x01', 'end 0x01', 'begin 0x02', 'end 0x02', 'begin 0x03', 'end 0x03'])
    expect(payer.address).toBe(ADDRESS)
  })

  it('does not send what was given up while it waited', async () => {
    let finish = (): void => undefined
    const sent: string[] = []
    const payer = queuePayer({
      address: ADDRESS,
      async send({ data }) {
        sent.push(data)
        if (data === '0x01')
          await new Promise<void>((resolve) => {
            finish = resolve
          })
        return {} as TransactionReceipt
      },
    })
    const end = new AbortController()
    const first = payer.send(callOf(1), signal)
    const second = payer.send(callOf(2), end.signal)
    await Promise.resolve()
    end.abort(new Error('told to stop'))
    finish()
    await first
    await expect(second).rejects.toThrow('told to stop')
    expect(sent).toEqual(['0x01'])
  })
})
