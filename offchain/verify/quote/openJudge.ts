import {
  type Address,
  concatHex,
  createTestClient,
  encodeAbiParameters,
  type Hex,
  http,
  publicActions,
  walletActions,
} from 'viem'
import { type CollateralCall, collateralCalls } from '../../chain/collateral/collateralCalls.ts'
import { findRevert } from '../../chain/describeError.ts'
import { verifyQuote } from '../../chain/verifyQuote.ts'
import { KitError } from '../../errors.ts'
import type { Collateral } from '../../protocol/tdx/collateral.ts'
import type { TdxClaims } from '../../protocol/tdx/tdxClaims.ts'
import type { TdxQuote } from '../../protocol/tdx/tdxQuote.ts'
import type { TrustedRoot } from '../../protocol/tdx/trustedRoot.ts'
import type { ThrowawayChain } from '../throwawayChain.ts'

export type CollateralKind = CollateralCall['kind']

/** A contract's error, and what it refused. */
export type Refusal = { of: CollateralKind | 'quote'; error: string; args: readonly unknown[] }

export type Judgement = { claims: TdxClaims } | { refusal: Refusal }

export type GasUsed = Record<CollateralKind, bigint | null>

/** Our contracts, waiting for collateral and quotes. */
export type Judge = {
  /** Records the documents in order, up to the first that the stores refuse; gas is that of whole transactions, null if there was none. */
  record(collateral: Collateral): Promise<{ gasUsed: GasUsed; refusal?: Refusal }>
  judge(quote: TdxQuote): Promise<Judgement>
}

export type OpenJudgeParameters = {
  chain: ThrowawayChain
  root: TrustedRoot
  /** Unix seconds: the time at which the chain stands still. */
  at: number
}

const connect = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl), pollingInterval: 20 })
    .extend(publicActions)
    .extend(walletActions)

type Client = ReturnType<typeof connect>

/** Every block and every call from now on happens at `at`, which may be in the past. */
const stopClock = async (client: Client, at: number): Promise<void> => {
  const request = client.request as (call: { method: string; params: [number] }) => Promise<unknown>
  await request({ method: 'anvil_setTime', params: [at] })
  await client.setBlockTimestampInterval({ interval: 0 })
}

const asWord = (address: Address): Hex => encodeAbiParameters([{ type: 'address' }], [address])

/** Deploys our contracts on a throw-away chain whose clock stands still. */
export const openJudge = async ({ chain, root, at }: OpenJudgeParameters): Promise<Judge> => {
  const client = connect(chain.rpcUrl)
  await stopClock(client, at)
  const [account] = await client.getAddresses()
  if (!account) throw new KitError('the throw-away chain has no account')

  const send = async (call: { to?: Address; data: Hex }) => {
    const hash = await client.sendTransaction({ account, chain: null, ...call })
    const receipt = await client.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new KitError(`transaction ${hash} failed without saying why`)
    return receipt
  }
  const deploy = async (contract: string, ...words: readonly Hex[]): Promise<Address> => {
    const { contractAddress } = await send({ data: concatHex([await chain.creationCodeOf(contract), ...words]) })
    if (!contractAddress) throw new KitError(`${contract} was not deployed`)
    return contractAddress
  }

  const crlStore = await deploy('CrlStore', root.key.x, root.key.y, root.name)
  const tcbStore = await deploy('TcbStore', asWord(crlStore))
  const verifier = await deploy('TdxQuoteVerifier', asWord(crlStore), asWord(tcbStore))

  /** A contract's error; any other failure decides nothing and is thrown on. */
  const refusalOf = (of: Refusal['of'], error: unknown): Refusal => {
    const revert = findRevert(error)
    if (!revert) throw error
    return { of, error: revert.name, args: revert.args }
  }
  return {
    record: async (collateral) => {
      const gasUsed: GasUsed = { rootCrl: null, pckCrl: null, tcbInfo: null, qeIdentity: null }
      for (const { kind, to, data } of collateralCalls({ crlStore, tcbStore }, collateral)) {
        try {
          // A call says why it fails; a transaction only that it did.
          await client.call({ account, to, data })
        } catch (error) {
          return { gasUsed, refusal: refusalOf(kind, error) }
        }
        gasUsed[kind] = (await send({ to, data })).gasUsed
      }
      return { gasUsed }
    },
    judge: async (quote) => {
      try {
        return { claims: await verifyQuote(client, { verifier, quote }) }
      } catch (error) {
        return { refusal: refusalOf('quote', error) }
      }
    },
  }
}
