import { InvalidArgumentError, Option } from 'commander'
import { type Address, getAddress, type Hex, isAddress, parseGwei } from 'viem'
import type { PckCa } from '../collateral/pccsSource.ts'

const parseAddress = (text: string): Address => {
  if (isAddress(text, { strict: false })) return getAddress(text)
  throw new InvalidArgumentError('give an address (0x and 40 hex digits)')
}

const parseFmspcs = (text: string): readonly Hex[] => {
  const all = text.split(',').map((one) => one.trim().toLowerCase())
  if (all.every((one) => /^[0-9a-f]{12}$/.test(one))) return [...new Set(all)].map((one): Hex => `0x${one}`)
  throw new InvalidArgumentError('give FMSPCs of 12 hex digits each, separated by commas')
}

const parseUrls = (text: string): readonly string[] => {
  const urls = text.split(',').map((one) => one.trim())
  if (urls.every((url) => /^https?:\/\//.test(url) && URL.canParse(url))) return urls
  throw new InvalidArgumentError('give http(s) URLs, separated by commas')
}

const parseLocation = (text: string): string => {
  if (!/^\w+:\/\//.test(text)) return text
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidArgumentError('give an http(s) URL or a path')
  if (`${url.username}${url.password}${url.search}${url.hash}` === '') return text
  throw new InvalidArgumentError('give a URL without login, query and fragment')
}

const parseSeconds = (text: string): number => {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give Unix seconds')
}

const parseBlocks = (min: bigint) => (text: string) => {
  if (/^\d{1,15}$/.test(text) && BigInt(text) >= min) return BigInt(text)
  throw new InvalidArgumentError(`give a whole number of at least ${min}`)
}

const parseChainId = (text: string): number => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a chain id, like 1')
}

const parseFee = (text: string): bigint => {
  if (/^\d{1,6}(\.\d{1,9})?$/.test(text)) return parseGwei(text)
  throw new InvalidArgumentError('give gwei, like 50 or 0.5')
}

/** What says which collateral is meant, and where. */
export type PlaceOptions = {
  rpcUrl: readonly string[]
  crlStore: Address
  tcbStore: Address
  chainId?: number
  pckCa: PckCa
  json?: boolean
}
export type StatusOptions = PlaceOptions & {
  fmspc?: readonly Hex[]
  source?: string
  startBlock: bigint
  maxLogBlocks: bigint
}
export type RefreshOptions = PlaceOptions & {
  fmspc: readonly Hex[]
  source: string
  eager?: boolean
  maxFeeGwei: bigint
}
export type CheckOptions = { at?: number; json?: boolean }

const mandatory = (option: Option) => option.makeOptionMandatory()

const fmspc = (what: string) => new Option('--fmspc <list>', what).argParser(parseFmspcs).env('COLLATERAL_FMSPC')

const source = () =>
  new Option('--source <location>', 'URL of a PCCS or of Intel, or a file or folder')
    .argParser(parseLocation)
    .env('COLLATERAL_SOURCE')

/** The options of the commands. Most may come from the environment, under the names of the agent's settings. */
export const COLLATERAL_OPTIONS = {
  place: () => [
    mandatory(new Option('--rpc-url <urls>', 'RPC endpoints of the chain').argParser(parseUrls).env('RPC_URL')),
    mandatory(new Option('--crl-store <address>', 'CrlStore').argParser(parseAddress).env('CRL_STORE_ADDRESS')),
    mandatory(new Option('--tcb-store <address>', 'TcbStore').argParser(parseAddress).env('TCB_STORE_ADDRESS')),
    new Option('--chain-id <id>', 'refuse any other chain').argParser(parseChainId).env('CHAIN_ID'),
    new Option('--pck-ca <ca>', 'who certifies the platforms')
      .choices(['platform', 'processor'])
      .default('platform')
      .env('COLLATERAL_PCK_CA'),
  ],
  fmspc: () => fmspc('platform families (all that the stores know)'),
  requiredFmspc: () => mandatory(fmspc('platform families')),
  source,
  startBlock: () =>
    new Option('--start-block <number>', 'block of the deployment')
      .argParser(parseBlocks(0n))
      .env('START_BLOCK')
      .default(0n),
  maxLogBlocks: () =>
    new Option('--max-log-blocks <count>', 'most blocks in one eth_getLogs')
      .argParser(parseBlocks(1n))
      .env('MAX_LOG_BLOCKS')
      .default(2_000n),
  requiredSource: () => mandatory(source()),
  eager: () => new Option('--eager', 'submit whatever is newer, due or not'),
  maxFee: () =>
    new Option('--max-fee-gwei <gwei>', 'what costs more per gas is not signed')
      .argParser(parseFee)
      .env('ENCLAVE_MAX_FEE_GWEI')
      .default(parseGwei('500'), '500'),
  at: () => new Option('--at <seconds>', 'judge as of these Unix seconds instead of now').argParser(parseSeconds),
  json: () => new Option('--json', 'answer as one JSON document'),
}
