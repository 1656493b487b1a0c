import fs from 'node:fs/promises'
import path from 'node:path'
import { type Address, erc20Abi, formatUnits, parseUnits } from 'viem'
import { MAINNET } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import type { ReadySettlement } from '../../enclave/matching/settleClosedRound.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { FINE } from '../../protocol/pool/constants.ts'
import type { Order, Quote } from '../../protocol/pool/types.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { checkLeaks, describeLeakCheck, type LeakCheck } from './checkLeaks.ts'
import { createProve, type ProofTimes } from './createProve.ts'
import { createScene, type Scene, type SceneStep } from './createScene.ts'
import { type Departure, leaveAlone } from './leaveAlone.ts'
import { passTime } from './passTime.ts'
import { createMember, type PoolMember } from './poolMember.ts'
import { type PoolStack, startPoolStack } from './startPoolStack.ts'

const bitcoin = (amount: string): bigint => parseUnits(amount, 8)
const dollars = (amount: string): bigint => parseUnits(amount, 6)

/** Odd amounts of at least five bytes: none of them is in random bytes by chance. */
const QUOTES: Record<'A' | 'B' | 'C' | 'later', Quote> = {
  A: { size: bitcoin('61.24718393'), premiumBps: 73n },
  B: { size: bitcoin('83.91847261'), premiumBps: 147n },
  C: { size: bitcoin('97.40391857'), premiumBps: 263n },
  later: { size: bitcoin('45.39482716'), premiumBps: 88n },
}
const ORDER: Order = {
  deficit: bitcoin('374.63529417'),
  maxPremiumBps: 280n,
  allowPartial: true,
  disclose: false,
}
/** Public; the cap of the last round. */
const PREMIUM_CAP_BPS = 300n

const ETHER = parseUnits('10', 18)

/** What the story came to; amounts in base units of the tokens. */
export type PoolStoryResult = {
  ok: true
  ms: number
  rpcUrl: string
  pool: Address
  steps: readonly SceneStep[]
  proofs: ProofTimes[]
  fill: { wanted: bigint; filled: bigint; paid: bigint }
  claimed: { collateral: bigint; payment: bigint }
  leaks: LeakCheck
  exit?: Departure
}

export type RunPoolStoryParameters = {
  /** Also the end of the operator, and of the pool. */
  withExit: boolean
  log: Log
  shutdown: Shutdown
  /** Tells the story: a heading, then one line of detail. */
  tell: (heading: string, detail: string) => void
}

const describeTrades = ({ secret: { settled } }: ReadySettlement, members: readonly PoolMember[]): string => {
  if (settled.trades.length === 0) return 'privately: nothing is traded'
  const trades = settled.trades.map(({ slot, amount, owed }) => {
    const name = members.find((member) => member.slot === slot)?.name
    return `${name} delivers ${formatUnits(amount, 8)} BTC for ${formatUnits(owed / FINE, 6)} USDC`
  })
  const left = settled.remainder ? `; ${formatUnits(settled.remainder.deficit, 8)} BTC remain wanted` : ''
  return `privately: ${trades.join(', ')}${left}`
}

/** All that ever left the pool to a member has to be what the settled state says. */
const requireEqual = (what: string, found: bigint, wanted: bigint): void => {
  if (found !== wanted) throw new KitError(`${what}: ${found}, wanted ${wanted}`)
}

/** Nobody has more or less than the others can account for: the pool's tokens are balances, entries and credits. */
const checkCustody = async (stack: PoolStack, { secret: { settled } }: ReadySettlement): Promise<void> => {
  const { client, deployment } = stack
  const held = (address: Address) =>
    client.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [deployment.darkPool] })
  const collateral = settled.state.reduce((total, { balance }) => total + balance.collateral, 0n)
  const fine = settled.state.reduce((total, { balance }) => total + balance.payment, 0n)
  requireEqual('collateral in the pool', await held(MAINNET.wbtc), collateral)
  requireEqual('payment in the pool, in fine units', (await held(MAINNET.usdc)) * FINE, fine)
}

/** The operator is gone: what an owner takes out alone has to be what the last settlement left it. */
const leave = async (
  stack: PoolStack,
  scene: Scene,
  { secret: { settled } }: ReadySettlement,
  member: PoolMember,
): Promise<Departure> => {
  const { client, chain, deployment, terms, enclave, folder } = stack
  await enclave.stop()
  // Waits for ever: nobody settles any more.
  await scene.withdraw(member, 'collateral', 1n)
  const { timestamp } = await readHead(client)
  await passTime(chain, timestamp + terms.exitDelay)
  const keyFile = path.join(folder, 'owner.json')
  const kept = {
    pool: deployment.darkPool,
    startBlock: Number(deployment.startBlock),
    accountKey: member.privateKey,
    slotKey: `${member.key}`,
  }
  await fs.writeFile(keyFile, JSON.stringify(kept), { mode: 0o600 })
  const departure = await leaveAlone(chain.rpcUrl, keyFile)
  const balance = settled.state[member.slot]?.balance
  if (!balance) throw new KitError(`slot ${member.slot} of ${member.name} is not in the state`)
  requireEqual('collateral taken out', departure.collateral, balance.collateral)
  requireEqual('payment taken out', departure.payment, balance.payment / FINE)
  return departure
}

