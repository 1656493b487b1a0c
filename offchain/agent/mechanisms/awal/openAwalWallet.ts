import { type Address, getAddress, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { KitError } from '../../../errors.ts'
import { formatDecimalAmount } from '../../../protocol/formatDecimalAmount.ts'
import type { AwalSettings } from './awalSettings.ts'
import { type AwalAsset, chooseDialect } from './chooseDialect.ts'
import { describeRefusal } from './describeRefusal.ts'
import { findTransactionHash } from './findTransactionHash.ts'
import { AWAL_DECIMALS, type AwalBalance, parseAwalBalance } from './parseAwalBalance.ts'
import { type AwalStatus, parseAwalStatus } from './parseAwalStatus.ts'
import { readAwalVersion } from './readAwalVersion.ts'
import { runAwal } from './runAwal.ts'

/** What became of an action at the command line. Only `refused` says that nothing was sent. */
export type HandOver =
  | { kind: 'handedOver'; txHash: Hex }
  | { kind: 'refused'; reason: string }
  | { kind: 'unknown'; reason: string }

/** Coinbase's agentic wallet, on the one chain it is configured for. Amounts are base units. */
export type AwalWallet = {
  version: string
  /** Throws a retryable KitError when the program does not answer; so does `balance`. */
  status(): Promise<AwalStatus>
  balance(asset: AwalAsset): Promise<AwalBalance>
  /** Never throws, nor does `send`: an argument that is invalid is refused before anything runs. */
  trade(trade: { amount: bigint; from: AwalAsset; to: AwalAsset; slippageBps: number }): Promise<HandOver>
  /** Sends USDC. */
  send(send: { amount: bigint; recipient: Address }): Promise<HandOver>
}

/** Basis points; more is a mistake, not a tolerance. */
const MAX_SLIPPAGE_BPS = 1_000

const checkAmount = (amount: bigint, asset: AwalAsset): string => {
  if (amount <= 0n) throw new KitError('awal: the amount must be above zero')
  return formatDecimalAmount(amount, AWAL_DECIMALS[asset])
}

/** Names are refused, and addresses whose spelling does not carry a checksum: a typing error must not pass. */
const checkRecipient = (recipient: string): string => {
  const isExact = /^0x[0-9a-fA-F]{40}$/.test(recipient) && getAddress(recipient) === recipient
  if (!isExact) throw new KitError('awal: the recipient must be an address in its checksummed (EIP-55) spelling')
  if (isAddressEqual(recipient as Address, zeroAddress)) throw new KitError('awal: the recipient is the zero address')
  return recipient
}

const checkSlippage = (slippageBps: number): number => {
  if (Number.isInteger(slippageBps) && slippageBps > 0 && slippageBps <= MAX_SLIPPAGE_BPS) return slippageBps
  throw new KitError(`awal: the slippage must be a whole number of basis points from 1 to ${MAX_SLIPPAGE_BPS}`)
}

/** Opens the wallet: learns which dialect the installed program speaks, and refuses one that is not known. */
export const openAwalWallet = async ({
  program,
  chain,
}: Pick<AwalSettings, 'program' | 'chain'>): Promise<AwalWallet> => {
  const version = await readAwalVersion(program)
  const dialect = chooseDialect(version)
  if (!dialect.chains.includes(chain)) throw new KitError(`awal ${version} does not send on ${chain}`)

  const ask = async (args: string[]): Promise<unknown> => {
    const answer = await runAwal(program, args)
    if (answer.kind === 'answered') return answer.json
    const why = answer.kind === 'refused' ? describeRefusal(answer.text).reason : answer.why
    throw new KitError(`awal ${args[0]}: ${why}`, { retryable: true })
  }
  const act = async (command: () => string[]): Promise<HandOver> => {
    let args: string[]
    try {
      args = command()
    } catch (error) {
      if (!(error instanceof KitError)) throw error
      return { kind: 'refused', reason: error.message }
    }
    const answer = await runAwal(program, args)
    if (answer.kind === 'unknown') return { kind: 'unknown', reason: `awal ${args[0]}: ${answer.why}` }
    if (answer.kind === 'refused') {
      const { isHarmless, reason } = describeRefusal(answer.text)
      return { kind: isHarmless ? 'refused' : 'unknown', reason: `awal ${args[0]}: ${reason}` }
    }
    const txHash = findTransactionHash(answer.json)
    return txHash
      ? { kind: 'handedOver', txHash }
      : { kind: 'unknown', reason: `awal ${args[0]}: it names no transaction` }
  }

  return {
    version,
    status: async () => parseAwalStatus(await ask(dialect.status())),
    balance: async (asset) => parseAwalBalance(await ask(dialect.balance(chain)), { chain, asset }),
    trade: ({ amount, from, to, slippageBps }) =>
      act(() => {
        if (from === to) throw new KitError('awal: both tokens of the trade are the same')
        const decimal = checkAmount(amount, from)
        return dialect.trade({ amount: decimal, from, to, slippageBps: checkSlippage(slippageBps), chain })
      }),
    send: ({ amount, recipient }) =>
      act(() => dialect.send({ amount: checkAmount(amount, 'usdc'), recipient: checkRecipient(recipient), chain })),
  }
}
