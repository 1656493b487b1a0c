import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Asset } from '../../../offchain/chain/darkpool/asset.ts'
import type { PoolMember } from '../../../offchain/local/pool/poolMember.ts'
import { seededRandom } from '../../../offchain/protocol/seededRandom.ts'
import { MINIMUM_QUOTE, type PoolGame, startPoolGame } from './poolGame.ts'

const SEED = 20261121
/** What happens to each closed round; what people do before and meanwhile is chance. */
const ROUNDS = [
  'settle',
  'settle',
  'settle',
  'reorganise',
  'settle',
  'expire',
  'settle',
  'settle',
  'reorganise',
  'settle',
] as const
const PLAYERS = 5
const TIMEOUT_MS = 300_000

describe(`real proofs over rounds of chance (seed ${SEED})`, () => {
  let game: PoolGame
  beforeAll(async () => {
    game = await startPoolGame(PLAYERS)
  }, TIMEOUT_MS)
  afterAll(() => game?.stop())

  it(
    'keeps what the model says, what the chain holds and what owners can open one and the same',
    async () => {
      const random = seededRandom(SEED)
      const chance = (percent: bigint): boolean => random.below(100n) < percent
      const seen = { fills: 0, rotations: 0, releases: 0, refused: 0, requests: 0, replaced: 0, staleProofs: 0 }
      const [requester, guest, ...makers] = game.members as [PoolMember, PoolMember, ...PoolMember[]]

      const hasKey = async ({ slot }: PoolMember): Promise<boolean> =>
        (await game.look()).slots.some((record) => record.slot === slot && record.activeKey !== undefined)
      const waits = async ({ slot }: PoolMember, asset: Asset): Promise<boolean> => {
        const { entries, later } = await game.look()
        return [...entries, ...later].some((entry) => entry.slot === slot && entry.asset === asset)
      }
      const move = async (member: PoolMember, asset: Asset): Promise<void> => {
        if (await waits(member, asset)) return
        const amount = 1n + random.magnitude(1n << 40n)
        if (chance(65n)) await game.deposit(member, asset, amount)
        else await game.withdraw(member, asset, amount)
      }
      const quote = (member: PoolMember) =>
        game.quote(member, { size: random.magnitude(1n << 36n), premiumBps: random.below(8n) * 50n })
      const act = async (): Promise<void> => {
        for (const member of [requester, ...makers]) {
          if (!(await hasKey(member))) continue
          if (chance(60n)) await move(member, 'collateral')
          if (chance(60n)) await move(member, 'payment')
          if (member !== requester && chance(80n)) await quote(member)
          if (chance(20n)) {
            await game.rotate(member)
            seen.rotations += 1
          }
        }
        const { requester: live } = await game.look()
        if (live === undefined && (await hasKey(requester)) && chance(75n)) {
          const order = {
            deficit: MINIMUM_QUOTE + random.magnitude(1n << 36n),
            maxPremiumBps: random.below(500n),
            allowPartial: chance(80n),
            disclose: chance(50n),
          }
          await game.request(requester, order, 500n)
          seen.requests += 1
        }
      }

      for (const member of game.members) await game.join(member)
      // Enough to trade with from the start.
      let isFunded = false
      for (const [index, fate] of ROUNDS.entries()) {
        if (!isFunded && (await hasKey(requester))) {
          await game.deposit(requester, 'payment', 1n << 50n)
          for (const maker of makers) if (await hasKey(maker)) await game.deposit(maker, 'collateral', 1n << 38n)
          isFunded = true
        }
        if (index === 2 && (await hasKey(guest))) {
          await game.release(guest)
          seen.releases += 1
        }
        await act()
        // Something has to wait, or there is no round.
        if (!(await waits(requester, 'payment')) && (await hasKey(requester)))
          await game.deposit(requester, 'payment', 1n)

        if (fate === 'reorganise') {
          const before = await game.client.snapshot()
          await game.close()
          const orphan = await game.prepare()
          expect(await game.wouldPass(orphan.calldata)).toBe(true)
          await game.client.revert({ id: before })
          // Another history: the round is closed again, after something else.
          await game.client.mine({ blocks: 1 })
          const again = await game.close()
          expect(await game.wouldPass(orphan.calldata), `${again.number} from an orphaned close`).toBe(false)
          seen.staleProofs += 1
        } else {
          await game.close()
        }
        for (const maker of makers) {
          if (!(await hasKey(maker)) || !chance(50n)) continue
          await quote(maker)
          seen.replaced += 1
        }
        if (fate === 'expire') {
          const held = await game.recover()
          await game.expire()
          expect(await game.recover()).toEqual(held)
          continue
        }

        const ready = await game.prepare()
        expect(await game.publicInputsOf(ready)).toEqual(game.inputsOf(ready))
        await game.send(ready.calldata)
        expect(await game.wouldPass(ready.calldata), 'the same settlement again').toBe(false)

        const { settled } = ready.secret
        expect(await game.recover()).toEqual(settled.state)
        expect(await game.surplus(settled.state)).toEqual({ collateral: 0n, payment: 0n })
        seen.fills += settled.trades.length
        seen.refused += settled.accepted.filter((isAccepted) => !isAccepted).length
        await game.refreshKeys()
      }
      // The guest is gone, and its slot is free; all that was to be seen was seen.
      expect(guest.slot).toBe(-1)
      for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )
})
