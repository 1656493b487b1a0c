import { z } from 'zod'
import { environmentName } from '../../config/environmentName.ts'
import { readVariables } from '../../config/readVariables.ts'
import {
  address,
  blocks,
  compressedPoint,
  decimal,
  endpoint,
  endpoints,
  ipAddress,
  oneOf,
  portOrOff,
  text,
  wholeNumber,
} from '../../config/valueTypes.ts'
import { KitError } from '../../errors.ts'
import { ENCLAVE_KIND } from '../../protocol/enclaveBinding.ts'
import { MEASURED_FIELDS, type MeasuredField, maskOf } from '../../protocol/enclaveMeasurement.ts'
import { QUOTE_SOURCES } from '../quotes/openQuoteSource.ts'

/** Without these a policy would admit a machine of which it does not know what it booted, or what it runs. */
const isSufficient = (fields: readonly string[]): boolean =>
  ['mrtd', 'rtmr0', 'rtmr1', 'rtmr2'].every((field) => fields.includes(field)) &&
  ['rtmr3', 'mrConfigId'].some((field) => fields.includes(field))

const measuredFields = z
  .string()
  .transform((value) => value.split(',').map((name) => name.trim()))
  .refine(
    (names) => names.every((name) => MEASURED_FIELDS.some((field) => field === name)),
    `must be some of ${MEASURED_FIELDS.join(', ')}`,
  )
  .refine(isSufficient, 'must have mrtd, rtmr0, rtmr1, rtmr2, and rtmr3 or mrConfigId: the registry takes no less')
  .transform((names) => maskOf(names as MeasuredField[]))

const KINDS = Object.keys(ENCLAVE_KIND) as [keyof typeof ENCLAVE_KIND]

const chain = {
  rpcUrl: endpoints.default('http://127.0.0.1:8545').describe('RPC endpoints, separated by commas; two must agree'),
  chainId: wholeNumber({ min: 1 }).optional().describe('refuse to start on any other chain'),
  enclaveRegistryAddress: address.describe('EnclaveRegistry'),
  startBlock: blocks().default('0').describe('block of the deployment; status reads events from there'),
  maxLogBlocks: blocks({ min: 1n }).default('2000').describe('most blocks in one eth_getLogs'),
  logLevel: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('how much is logged'),
}

const running = {
  enclaveKind: oneOf(KINDS)
    .default('matcher')
    .describe(`what it is registered as: ${KINDS.join(', ')}`),
  enclaveFields: measuredFields
    .default('mrtd,rtmr0,rtmr1,rtmr2,rtmr3')
    .describe('measured fields that its policy looks at'),
  enclaveQuoteSource: oneOf(['auto', ...QUOTE_SOURCES])
    .default('auto')
    .describe(`where quotes come from: ${QUOTE_SOURCES.join(', ')}, or the first of them that is there`),
  enclaveQuotePath: text.optional().describe('socket or folder of that source, unless at its usual place'),
  enclaveReferenceDepth: blocks()
    .refine((depth) => depth <= 128n, 'must be at most 128: the EVM forgets a block hash after 256')
    .default('3')
    .describe('blocks on top of the one that a quote names; at most 128'),
  enclaveRenewAtPercent: wholeNumber({ min: 10, max: 95 })
    .default('60')
    .describe('share of a registration after which it is renewed'),
  enclaveRenewRetrySeconds: wholeNumber({ min: 60 })
    .default('3600')
    .describe('time between renewals that cannot move the expiry'),
  enclavePollInterval: wholeNumber({ min: 100 }).default('15000').describe('ms between two looks at the registry'),
  enclaveRefusedInterval: wholeNumber({ min: 1_000 })
    .default('60000')
    .describe('ms between attempts when the registry refuses'),
  enclaveMaxFeeGwei: decimal(9).default('500').describe('what costs more per gas is not signed'),
  enclaveReceiptTimeout: wholeNumber({ min: 1_000 })
    .default('180000')
    .describe('ms that a transaction may take to be mined'),
  enclaveRelayUrl: endpoint
    .optional()
    .describe('private relay that transactions are handed to; otherwise RPC_URL takes them'),
  enclaveRelayFallbackSeconds: wholeNumber({ min: 1 })
    .optional()
    .describe('after this long without a receipt they go to RPC_URL too; never, unless it is set'),
  enclaveOperationsPort: portOrOff.default('9465').describe('/metrics, /healthz and /readyz, or "off"'),
  enclaveOperationsHost: ipAddress.default('127.0.0.1').describe('address they listen on'),
}

