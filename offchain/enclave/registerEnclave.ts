import { type Address, type Hex, isAddressEqual, type PublicClient } from 'viem'
import { describeError, findRevert } from '../chain/describeError.ts'
import { type EnclaveState, readEnclave } from '../chain/enclave/readEnclave.ts'
import { encodeRegister, findRegistered, readKeyBinding } from '../chain/enclave/register.ts'
import { isCanonical } from '../chain/isCanonical.ts'
import { LOCAL_CHAIN_ID } from '../chain/mainnet.ts'
import { readBlockAt } from '../chain/readBlockAt.ts'
import { type BlockHeader, readHead } from '../chain/readHead.ts'
import { KitError } from '../errors.ts'
import type { Log } from '../log.ts'
import { registrationBinding, registrationReportData } from '../protocol/enclaveBinding.ts'
import { fieldsOf, measurementOf, policyIdOf } from '../protocol/enclaveMeasurement.ts'
import { type ParsedQuote, parseQuote } from '../protocol/tdx/parseQuote.ts'
import type { EnclaveKeys } from './keys/enclaveKeys.ts'
import type { PaidCall, Payer } from './payer/payer.ts'
import type { QuoteSource } from './quotes/quoteSource.ts'

export type RegisterEnclaveParameters = {
  registry: Address
  /** What the enclave is for; see ENCLAVE_KIND. */
  kind: number
  /** Bit mask of the measured fields that its policy looks at. */
  fields: number
  keys: Pick<EnclaveKeys, 'signer' | 'encryptionKey'>
  quoteSource: QuoteSource
  payer: Payer
  /** Blocks on top of the one that the quote names: a deeper one is rarely reorganised away. */
  referenceDepth: bigint
  log: Log
  signal: AbortSignal
}

export type Registration = { txHash: Hex; gasUsed: bigint; referenceBlock: bigint; state: EnclaveState }

/** The EVM knows the hashes of so many blocks. */
const KNOWN_BLOCKS = 256n
/** Of them, the last ones are left for the transaction to be mined in. */
const BLOCKS_TO_MINE = 32n
/** What the registry says of a block that is too old by now, or that was replaced. */
const STALE_REFERENCE = ['ReferenceBlockUnknown', 'ReferenceBlockMismatch']

const staleReference = (block: BlockHeader, reason: string, cause?: unknown): KitError =>
  new KitError(`reference block ${block.number} ${reason}; a fresh quote is needed`, { cause, retryable: true })

const requireUsable = async (client: PublicClient, reference: BlockHeader): Promise<void> => {
  const { number: head } = await readHead(client)
  if (head - reference.number > KNOWN_BLOCKS - BLOCKS_TO_MINE) {
    throw staleReference(reference, `is ${head - reference.number} blocks old by now`)
  }
  if (!(await isCanonical(client, { blockNumber: reference.number, blockHash: reference.hash }))) {
    throw staleReference(reference, 'was reorganised away')
  }
}

const readReference = async (client: PublicClient, depth: bigint): Promise<BlockHeader> => {
  const { number: head } = await readHead(client)
  const reference = await readBlockAt(client, { head, depth })
  if (reference) return reference
  throw new KitError(`the chain has ${head} blocks, and a reference block lies ${depth} deep`, { retryable: true })
}

/** The binding as we compute it. A node that says another would have our quote speak for somebody else. */
const requireBinding = async (client: PublicClient, chainId: number, parameters: RegisterEnclaveParameters) => {
  const { registry, kind, fields, keys } = parameters
  const subject = { registry, kind, fields, signer: keys.signer, encryptionKey: keys.encryptionKey }
  const binding = registrationBinding({ chainId, ...subject })
  const onChain = await readKeyBinding(client, subject)
  if (onChain === binding) return binding
  throw new KitError(`the registry ${registry} wants the binding ${onChain}, ours is ${binding}; is it our registry?`)
}