/** Three makers, one request, every round settled with a real proof; each step is verified before the next one begins. */
export const runPoolStory = async ({
  withExit,
  log,
  shutdown,
  tell,
}: RunPoolStoryParameters): Promise<PoolStoryResult> => {
  const startedAt = performance.now()
  const { signal } = shutdown
  const proofs: ProofTimes[] = []
  const [makerA, makerB, makerC, requester] = ['maker A', 'maker B', 'maker C', 'requester'].map(createMember) as [
    PoolMember,
    PoolMember,
    PoolMember,
    PoolMember,
  ]
  const members = [makerA, makerB, makerC, requester]
  const admitted = members.map(({ account }) => account.address)
  // Both need nobody else: the circuit is compiled while the chain starts.
  const [stack, prove] = await Promise.all([
    startPoolStack({ admitted, log, shutdown, onReady: tell }),
    createProve((times) => proofs.push(times), signal),
  ])
  const scene = createScene({ stack, prove, log, signal })
  const settle = async (heading: string, publicly: string): Promise<ReadySettlement> => {
    const ready = await scene.settle()
    const { witnessMs, proofMs } = proofs.at(-1) as ProofTimes
    const gas = scene.steps.at(-1)?.gas
    tell(heading, `public: ${publicly}; ${gas} gas, proof in ${Math.round(witnessMs + proofMs)} ms`)
    tell('', describeTrades(ready, members))
    return ready
  }

  for (const member of members) {
    const money = member === requester ? { usdc: dollars('50000000') } : { wbtc: bitcoin('400') }
    await fundAccount(stack.chain, member.account.address, { ...money, eth: ETHER })
    await scene.join(member)
    tell(member.name, `slot ${member.slot}, ${member.account.address}; its key is opened in the enclave by the vault`)
  }
  await scene.close()
  await settle('1 keys', 'four slots have keys')

  await scene.deposit(makerA, 'collateral', bitcoin('300'))
  await scene.deposit(makerB, 'collateral', bitcoin('250'))
  await scene.deposit(makerC, 'collateral', bitcoin('400'))
  await scene.deposit(requester, 'payment', dollars('50000000'))
  await scene.close()
  await checkCustody(stack, await settle('2 deposits', '300, 250 and 400 BTC, and 50,000,000 USDC, come in'))

  await scene.quote(makerA, QUOTES.A)
  await scene.quote(makerB, QUOTES.B)
  await scene.quote(makerC, QUOTES.C)
  const { dueAt } = await scene.request(requester, ORDER, PREMIUM_CAP_BPS)
  tell('request', `public: slot ${requester.slot} wants something, at premiums of up to ${PREMIUM_CAP_BPS} bps`)
  tell('', `privately: ${formatUnits(ORDER.deficit, 8)} BTC, at up to ${ORDER.maxPremiumBps} bps`)
  await scene.withdraw(makerC, 'collateral', bitcoin('100'))

  const rounds: ReadySettlement[] = []
  for (const [index, due] of dueAt.entries()) {
    await scene.close(due)
    // Waits for the next round: this one's book is frozen.
    if (index === 0) await scene.quote(makerA, QUOTES.later)
    const what = index === 0 ? 'who quotes, and that C takes 100 BTC out' : 'who quotes'
    rounds.push(await settle(`${index + 3} request, ${index + 1}`, what))
  }
  const withdrawn = await scene.claim(makerC, 'collateral')
  requireEqual('collateral withdrawn by maker C', withdrawn, bitcoin('100'))
  await scene.claimEther(requester)

  const trades = rounds.flatMap(({ secret }) => secret.settled.trades)
  const filled = trades.reduce((total, { amount }) => total + amount, 0n)
  const paid = trades.reduce((total, { owed }) => total + owed, 0n) / FINE
  requireEqual('collateral bought', filled, ORDER.deficit)

  await scene.withdraw(requester, 'collateral', bitcoin('300'))
  await scene.withdraw(makerA, 'payment', dollars('10000000'))
  await scene.close()
  const last = await settle('6 withdrawals', 'the requester takes 300 BTC out, maker A 10,000,000 USDC')
  const claimed = {
    collateral: await scene.claim(requester, 'collateral'),
    payment: await scene.claim(makerA, 'payment'),
  }
  requireEqual('collateral claimed by the requester', claimed.collateral, bitcoin('300'))
  requireEqual('payment claimed by maker A', claimed.payment, dollars('10000000'))
  await checkCustody(stack, last)

  const { rpcUrl } = stack.chain
  const leaks = await checkLeaks(rpcUrl, { contract: stack.deployment.darkPool }, scene.secrets)
  tell('leaks', describeLeakCheck(leaks))
  const exit = withExit ? await leave(stack, scene, last, makerB) : undefined
  if (exit) {
    const amounts = `${formatUnits(exit.collateral, 8)} BTC and ${formatUnits(exit.payment, 6)} USDC`
    tell('exit', `the operator is gone; maker B leaves with ${amounts}, by RPC and key file alone`)
  }
  return {
    ok: true,
    ms: Math.round(performance.now() - startedAt),
    rpcUrl,
    pool: stack.deployment.darkPool,
    steps: scene.steps,
    proofs: proofs.map(({ witnessMs, proofMs }) => ({
      witnessMs: Math.round(witnessMs),
      proofMs: Math.round(proofMs),
    })),
    fill: { wanted: ORDER.deficit, filled, paid },
    claimed,
    leaks,
    ...(exit && { exit }),
  }
}
