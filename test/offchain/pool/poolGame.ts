// A pool with real proofs, a registered enclave's signatures, and players who do whatever chance tells them.
import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
  parseAbi,
  parseAbiParameters,
  parseEther,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Asset } from '../../../offchain/chain/darkpool/asset.ts'
import { encodeCloseRound } from '../../../offchain/chain/darkpool/closeRound.ts'
import { encodeCommitQuote } from '../../../offchain/chain/darkpool/commitQuote.ts'
import { encodeZkProof } from '../../../offchain/chain/darkpool/confidentialFill.ts'
import { encodeDeposit } from '../../../offchain/chain/darkpool/deposit.ts'
import { encodeExpireRound } from '../../../offchain/chain/darkpool/expireRound.ts'
import { readPoolLogs } from '../../../offchain/chain/darkpool/readPoolLogs.ts'
import { type RoundRecord, readRound } from '../../../offchain/chain/darkpool/readRound.ts'
import { encodeRegisterSlot, encodeRotateKey } from '../../../offchain/chain/darkpool/registerSlot.ts'
import { encodeReleaseSlot } from '../../../offchain/chain/darkpool/releaseSlot.ts'
import { encodeRequestCollateral } from '../../../offchain/chain/darkpool/requestCollateral.ts'
import { encodeWithdraw } from '../../../offchain/chain/darkpool/withdraw.ts'
import { creDarkPoolAbi } from '../../../offchain/chain/generated.ts'
import { LOCAL_CHAIN_ID } from '../../../offchain/chain/mainnet.ts'
import { readHead } from '../../../offchain/chain/readHead.ts'
import type { EnclaveKeys } from '../../../offchain/enclave/keys/enclaveKeys.ts'
import { type ReadySettlement, settleClosedRound } from '../../../offchain/enclave/matching/settleClosedRound.ts'
import { createProve } from '../../../offchain/local/pool/createProve.ts'
import type { PoolMember } from '../../../offchain/local/pool/poolMember.ts'
import { sealOrder, sealQuote } from '../../../offchain/local/pool/sealMessage.ts'
import { FINE, SLOTS } from '../../../offchain/protocol/pool/constants.ts'
import { flattenPublicInputs } from '../../../offchain/protocol/pool/flattenPublicInputs.ts'
import { openState } from '../../../offchain/protocol/pool/openState.ts'
import type { Order, Quote, SlotState } from '../../../offchain/protocol/pool/types.ts'
import { commitSlotKey, randomSlotKey } from '../../../offchain/protocol/slotKey.ts'
import { deployContract, sendAs } from '../enclave/deployStores.ts'
import { MATCHER } from '../enclave/negativeRegistrations.ts'
import { startPoolChain } from '../vault/poolChain.ts'

export const WINDOW = 120
export const MINIMUM_QUOTE = 1_000n
const PRICE = 100_000_00000000n
const PROOF_GAS_CAP = 3_500_000n
const NOTHING = '0x'

const mintAbi = parseAbi(['function mint(address to, uint256 amount)'])

/** Of a length and a version that the pool takes; the vault is not in this game. */
const someSealedKey = (): Hex => `0x01${bytesToHex(crypto.getRandomValues(new Uint8Array(210))).slice(2)}`

