import { parseUnits } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { abortAfter } from '../../../offchain/abortAfter.ts'
import { MAINNET } from '../../../offchain/chain/mainnet.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import { fundAccount } from '../../../offchain/local/chain/fundAccount.ts'
import { pushFeedRounds } from '../../../offchain/local/chain/pushFeedRounds.ts'
import { passTime } from '../../../offchain/local/pool/passTime.ts'
import { createMember } from '../../../offchain/local/pool/poolMember.ts'
import { FINE } from '../../../offchain/protocol/pool/constants.ts'
import { recordLog } from '../recordLog.ts'
import { createTestShutdown } from '../testShutdown.ts'
import { type Matcher, type MatcherStory, startMatcherStory } from './matcherStory.ts'

const bitcoin = (amount: string): bigint => parseUnits(amount, 8)
const dollars = (amount: string): bigint => parseUnits(amount, 6)

/** Longer than a proof takes on a busy machine; the chain's clock is moved past it where a standby is to act. */
const STANDBY_SECONDS = 20
/** Odd, and at least five bytes each: none of them is in a log by chance. */
const DEPOSITS = { collateral: bitcoin('214.36190785'), payment: dollars('31415926.535897') }
const QUOTE = { size: bitcoin('47.91834627'), premiumBps: 87n }
const DEFICIT = bitcoin('121.50382916')
const PREMIUM_CAP_BPS = 300n

