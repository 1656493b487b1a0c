import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { zeroHash } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { addSlotKey } from '../keys/addSlotKey.ts'
import type { Maker } from '../maker.ts'
import type { MakerView } from '../reading/makerView.ts'
import type { SentCall } from '../sending/createSender.ts'
import { postQuote } from './postQuote.ts'

const ACCOUNT = '0x5FbDB2315678afecb367f032d93F642f64180aa3'

describe('postQuote', () => {
  let folder: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'post-quote-'))
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  it.each([0n, 41n, 2n ** 64n - 2n])(
    'is not signed by an account that sent fewer than %s transactions',
    async (last) => {
      const keyFile = path.join(folder, 'slot.key')
      const activeKey = commitSlotKey(addSlotKey(keyFile))
      const sent: SentCall[] = []
      const send = async (call: SentCall) => {
        sent.push(call)
        return { transactionHash: zeroHash }
      }
      const maker = { chainId: 31337, pool: ACCOUNT, keyFile, send } as unknown as Maker
      const view = { isAdmitted: true, quoteCounter: last, slot: { slot: 3, activeKey } } as MakerView
      await postQuote(maker, view, { size: 5n, premiumBps: 7n }, new AbortController().signal)
      expect(sent).toMatchObject([{ to: ACCOUNT, leastNonce: last }])
    },
  )
})