/** Which vault opens the keys of which pool. */
const vault = {
  vaultRosterFile: text
    .optional()
    .describe('nodes of the vault; with it, slot keys are opened while the enclave is active'),
  vaultMasterKey: compressedPoint.optional().describe('the vault that is meant, whatever the nodes say'),
  darkPoolAddress: address.optional().describe('CREDarkPool whose slot keys are opened'),
  vaultCaFile: text.optional().describe('authority of their TLS certificates, PEM; otherwise those of the system'),
  vaultClientCertFile: text.optional().describe('TLS certificate to show to the nodes, PEM'),
  vaultClientKeyFile: text.optional().describe('its key, PEM, of mode 600'),
  enclaveSlotInterval: wholeNumber({ min: 100 }).default('15000').describe('ms between two looks at the slots'),
}

/** How rounds are matched. */
const matching = {
  enclaveMatching: oneOf(['auto', 'off'])
    .default('auto')
    .describe('auto: a matcher with a vault and a pool settles its rounds'),
  enclaveMatchInterval: wholeNumber({ min: 50 }).default('1000').describe('ms between two looks at the head'),
  enclaveStandbySeconds: wholeNumber()
    .default('0')
    .describe('how long others are left to do what is due; 0 for the first matcher'),
  enclaveSrsFolder: text
    .optional()
    .describe('SRS that proofs are made with: bn254_g1.dat and bn254_g2.dat; needed but on chain 31337'),
  enclaveSrsSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits in lower case')
    .optional()
    .describe('SHA-256 of its bn254_g1.dat, from elsewhere'),
}

/** Read by readPayerKey. */
const PAYER_KEY = ['ENCLAVE_PAYER_KEY', 'ENCLAVE_PAYER_KEY_FILE']

const statusSchema = z.object(chain)
const runSchema = z.object({ ...chain, ...running, ...vault, ...matching })

export type StatusSettings = Readonly<z.infer<typeof statusSchema>>
export type RunSettings = Readonly<z.infer<typeof runSchema>>

const KNOWN = [...Object.keys(runSchema.shape).map(environmentName), ...PAYER_KEY]

const read = <Schema extends z.AnyZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): Readonly<z.infer<Schema>> => readVariables(schema, { environment, program: 'enclave', known: KNOWN })

/** What `status` needs, or a KitError that says everything that is wrong. */
export const readStatusSettings = (environment: NodeJS.ProcessEnv): StatusSettings => read(statusSchema, environment)

/** A vault that nobody pinned could be anybody's. */
const requireWholeVault = (settings: RunSettings): void => {
  const { vaultRosterFile, vaultMasterKey, darkPoolAddress, vaultClientCertFile, vaultClientKeyFile } = settings
  if (vaultRosterFile && !(vaultMasterKey && darkPoolAddress)) {
    throw new KitError('VAULT_ROSTER_FILE needs VAULT_MASTER_KEY and DARK_POOL_ADDRESS; set them, or unset it')
  }
  if (!vaultRosterFile && vaultMasterKey) {
    throw new KitError('VAULT_MASTER_KEY needs VAULT_ROSTER_FILE; set it, or unset the key')
  }
  if (!vaultClientCertFile !== !vaultClientKeyFile) {
    throw new KitError('VAULT_CLIENT_CERT_FILE and VAULT_CLIENT_KEY_FILE belong together; set both')
  }
}

