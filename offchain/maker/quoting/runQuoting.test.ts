import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { decodeFunctionData, type Hex, zeroHash } from 'viem'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { creDarkPoolAbi } from '../../chain/generated.ts'
import { KitError } from '../../errors.ts'
import { createLog } from '../../log.ts'
import { decryptQuote } from '../../protocol/pool/quote.ts'
import type { Quote } from '../../protocol/pool/types.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { addSlotKey } from '../keys/addSlotKey.ts'
import type { Maker } from '../maker.ts'
import type { MakerView } from '../reading/makerView.ts'
import { RefusedError } from '../refusedError.ts'
import type { Decision } from './decide.ts'
import { runQuoting } from './runQuoting.ts'

const ACCOUNT = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const log = createLog({ name: 'test', level: 'silent' })
const A: Quote = { size: 5n, premiumBps: 7n }
const B: Quote = { size: 5n, premiumBps: 8n }

describe('runQuoting', () => {
  let folder: string
  let key: bigint
  let view: MakerView
  let sent: (Quote | 'withdrawn' | undefined)[]
  /** What the next looks and sends do; the loop is stopped when it has looked so often. */
  let looks: (() => void)[]
  let onSend: () => void
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quoting-'))
    key = addSlotKey(path.join(folder, 'slot.key'))
    sent = []
    onSend = () => undefined
    view = {
      ...{ account: ACCOUNT, isAdmitted: true, isPaused: false, isFrozen: false, quoteCounter: 0n, price: 1n },
      slot: { slot: 3, owner: ACCOUNT, activeKey: commitSlotKey(key), pendingKey: undefined, isReleasing: false },
      balance: { collateral: 10n, payment: 0n },
      block: { number: 1n, hash: zeroHash, timestamp: 1_000 },
      state: { nonce: 1n, leavesHash: zeroHash },
      round: { number: 1n, requestId: 0n, isClosed: false },
    } as unknown as MakerView
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  const makerOf = (stop: () => void) =>
    ({
      ...{ chainId: 31337, pool: ACCOUNT, account: ACCOUNT, keyFile: path.join(folder, 'slot.key') },
      reader: {
        look: async () => {
          const next = looks.shift()
          if (!next) stop()
          next?.()
          return view
        },
      },
      send: async ({ data }: { data: Hex }) => {
        onSend()
        const { functionName, args } = decodeFunctionData({ abi: creDarkPoolAbi, data })
        const isQuote = functionName === 'commitQuote'
        const posted = isQuote ? { ciphertext: BigInt(args[0]), nonce: BigInt(args[1]) } : undefined
        const quote = posted && decryptQuote(key, posted)
        sent.push(posted ? quote : 'withdrawn')
        const { block, quoteCounter } = view
        view = { ...view, quote: quote && { quote }, quotedAt: block.timestamp, quoteCounter: quoteCounter + 1n }
        return { transactionHash: zeroHash }
      },
    }) as unknown as Maker
  const run = async (decide: (seen: MakerView) => Decision, steps: (() => void)[]): Promise<void> => {
    looks = steps
    const stopping = new AbortController()
    await runQuoting(
      makerOf(() => stopping.abort()),
      {
        ...{ decide, minIntervalSeconds: 60, cover: false, pollIntervalMs: 1, log, signal: stopping.signal },
      },
    )
  }
  const same = (): void => undefined
  const later = (seconds: number) => () => {
    view = { ...view, block: { ...view.block, timestamp: view.block.timestamp + seconds } }
  }
  const moved = (seconds: number) => () => {
    later(seconds)()
    view = { ...view, price: (view.price ?? 0n) + 1n }
  }

  it('posts what is decided, once, and again when another answer is due', async () => {
    const seen: bigint[] = []
    const decide = ({ price = 0n }: MakerView): Decision => {
      seen.push(price)
      return { quote: price < 3n ? A : B }
    }
    await run(decide, [same, same, later(100), moved(100), moved(0), later(59), same])
    expect(sent).toEqual([A, B])
    // Asked for what is new only: the beginning, its own quote, two prices, the next quote.
    expect(seen).toEqual([1n, 1n, 2n, 3n, 3n])
  })

  it('holds an answer back until the interval is over, and then sends it', async () => {
    const decide = ({ price = 0n }: MakerView): Decision => ({ quote: price === 1n ? A : B })
    await run(decide, [same, moved(59), same])
    expect(sent).toEqual([A])
    await run(decide, [same, later(1), same])
    expect(sent).toEqual([A, B])
  })

  it('withdraws, and keeps', async () => {
    await run(
      ({ price }) => (price === 1n ? { quote: A } : price === 2n ? 'keep' : 'withdraw'),
      [...[same, moved(100), moved(100), same]],
    )
    expect(sent).toEqual([A, 'withdrawn'])
  })

  it('waits for its key, and for a pool that is paused, and goes on', async () => {
    const { slot } = view
    view = { ...view, isPaused: true, slot: slot && { ...slot, activeKey: undefined } }
    const activate = (): void => {
      view = { ...view, slot }
    }
    const resume = (): void => {
      expect(sent).toEqual([])
      view = { ...view, isPaused: false }
    }
    await run(() => ({ quote: A }), [same, activate, resume])
    expect(sent).toEqual([A])
  })

  it('goes on after what an endpoint failed, and after a refusal that the chain has got over', async () => {
    const fail = (): void => {
      throw new KitError('no answer', { retryable: true })
    }
    let refusals = 0
    onSend = () => {
      refusals += 1
      if (refusals === 1) throw new RefusedError('NonceInvalid')
    }
    await run(() => ({ quote: A }), [fail, same, same, same])
    expect([sent, refusals]).toEqual([[A], 2])
  })

  it.each([
    ['frozen', { isFrozen: true }, 'maker exit'],
    ['not admitted any more', { isAdmitted: false }, 'not admitted'],
    ['without a slot', { slot: undefined }, 'maker register'],
    ['without its key', { balance: undefined }, 'not in MAKER_SLOT_KEY_FILE'],
  ])('ends, refused, when it is %s', async (_what, change, why) => {
    view = { ...view, ...change }
    const running = run(() => ({ quote: A }), [same])
    await expect(running).rejects.toThrow(RefusedError)
    await expect(running).rejects.toThrow(why)
    expect(sent).toEqual([])
  })

  it('ends with what its strategy throws', async () => {
    const broken = (): Decision => {
      throw new Error('no price of mine')
    }
    await expect(run(broken, [same])).rejects.toThrow('no price of mine')
  })
})