const takeApart = (raw: Uint8Array, reportData: Hex, source: QuoteSource): ParsedQuote => {
  let parsed: ParsedQuote
  try {
    parsed = parseQuote(raw)
  } catch (cause) {
    throw new KitError(`the quote from ${source.name} cannot be read: ${(cause as Error).message}`, { cause })
  }
  const given = parsed.report.reportData
  if (given === reportData) return parsed
  throw new KitError(`the quote from ${source.name} holds report data ${given}, wanted ${reportData}`)
}

/** Has the registry judge the quote before anybody pays for it. */
const simulate = async (
  client: PublicClient,
  call: PaidCall,
  {
    reference,
    quote,
    parameters,
  }: { reference: BlockHeader; quote: ParsedQuote; parameters: RegisterEnclaveParameters },
): Promise<void> => {
  try {
    await client.call({ account: parameters.payer.address, ...call })
  } catch (cause) {
    const revert = findRevert(cause)
    if (!revert) throw cause
    if (STALE_REFERENCE.includes(revert.name)) throw staleReference(reference, 'is no longer known', cause)
    const { kind, fields } = parameters
    const measurement = measurementOf(fields, quote.measured)
    throw new KitError(
      `the registry refuses the quote: ${describeError(cause)}; it was measured as ${measurement} over ` +
        `${fieldsOf(fields).join(', ')}, which is policy ${policyIdOf(kind, fields, measurement)}`,
      { cause },
    )
  }
}

/**
 * Registers an enclave's keys, or renews them: a quote over a recent block, judged by the registry in a simulation, sent by
 * the payer, and read back. Throws a retryable KitError when the same steps may succeed later.
 */
export const registerEnclave = async (
  client: PublicClient,
  parameters: RegisterEnclaveParameters,
): Promise<Registration> => {
  const { registry, kind, fields, keys, quoteSource, payer, log, signal } = parameters
  const chainId = client.chain?.id
  if (chainId === undefined) throw new KitError('the client has no chain: a quote must name one')
  if (quoteSource.isSimulated && chainId !== LOCAL_CHAIN_ID) {
    throw new KitError(`the quote source ${quoteSource.name} is simulated, and chain ${chainId} is not a local one`)
  }
  const binding = await requireBinding(client, chainId, parameters)
  const reference = await readReference(client, parameters.referenceDepth)
  const reportData = registrationReportData(binding, reference.hash)
  const startedMs = performance.now()
  const quote = takeApart(await quoteSource.quote(reportData, signal), reportData, quoteSource)
  const quotedMs = Math.round(performance.now() - startedMs)
  log.debug({ source: quoteSource.name, referenceBlock: reference.number, ms: quotedMs }, 'quote made')
  signal.throwIfAborted()

  await requireUsable(client, reference)
  const { signer, encryptionKey } = keys
  const registration = { kind, signer, encryptionKey, referenceBlock: reference.number, fields }
  const call = { to: registry, data: encodeRegister({ ...registration, quote: quote.quote }) }
  await simulate(client, call, { reference, quote, parameters })
  const receipt = await payer.send(call, signal)
  const { transactionHash: txHash, blockNumber, blockHash, gasUsed } = receipt

  const registered = findRegistered(receipt, { registry, signer })
  const { timestamp } = await client.getBlock({ blockHash })
  const block = { number: blockNumber, hash: blockHash, timestamp: Number(timestamp) }
  const state = await readEnclave(client, { registry, signer, block })
  const isOurs =
    registered?.referenceBlock === reference.number &&
    isAddressEqual(state.signer, signer) &&
    state.kind === kind &&
    state.encryptionKey === encryptionKey &&
    state.referenceBlock === reference.number
  if (!isOurs || !state.isActive) {
    throw new KitError(`${txHash} was mined, but the registry does not show this registration as active`, {
      retryable: true,
    })
  }
  return { txHash, gasUsed, referenceBlock: reference.number, state }
}