export const startPoolGame = async (players: number) => {
  const chain = await startPoolChain()
  const { client, registry } = chain
  const reader = client as unknown as PublicClient
  const keys: EnclaveKeys = await chain.registerEnclave()
  const verifier = await deployContract(client, 'DevelopmentSettlementVerifierOptimized')
  const proofVerifier = await deployContract(
    client,
    'HonkProofVerifier',
    encodeAbiParameters(parseAbiParameters('address, uint256'), [verifier, PROOF_GAS_CAP]),
  )
  const attestationVerifier = await deployContract(
    client,
    'EnclaveSignatureVerifier',
    encodeAbiParameters(parseAbiParameters('address, uint32'), [registry, MATCHER]),
  )
  const uint8 = parseAbiParameters('uint8')
  const tokens: Record<Asset, Address> = {
    collateral: await deployContract(client, 'MintableERC20', encodeAbiParameters(uint8, [8])),
    payment: await deployContract(client, 'MintableERC20', encodeAbiParameters(uint8, [6])),
  }
  const members = Array.from({ length: players }, (_, index): PoolMember => {
    const privateKey = generatePrivateKey()
    const account = privateKeyToAccount(privateKey)
    return { name: `player ${index}`, account, privateKey, key: randomSlotKey(), slot: -1, sent: 0n }
  })
  const startBlock = await client.getBlockNumber()
  const pool = await chain.deployAnother({
    ...{ proofVerifier, attestationVerifier, ...tokens },
    minimumQuote: MINIMUM_QUOTE,
    roundsPerRequest: 2,
    settlementWindow: WINDOW,
    admitted: members.map(({ account }) => account.address),
  })
  const prove = await createProve()
  /** All keys ever made, by commitment: what an enclave would have opened. */
  const keyring = new Map<Hex, bigint>()
  const on = { address: pool, abi: creDarkPoolAbi } as const
  const send = (account: PrivateKeyAccount, data: Hex, to = pool) => sendAs(account, client, { to, data })

  for (const { account } of members) {
    await client.setBalance({ address: account.address, value: parseEther('100') })
    for (const token of Object.values(tokens)) {
      const mint = encodeFunctionData({ abi: mintAbi, functionName: 'mint', args: [account.address, 1n << 60n] })
      await send(account, mint, token)
      const approve = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [pool, 1n << 60n] })
      await send(account, approve, token)
    }
  }
  const [first] = members as [PoolMember, ...PoolMember[]]
  const anyone = first.account
  const look = async (): Promise<RoundRecord> => readRound(reader, { pool, block: await readHead(reader) })
  const newKey = (): { key: bigint; posted: { commitment: Hex; sealedKey: Hex } } => {
    const key = randomSlotKey()
    const commitment = commitSlotKey(key)
    keyring.set(commitment, key)
    return { key, posted: { commitment, sealedKey: someSealedKey() } }
  }

  return {
    ...{ client, pool, members, look, stop: chain.stop },
    join: async (member: PoolMember) => {
      const { key, posted } = newKey()
      await send(member.account, encodeRegisterSlot(posted))
      member.key = key
      member.slot = Number(await client.readContract({ ...on, functionName: 'slotOf', args: [member.account.address] }))
    },
    /** The new key is the member's once a settlement has taken it in. */
    rotate: async (member: PoolMember) => {
      await send(member.account, encodeRotateKey(newKey().posted))
    },
    release: (member: PoolMember) => send(member.account, encodeReleaseSlot()),
    deposit: (member: PoolMember, asset: Asset, amount: bigint) =>
      send(member.account, encodeDeposit({ asset, amount })),
    withdraw: (member: PoolMember, asset: Asset, amount: bigint) =>
      send(member.account, encodeWithdraw({ asset, amount })),
    quote: (member: PoolMember, quote: Quote) =>
      send(member.account, encodeCommitQuote(sealQuote(member, pool, quote))),
    request: (member: PoolMember, order: Order, premiumBps: bigint) =>
      send(
        member.account,
        encodeRequestCollateral({
          order: sealOrder(member, pool, order),
          premiumBps,
          timeoutSeconds: BigInt(2 * WINDOW),
        }),
      ),
    /** Closes the next round, as soon as the request that is pending is due. */
    close: async () => {
      const live = await client.readContract({ ...on, functionName: 'liveRequest' })
      if (live !== 0n) {
        const { openedAt, settledRounds } = await client.readContract({ ...on, functionName: 'request', args: [live] })
        const dueAt = BigInt(openedAt + WINDOW * (settledRounds + 1))
        const { timestamp } = await client.getBlock()
        if (dueAt > timestamp) await client.setNextBlockTimestamp({ timestamp: dueAt })
      }
      await send(anyone, encodeCloseRound())
      return look()
    },
    expire: async () => {
      const { closedAt } = await look()
      await client.setNextBlockTimestamp({ timestamp: BigInt(closedAt + WINDOW + 1) })
      await send(anyone, encodeExpireRound())
    },
    /** What the enclave makes of the closed round. */
    prepare: async (): Promise<ReadySettlement> => {
      const round = await look()
      const logs = await readPoolLogs(reader, { pool, startBlock, toBlock: round.block.number })
      const rounds = { btcUsd: BigInt(round.closedAt), wbtcBtc: 0n, usdcUsd: 0n }
      return settleClosedRound({
        ...{ round, logs, pool, attestationVerifier, prove, keys },
        chainId: LOCAL_CHAIN_ID,
        minimumQuote: MINIMUM_QUOTE,
        price: { price: PRICE, rounds },
        deadline: round.closedAt + WINDOW,
        keyOf: (commitment) => keyring.get(commitment),
      })
    },
    send: (data: Hex) => send(anyone, data),
    /** Whether the pool would take it, without sending it. */
    wouldPass: async (data: Hex): Promise<boolean> =>
      client.call({ account: anyone, to: pool, data }).then(
        () => true,
        () => false,
      ),
    /** The statement, as the pool makes it of what the model says. */
    publicInputsOf: async ({ round, requestId, inputs }: ReadySettlement): Promise<bigint[]> => {
      const { closedAt } = await look()
      const rounds = { btcUsd: BigInt(closedAt), wbtcBtc: 0n, usdcUsd: 0n }
      const priceRounds = requestId === 0n ? { btcUsd: 0n, wbtcBtc: 0n, usdcUsd: 0n } : rounds
      const zkProof = encodeZkProof({ round, inputs, priceRounds, proof: NOTHING })
      const words = await client.readContract({ ...on, functionName: 'publicInputs', args: [requestId, zkProof] })
      return words.map(BigInt)
    },
    inputsOf: ({ inputs }: ReadySettlement): bigint[] => flattenPublicInputs(inputs),
    /** The whole table, as somebody who has the keys recovers it from public data alone. */
    recover: async (): Promise<SlotState[]> => {
      const { state, slots, block } = await look()
      const { leaves } = await readPoolLogs(reader, { pool, startBlock, toBlock: block.number })
      const active = Array.from({ length: SLOTS }, (_, slot) => slots.find((entry) => entry.slot === slot)?.activeKey)
      const published = {
        root: state.root,
        nonce: state.nonce,
        commitments: active.map((commitment) => BigInt(commitment ?? 0)),
        leaves: leaves ?? Array.from({ length: SLOTS }, () => 0n),
      }
      return openState(
        published,
        active.map((commitment) => (commitment ? (keyring.get(commitment) as bigint) : 0n)),
      )
    },
    /** What the pool holds of each token beyond what it owes: balances, credits and waiting deposits; in fine units for payment. */
    surplus: async (state: readonly SlotState[]): Promise<Record<Asset, bigint>> => {
      const { entries, later } = await look()
      const credits = await Promise.all(
        members.map(({ account }) => client.readContract({ ...on, functionName: 'creditOf', args: [account.address] })),
      )
      const owed = (asset: Asset, scale: bigint): bigint => {
        const waiting = [...entries, ...later].filter((entry) => entry.asset === asset && !entry.isWithdrawal)
        const open = waiting.map(({ amount }) => amount).concat(credits.map((credit) => credit[asset]))
        const held = state.map(({ balance }) => balance[asset])
        return (
          open.reduce((total, amount) => total + amount * scale, 0n) + held.reduce((total, next) => total + next, 0n)
        )
      }
      const held = (asset: Asset) =>
        client.readContract({ address: tokens[asset], abi: erc20Abi, functionName: 'balanceOf', args: [pool] })
      return {
        collateral: (await held('collateral')) - owed('collateral', 1n),
        payment: (await held('payment')) * FINE - owed('payment', FINE),
      }
    },
    /** Which of its keys the pool reads a member by now. */
    refreshKeys: async (): Promise<void> => {
      const { slots } = await look()
      for (const member of members) {
        const own = slots.find(({ owner }) => owner.toLowerCase() === member.account.address.toLowerCase())
        member.slot = own?.slot ?? -1
        if (own?.activeKey) member.key = keyring.get(own.activeKey) as bigint
      }
    },
  }
}

export type PoolGame = Awaited<ReturnType<typeof startPoolGame>>