describe('matchers of one pool', () => {
  const shutdown = createTestShutdown()
  const { log, lines } = recordLog()
  const [maker, requester] = [createMember('maker'), createMember('requester')]
  let story: MatcherStory
  let first: Matcher
  let second: Matcher
  let third: Matcher
  let dueAt: readonly number[]

  beforeAll(async () => {
    story = await startMatcherStory({ members: [maker, requester], log, shutdown })
    const { chain } = story.stack
    await fundAccount(chain, maker.account.address, { wbtc: DEPOSITS.collateral, eth: 10n ** 18n })
    await fundAccount(chain, requester.account.address, { usdc: DEPOSITS.payment, eth: 10n ** 18n })
    ;[first, second] = await Promise.all([
      story.start({ standbySeconds: 0 }),
      story.start({ standbySeconds: STANDBY_SECONDS }),
    ])
  })
  afterAll(() => shutdown.run())

  const sentBy = ({ payer }: Matcher) => story.stack.client.getTransactionCount({ address: payer })
  /** Shows a price for the closed round, and lets the time pass that standbys leave to others. */
  const showPrice = async () => {
    const { chain, client } = story.stack
    await passTime(chain, (await readHead(client)).timestamp + STANDBY_SECONDS)
    await pushFeedRounds(chain, log)
  }
  /** Lets the next round of the request become due for standbys too, and waits until a matcher has closed it. */
  const untilRequestCloses = async (place: number): Promise<bigint> => {
    const { number } = await story.lastRound()
    await passTime(story.stack.chain, (dueAt[place] ?? expect.fail(`no round ${place}`)) + STANDBY_SECONDS)
    await story.untilRound({ number: number + 1n, isClosed: true })
    return number + 1n
  }

  it('take keys and deposits in by themselves, and a standby pays for none of it', async () => {
    const registered = await sentBy(second)
    await story.scene.join(maker)
    await story.scene.join(requester)
    await story.untilKeyed()
    await story.scene.deposit(maker, 'collateral', DEPOSITS.collateral)
    await story.scene.deposit(requester, 'payment', DEPOSITS.payment)
    // Before the chain's clock is moved: nodes of the vault believe no block from the future.
    ;[third] = await Promise.all([story.start({ standbySeconds: STANDBY_SECONDS }), story.untilQueueEmpty()])
    expect(await story.balanceOf(maker)).toEqual({ collateral: DEPOSITS.collateral, payment: 0n })
    expect(await story.balanceOf(requester)).toEqual({ collateral: 0n, payment: DEPOSITS.payment * FINE })
    expect(await sentBy(second)).toBe(registered)
  })

  it('know after a start all that those before knew, from the chain and the vault', async () => {
    const [{ number }] = await Promise.all([
      story.lastRound(),
      third.untilHealth(({ slots }) => slots?.open === 2, abortAfter(20_000)),
      third.untilDoing('idle'),
    ])
    expect(third.signer).not.toBe(second.signer)
    expect(third.health().matching?.settledRound).toBe(Number(number))
  })

  it('are replaced by the standby when the first is killed between close and settlement', async () => {
    await story.scene.quote(maker, QUOTE)
    const order = { deficit: DEFICIT, maxPremiumBps: 290n, allowPartial: true, disclose: false }
    dueAt = (await story.scene.request(requester, order, PREMIUM_CAP_BPS)).dueAt
    const number = await untilRequestCloses(0)
    await first.untilDoing('waitingForPrice')
    await first.kill()
    await showPrice()
    await story.untilRound({ number, isClosed: false })
    expect((await story.balanceOf(requester)).collateral).toBe(QUOTE.size)
  })

  it('that are both alive and equal settle a round once', async () => {
    const number = await untilRequestCloses(1)
    await Promise.all([second.untilDoing('waitingForPrice'), third.untilDoing('waitingForPrice')])
    await showPrice()
    await story.untilRound({ number, isClosed: false })
    expect((await story.balanceOf(requester)).collateral).toBe(2n * QUOTE.size)
  })

  it('are replaced when one is killed while it proves', async () => {
    const number = await untilRequestCloses(2)
    await third.untilDoing('waitingForPrice')
    await Promise.all([second.untilDoing('proving').then(() => second.kill()), showPrice()])
    await story.untilRound({ number, isClosed: false })
    expect((await story.balanceOf(requester)).collateral).toBe(DEFICIT)
  })

  it('settled every round exactly once, and moved what the model says', async () => {
    const { number } = await story.lastRound()
    const settled = await story.roundsIn('RoundSettled')
    expect(settled).toEqual(Array.from({ length: Number(number) }, (_, index) => BigInt(index) + 1n))
    expect(await story.roundsIn('RoundExpired')).toEqual([])

    const [sold, bought] = [await story.balanceOf(maker), await story.balanceOf(requester)]
    expect(sold.collateral).toBe(DEPOSITS.collateral - DEFICIT)
    expect(sold.payment).toBeGreaterThan(0n)
    expect(sold.payment + bought.payment).toBe(DEPOSITS.payment * FINE)
    expect(await story.heldByPool(MAINNET.wbtc)).toBe(DEPOSITS.collateral)
    expect(await story.heldByPool(MAINNET.usdc)).toBe(DEPOSITS.payment)
  })

  it('show on loopback how they stand, and neither there nor in their logs what is secret', async () => {
    const page = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${third.operationsPort}${path}`)
      return { status: response.status, text: await response.text() }
    }
    expect(await page('/healthz')).toEqual({ status: 200, text: '{"alive":true}' })
    await expect.poll(() => page('/readyz')).toEqual({ status: 200, text: '{"ready":true,"reasons":[]}' })
    const { number } = await story.lastRound()
    // Another matcher may have settled it: this one hears of it at its next look.
    const settled = `reserve_enclave_settled_round_number ${number}`
    await expect.poll(async () => (await page('/metrics')).text, { timeout: 10_000 }).toContain(settled)
    const { text } = await page('/metrics')
    expect(text).toContain('reserve_enclave_registration_state{state="active"} 1')
    expect(text).toContain('reserve_enclave_slot_keys{state="open"} 2')
    expect(text).toMatch(/reserve_enclave_rounds_total\{outcome="settled"\} [1-9]/)
    const shown = [text, ...lines].join('\n')
    const [sold, bought] = [await story.balanceOf(maker), await story.balanceOf(requester)]
    const secrets = [QUOTE.size, DEFICIT, sold.collateral, sold.payment, sold.payment / FINE, bought.payment, maker.key]
    for (const secret of secrets) {
      expect(shown).not.toContain(`${secret}`)
      expect(shown).not.toContain(secret.toString(16))
    }
  })
})
