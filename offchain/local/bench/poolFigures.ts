import path from 'node:path'
import { encodeFunctionData, erc20Abi, type Hex, type TransactionReceipt } from 'viem'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { encodeCloseRound } from '../../chain/darkpool/closeRound.ts'
import { encodeCommitQuote } from '../../chain/darkpool/commitQuote.ts'
import { encodeDeposit } from '../../chain/darkpool/deposit.ts'
import { encodeRequestCollateral } from '../../chain/darkpool/requestCollateral.ts'
import { encodeWithdraw } from '../../chain/darkpool/withdraw.ts'
import { MAINNET } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { KEY_CHANGES, SLOTS } from '../../protocol/pool/constants.ts'
import { commitSlotKey } from '../../protocol/slotKey.ts'
import { fundAccount } from '../chain/fundAccount.ts'
import { localClient } from '../chain/localClient.ts'
import { pushFeedRounds } from '../chain/pushFeedRounds.ts'
import { createProve, type ProofTimes } from '../pool/createProve.ts'
import { matchRound } from '../pool/matchRound.ts'
import { passTime } from '../pool/passTime.ts'
import { createMember, type PoolMember } from '../pool/poolMember.ts'
import { sealOrder, sealQuote } from '../pool/sealMessage.ts'
import { sendCall } from '../pool/sendCall.ts'
import { startPoolStack } from '../pool/startPoolStack.ts'
import { createRunFolder } from '../process/createRunFolder.ts'
import type { Shutdown } from '../process/createShutdown.ts'
import { LOCAL_SETTINGS } from '../stack/localSettings.ts'
import { registerLocalSlot } from '../vault/registerLocalSlot.ts'
import { deployPlainVerifier } from './deployPlainVerifier.ts'
import { type Figure, figure } from './figure.ts'
import { proverFigures } from './proverFigures.ts'
import { watchMemory } from './watchMemory.ts'

const QUOTES = 30
const DEPOSITS = 4
/** Granted, to accounts that never got anything: the dearest kind of entry. */
const WITHDRAWALS = 2
const BTC = 10n ** 8n
const REPLACED = 3
const ETHER = 10n ** 18n

const gasOf = ({ gasUsed }: TransactionReceipt): number => Number(gasUsed)