/** What is given in halves would be noticed when a round is closed. */
const requireWholeMatching = (settings: RunSettings): void => {
  const { enclaveSrsFolder, enclaveSrsSha256, enclaveRelayUrl, enclaveRelayFallbackSeconds } = settings
  if (!enclaveSrsFolder !== !enclaveSrsSha256) {
    throw new KitError('ENCLAVE_SRS_FOLDER and ENCLAVE_SRS_SHA256 belong together; set both')
  }
  if (enclaveRelayFallbackSeconds === undefined) return
  if (!enclaveRelayUrl)
    throw new KitError('ENCLAVE_RELAY_FALLBACK_SECONDS needs ENCLAVE_RELAY_URL; set it, or unset this')
  const longest = settings.enclaveReceiptTimeout
  if (enclaveRelayFallbackSeconds * 1_000 >= longest) {
    const given = `ENCLAVE_RELAY_FALLBACK_SECONDS is ${enclaveRelayFallbackSeconds}`
    throw new KitError(`${given}, not below ENCLAVE_RECEIPT_TIMEOUT (${longest} ms); lower it`)
  }
}

/** Whether an enclave with these settings matches the rounds of its pool. */
export const isMatcher = ({ enclaveKind, vaultRosterFile, darkPoolAddress, enclaveMatching }: RunSettings): boolean =>
  enclaveMatching === 'auto' && enclaveKind === 'matcher' && Boolean(vaultRosterFile && darkPoolAddress)

/** What `run` needs, or a KitError that says everything that is wrong. The payer's key comes from {@link readPayerKey}. */
export const readRunSettings = (environment: NodeJS.ProcessEnv): RunSettings => {
  const settings = read(runSchema, environment)
  requireWholeVault(settings)
  requireWholeMatching(settings)
  return settings
}

const NAME_WIDTH = 29

/** Read by the options of `collateral`, which needs no registry. */
const COLLATERAL: readonly (readonly [string, string])[] = [
  ['RPC_URL', 'RPC endpoints (required)'],
  ['CRL_STORE_ADDRESS', 'CrlStore (required)'],
  ['TCB_STORE_ADDRESS', 'TcbStore (required)'],
  ['COLLATERAL_FMSPC', 'platform families (required)'],
  ['COLLATERAL_PCK_CA', 'who certifies the platforms: platform or processor (platform)'],
  ['COLLATERAL_SOURCE', 'URL of a PCCS or of Intel, or a file or folder; refresh needs it'],
  ['ENCLAVE_MAX_FEE_GWEI', 'refresh: what costs more per gas is not signed (500)'],
  ['ENCLAVE_PAYER_KEY', 'refresh: key that pays; or ENCLAVE_PAYER_KEY_FILE, of mode 600'],
]

/** The table of settings for `enclave --help`, made from the schemas. */
export const renderSettingsHelp = (): string => {
  const rows = (shape: z.ZodRawShape): string[] =>
    Object.entries(shape).map(([key, type]) => {
      const fallback =
        type instanceof z.ZodDefault ? String(type._def.defaultValue()) : type.isOptional() ? '' : 'required'
      return `  ${environmentName(key).padEnd(NAME_WIDTH)} ${type.description ?? ''}${fallback && ` (${fallback})`}`
    })
  return [
    '\nSettings come from the environment; `.env` in the working directory is loaded if it exists.',
    ['run and status:', ...rows(chain)].join('\n'),
    [
      'run, besides:',
      ...rows(running),
      `  ${'ENCLAVE_PAYER_KEY'.padEnd(NAME_WIDTH)} key that pays for registrations; or ENCLAVE_PAYER_KEY_FILE, of mode 600`,
    ].join('\n'),
    ['run, to open the keys of a pool:', ...rows(vault)].join('\n'),
    ['run, to settle its rounds:', ...rows(matching)].join('\n'),
    [
      'collateral, instead of its options:',
      ...COLLATERAL.map(([name, what]) => `  ${name.padEnd(NAME_WIDTH)} ${what}`),
    ].join('\n'),
  ].join('\n\n')
}
