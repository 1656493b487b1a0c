import type { Hex } from 'viem'
import { z } from 'zod'
import { environmentName } from '../../config/environmentName.ts'
import { readVariables } from '../../config/readVariables.ts'
import { address, depth, endpoints, ipAddress, oneOf, text, wholeNumber } from '../../config/valueTypes.ts'
import { KitError } from '../../errors.ts'

const listOf = <Item extends z.ZodTypeAny>(item: Item, what: string) =>
  text
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(item, { message: `must be ${what}, separated by commas` }).nonempty())
    .refine((all) => new Set(all).size === all.length, 'names one twice')

const hexOf = (pattern: RegExp, what: string) =>
  text.regex(pattern, `must be ${what}`).transform((value) => value.toLowerCase() as Hex)

const point = hexOf(/^0x0[23][0-9a-fA-F]{64}$/, 'a compressed point (0x02 or 0x03 and 64 hex digits)')
const hash = hexOf(/^0x[0-9a-fA-F]{64}$/, '0x and 64 hex digits')

const node = {
  vaultFolder: text.describe('where the node keeps its shares and its log of releases'),
  vaultRosterFile: text.describe('the roster: threshold, and URL and identity of every node'),
  vaultMasterKey: point.optional().describe('the only vault that this node is of; a node that joins needs it'),
  vaultOperators: listOf(point, 'identities').describe('who may run ceremonies: identities, separated by commas'),
  vaultHost: ipAddress.default('127.0.0.1').describe('address to listen on; others than loopback need TLS'),
  vaultPort: wholeNumber({ max: 65_535 }).default('8600').describe('port to listen on'),
  vaultTlsCertFile: text.optional().describe('certificate of the node, PEM'),
  vaultTlsKeyFile: text.optional().describe('its key, PEM, mode 600'),
  vaultTlsClientCaFile: text.optional().describe('authority of those who may connect, PEM; otherwise everyone may'),
  rpcUrl: endpoints.describe('RPC endpoints of its own, separated by commas; two must agree'),
  chainId: wholeNumber({ min: 1 }).describe('refuse to start on any other chain'),
  enclaveRegistryAddress: address.describe('EnclaveRegistry'),
  darkPoolAddresses: listOf(address, 'addresses').describe('CREDarkPool, or several'),
  vaultPolicyIds: listOf(hash, 'policy ids').describe('enclave policies that are given shares: 0x and 64 hex digits'),
  vaultFinality: depth
    .default('finalized')
    .describe('finalized, or a number of blocks, where the chain has no finality'),
  vaultMaxBlockAge: wholeNumber({ min: 1 }).default('1800').describe('seconds; an older final block decides nothing'),
  vaultMaxHeadAge: wholeNumber({ min: 1 })
    .default('300')
    .describe('seconds; behind an older head revocations may be hidden'),
  logLevel: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('how much is logged'),
}

const client = {
  vaultRosterFile: node.vaultRosterFile,
  vaultMasterKey: point.optional().describe('the only vault that is meant'),
  vaultCaFile: text.optional().describe('authority of the nodes’ certificates, PEM; otherwise those of the system'),
  vaultClientCertFile: text.optional().describe('own certificate, PEM, for nodes that ask for one'),
  vaultClientKeyFile: text.optional().describe('its key, PEM, mode 600'),
  logLevel: node.logLevel,
}

const pin = { vaultMasterKey: client.vaultMasterKey }
const store = { vaultFolder: node.vaultFolder }

/** Read by readSecretKey. */
const SECRET_KEYS = ['VAULT_IDENTITY_KEY', 'VAULT_STORAGE_KEY', 'VAULT_OPERATOR_KEY']

const nodeSchema = z.object(node)
const clientSchema = z.object(client)
const pinSchema = z.object(pin)
const storeSchema = z.object(store)

export type NodeSettings = Readonly<z.infer<typeof nodeSchema>>
export type ClientSettings = Readonly<z.infer<typeof clientSchema>>

const KNOWN = [
  ...Object.keys({ ...node, ...client }).map(environmentName),
  ...SECRET_KEYS.flatMap((name) => [name, `${name}_FILE`]),
]

const read = <Schema extends z.AnyZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): Readonly<z.infer<Schema>> => readVariables(schema, { environment, program: 'vault', known: KNOWN })

/** What `vault node` needs, or a KitError that says everything that is wrong. Keys come from {@link readSecretKey}. */
export const readNodeSettings = (environment: NodeJS.ProcessEnv): NodeSettings => {
  const settings = read(nodeSchema, environment)
  const { vaultHost, vaultTlsCertFile, vaultTlsKeyFile, vaultTlsClientCaFile } = settings
  if (!vaultTlsCertFile !== !vaultTlsKeyFile) {
    throw new KitError('VAULT_TLS_CERT_FILE and VAULT_TLS_KEY_FILE belong together; set both')
  }
  if (vaultTlsClientCaFile && !vaultTlsCertFile) {
    throw new KitError('VAULT_TLS_CLIENT_CA_FILE needs VAULT_TLS_CERT_FILE and VAULT_TLS_KEY_FILE')
  }
  const isLoopback = vaultHost.startsWith('127.') || vaultHost === '::1'
  if (!isLoopback && !vaultTlsCertFile) {
    throw new KitError(
      `VAULT_HOST is ${vaultHost}: others than loopback need VAULT_TLS_CERT_FILE and VAULT_TLS_KEY_FILE`,
    )
  }
  return settings
}

/** What commands need that ask nodes. */
export const readClientSettings = (environment: NodeJS.ProcessEnv): ClientSettings => read(clientSchema, environment)

/** What commands need that have the vault's key in a file. */
export const readPinSettings = (environment: NodeJS.ProcessEnv): Readonly<z.infer<typeof pinSchema>> =>
  read(pinSchema, environment)

/** What `vault releases` needs. */
export const readStoreSettings = (environment: NodeJS.ProcessEnv): Readonly<z.infer<typeof storeSchema>> =>
  read(storeSchema, environment)

const NAME_WIDTH = 25

/** The table of settings for `vault --help`, made from the schemas. */
export const renderSettingsHelp = (): string => {
  const row = (name: string, what: string): string => `  ${name.padEnd(NAME_WIDTH)} ${what}`
  const rows = (shape: z.ZodRawShape): string[] =>
    Object.entries(shape).map(([key, type]) => {
      const fallback =
        type instanceof z.ZodDefault ? String(type._def.defaultValue()) : type.isOptional() ? '' : 'required'
      return row(environmentName(key), `${type.description ?? ''}${fallback && ` (${fallback})`}`)
    })
  const orFile = (name: string, what: string): string => row(name, `${what}; or ${name}_FILE, of mode 600 (required)`)
  return [
    '\nSettings come from the environment; `.env` in the working directory is loaded if it exists.',
    [
      'node:',
      ...rows(node),
      orFile('VAULT_IDENTITY_KEY', 'key with which it signs'),
      orFile('VAULT_STORAGE_KEY', 'key of what it stores'),
    ].join('\n'),
    [
      'init, refresh, status, seal and inspect:',
      ...rows(client),
      orFile('VAULT_OPERATOR_KEY', 'init, refresh, status --repair: key of the operator'),
    ].join('\n'),
    'releases: VAULT_FOLDER and the keys of the node',
  ].join('\n\n')
}