/** What the pool promises: gas of whole transactions in a full pool, and what a proof takes. */
export const poolFigures = async (log: Log, shutdown: Shutdown): Promise<Figure[]> => {
  const { signal } = shutdown
  const folder = await createRunFolder(path.join(projectRoot, '.local'), shutdown)
  const prover = await proverFigures(folder)
  const members = Array.from({ length: SLOTS }, (_, index) => createMember(`member ${index}`))
  const [requester, ...makers] = members as [PoolMember, ...PoolMember[]]
  const stack = await startPoolStack({
    admitted: members.map(({ account }) => account.address),
    ...{ log, shutdown, onReady: () => undefined },
  })
  const { chain, client, deployment, terms, vault } = stack
  const pool = deployment.darkPool
  const proofs: ProofTimes[] = []
  const prove = await createProve((times) => proofs.push(times), signal)
  const keys = new Map(members.map(({ key }) => [commitSlotKey(key), key]))
  // How the vault opens keys is not what is measured.
  const enclave = { ...stack.enclave, keyOf: (commitment: Hex) => keys.get(commitment) }
  const send = (member: PoolMember, data: Hex, value?: bigint) =>
    sendCall(client, member.account, { to: pool, data, value })
  const close = async (dueAt?: number): Promise<void> => {
    const { timestamp } = await readHead(client)
    await passTime(chain, dueAt ?? timestamp + terms.idleInterval)
    await send(requester, encodeCloseRound())
  }
  const match = () => matchRound({ client, deployment, terms, enclave, prove, signal })

  for (const member of members) {
    await fundAccount(chain, member.account.address, { eth: ETHER, wbtc: BTC })
    const { masterKey } = vault.key
    const ownerKey = member.privateKey
    member.slot = (await registerLocalSlot(client, { pool, masterKey, ownerKey, key: member.key })).slot
  }
  for (let keyed = 0; keyed < SLOTS; keyed += KEY_CHANGES) {
    await close()
    await send(requester, (await match()).calldata)
  }

  const deposit = async (member: PoolMember): Promise<void> => {
    const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, BTC] })
    await sendCall(client, member.account, { to: MAINNET.wbtc, data: approve })
    await send(member, encodeDeposit({ asset: 'collateral', amount: BTC }))
  }
  const withdrawers = makers.slice(0, WITHDRAWALS)
  const depositors = makers.slice(WITHDRAWALS, WITHDRAWALS + DEPOSITS)
  for (const maker of withdrawers) await deposit(maker)
  await close()
  await send(requester, (await match()).calldata)

  const quote = async (member: PoolMember, size: bigint): Promise<number> =>
    gasOf(await send(member, encodeCommitQuote(sealQuote(member, pool, { size, premiumBps: 100n }))))
  const firstQuotes: number[] = []
  for (const maker of makers.slice(0, QUOTES)) firstQuotes.push(await quote(maker, 10n ** 9n))
  const laterQuotes: number[] = []
  for (const maker of makers.slice(0, REPLACED)) laterQuotes.push(await quote(maker, 2n * 10n ** 9n))
  const order = { deficit: 10n ** 10n, maxPremiumBps: 300n, allowPartial: true, disclose: false }
  const timeout = terms.roundsPerRequest * terms.settlementWindow
  const request = encodeRequestCollateral({
    order: sealOrder(requester, pool, order),
    premiumBps: 300n,
    timeoutSeconds: BigInt(timeout),
  })
  const requested = await send(requester, request, LOCAL_SETTINGS.darkPool.requestStake)
  for (const maker of depositors) await deposit(maker)
  for (const maker of withdrawers) await send(maker, encodeWithdraw({ asset: 'collateral', amount: BTC }))
  const { timestamp } = await client.getBlock({ blockHash: requested.blockHash })
  await close(Number(timestamp) + terms.settlementWindow)
  // A price of the close's own second would not count.
  await passTime(chain, (await readHead(client)).timestamp + 1)
  await pushFeedRounds(chain, log)
  const stopWatching = watchMemory('bb')
  const { calldata, inputs } = await match()
  const proofMegabytes = await stopWatching()
  const quotes = inputs.quote_ct.filter((ciphertext) => ciphertext !== 0n).length
  const entries = inputs.adjustment.filter((word) => word !== 0n).length
  if (quotes !== QUOTES || entries !== DEPOSITS + WITHDRAWALS || inputs.accepted_mask !== 0xffn) {
    throw new KitError(`the measured round has ${quotes} quotes and ${entries} entries, wanted 30 and 6, all granted`)
  }

  const anvil = localClient(chain.rpcUrl)
  const before = await anvil.snapshot()
  const optimized = gasOf(await send(requester, calldata))
  await anvil.revert({ id: before })
  const honkVerifier = await client.readContract({
    address: deployment.proofVerifier,
    abi: [{ type: 'function', name: 'verifier', inputs: [], outputs: [{ type: 'address' }], stateMutability: 'view' }],
    functionName: 'verifier',
  })
  // The same transaction, with the verifier that Barretenberg writes for readers in the other one's place.
  await anvil.setCode({ address: honkVerifier, bytecode: await deployPlainVerifier(anvil) })
  const plain = gasOf(await send(requester, calldata))

  const shape = `${QUOTES} quotes, ${DEPOSITS} deposits, ${WITHDRAWALS} withdrawals`
  const fastest = Math.min(...proofs.map(({ proofMs }) => proofMs)) / 1000
  return [
    figure(`pool: settlement, ${shape}`, 'gas', optimized, 1_350_000, 0),
    figure(`pool: settlement, ${shape}, plain verifier`, 'gas', plain, 3_200_000, 0),
    figure('pool: first quote', 'gas', Math.max(...firstQuotes), 85_000, 0),
    figure('pool: quote in place of another', 'gas', Math.max(...laterQuotes), 50_000, 0),
    figure('pool: request', 'gas', gasOf(requested), 110_000, 0),
    figure(`pool: proof, fastest of ${proofs.length}`, 's', fastest, 1.5),
    figure('pool: proof, peak memory', 'MB', proofMegabytes, 100, 0),
    ...prover,
  ]
}
