import type { Hex } from 'viem'
import { z } from 'zod'
import { environmentName } from '../../config/environmentName.ts'
import { readVariables } from '../../config/readVariables.ts'
import {
  address,
  blocks,
  compressedPoint,
  decimal,
  endpoints,
  oneOf,
  text,
  wholeNumber,
} from '../../config/valueTypes.ts'
import { KitError } from '../../errors.ts'

const shape = {
  rpcUrl: endpoints.default('http://127.0.0.1:8545').describe('RPC endpoints, separated by commas; two must agree'),
  chainId: wholeNumber({ min: 1 }).optional().describe('refuse to work on any other chain'),
  darkPoolAddress: address.describe('CREDarkPool'),
  startBlock: blocks().default('0').describe("block of the pool's deployment, or one before"),
  maxLogBlocks: blocks({ min: 1n }).default('2000').describe('most blocks in one eth_getLogs'),
  makerSlotKeyFile: text.describe('keys of the slot, mode 600, newest last; `register` makes it'),
  vaultMasterKey: compressedPoint.optional().describe('the vault that slot keys are sealed to: register, rotate'),
  makerMaxFeeGwei: decimal(9).default('500').describe('what costs more per gas is not signed'),
  makerReceiptTimeout: wholeNumber({ min: 1_000 })
    .default('180000')
    .describe('ms that a transaction may take to be mined'),
  makerPollInterval: wholeNumber({ min: 50 }).default('4000').describe('ms between two looks at the chain'),
  logLevel: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('how much run logs'),
}

const schema = z.object(shape)

export type MakerSettings = Readonly<z.infer<typeof schema>>

/** Read by readAccountKey. */
const ACCOUNT_KEY = ['MAKER_ACCOUNT_KEY', 'MAKER_ACCOUNT_KEY_FILE']

const KNOWN = [...Object.keys(shape).map(environmentName), ...ACCOUNT_KEY]

/** What every command needs, or a KitError that says everything that is wrong. The key comes from {@link readAccountKey}. */
export const readMakerSettings = (environment: NodeJS.ProcessEnv): MakerSettings =>
  readVariables(schema, { environment, program: 'maker', known: KNOWN })

/** A vault that nobody pinned could be anybody's. */
export const requireMasterKey = ({ vaultMasterKey }: MakerSettings): Hex => {
  if (vaultMasterKey) return vaultMasterKey
  throw new KitError('VAULT_MASTER_KEY is missing: the slot key is sealed to that vault; the pool’s operator names it')
}

const NAME_WIDTH = 24

/** The table of settings for `maker --help`, made from the schema. */
export const renderSettingsHelp = (): string => {
  const rows = Object.entries(shape).map(([key, type]: [string, z.ZodTypeAny]) => {
    const fallback =
      type instanceof z.ZodDefault ? String(type._def.defaultValue()) : type.isOptional() ? '' : 'required'
    return `  ${environmentName(key).padEnd(NAME_WIDTH)} ${type.description ?? ''}${fallback && ` (${fallback})`}`
  })
  return [
    '\nSettings come from the environment; `.env` in the working directory is loaded if it exists.',
    ...rows,
    `  ${'MAKER_ACCOUNT_KEY'.padEnd(NAME_WIDTH)} key of the account that owns the slot; or MAKER_ACCOUNT_KEY_FILE, of mode 600`,
    '',
    'Amounts are decimals with their unit, in options and answers alike: "1.5 WBTC". Keys are never given as arguments.',
    'Every command may be run again after it was killed: it asks the chain what is done already.',
  ].join('\n')
}
