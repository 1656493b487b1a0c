import { z } from 'zod'
import { MAINNET } from '../chain/mainnet.ts'
import {
  address,
  blocks,
  decimal,
  depth,
  endpoints,
  flag,
  fmspcs,
  ipAddress,
  key32,
  oneOf,
  portOrOff,
  postgresUrl,
  recipients,
  text,
  urlOrPath,
  webhook,
  wholeNumber,
} from './valueTypes.ts'

const chain = {
  contractAddress: address.describe('ReserveAttestation'),
  treasuryAddress: address.describe('RecoveryTreasury'),
  reserveAddress: address.optional().describe('refuse to start unless the treasury delivers here'),
  rpcUrl: endpoints
    .default('http://127.0.0.1:8545')
    .describe('RPC endpoints, separated by commas; with two or more, two must agree on what moves money'),
  chainId: wholeNumber({ min: 1 }).optional().describe('refuse to start on any other chain'),
  startBlock: blocks().default('0').describe('block of the deployment'),
  confirmations: depth.default('3').describe('blocks on top of what a small order acts on, or "finalized"'),
  maxLogBlocks: blocks({ min: 1n }).default('2000').describe('most blocks in one eth_getLogs'),
  pollInterval: wholeNumber({ min: 1 }).default('2000').describe('ms between two looks at the head'),
  headStallSeconds: wholeNumber({ min: 1 }).default('120').describe('without a new block for so long, it is blind'),
  maxClockSkewSeconds: wholeNumber({ min: 1 }).default('30').describe('most that clock and head may be apart'),
  chainlinkFeedAddress: address
    .default(MAINNET.proofOfReserveFeed)
    .describe('the public proof-of-reserve feed, shown only'),
  quoterAddress: address.default(MAINNET.quoterV2).describe('Uniswap QuoterV2'),
}

const acting = {
  awalDryRun: flag.default('true').describe('simulate and send nothing, with whatever wallet; false to act'),
  slippageBps: wholeNumber({ max: 9_999 }).default('50').describe('how far below the quote a swap may end'),
  maxFeeGwei: decimal(9).default('500').describe('what costs more per gas is not signed'),
  minGasBalance: decimal(18).default('0.05').describe('ether below which the agent warns'),
  healCooldownSeconds: wholeNumber().default('300').describe('least time between two heals'),
  maxAttempts: wholeNumber({ min: 1, max: 100 }).default('3').describe('how often one order is signed for'),
  retryBudget: wholeNumber({ min: 1, max: 1_000 })
    .default('12')
    .describe('failed attempts in 24 h after which it stops trying'),
  replaceAfterSeconds: wholeNumber({ min: 1 }).default('60').describe('when a pending transaction is outbid'),
  replenishTarget: decimal(6).default('0').describe('payment tokens the treasury is topped up to; 0 never'),
  replenishStep: decimal(6).default('0').describe('payment tokens in one top-up'),
  replenishIntervalSeconds: wholeNumber({ min: 60 }).default('86400').describe('time between two top-ups'),
}

const darkPool = {
  requestDepth: depth
    .default('8')
    .describe(
      'blocks on top of what a request to the pool acts on, or "finalized"; less than a report stays the latest',
    ),
  coverMaxEtherPerMonth: decimal(18)
    .optional()
    .describe('what requests and deposits may cost in 30 days, settlements included; no limit when not set'),
  expireGraceSeconds: wholeNumber({ min: 1 })
    .default('30')
    .describe('after what is overdue in the pool is ended by the agent'),
  matcherExpirySeconds: wholeNumber({ min: 1 })
    .default('86400')
    .describe("how soon the last matcher's key may expire before the agent warns"),
}

const signer = {
  signer: oneOf(['dryRun', 'localKey', 'keystore', 'cdp'])
    .optional()
    .describe('dryRun, localKey, keystore or cdp; localKey when AGENT_PRIVATE_KEY is set and this is not'),
  agentKeystore: text.optional().describe('keystore: encrypted key file'),
  agentAddress: address.optional().describe('cdp: address of the server wallet'),
  cdpApiKeyId: text.optional().describe('cdp: id of the API key'),
}

const signerSecrets = {
  agentSealingKey: key32.optional().describe('X25519 secret key that opens the orders; needed to run'),
  agentPrivateKey: key32.optional().describe('localKey: the key of the treasury’s agent'),
  agentKeystorePassphrase: text.optional().describe('keystore: passphrase of the key file'),
  cdpApiKeySecret: text.optional().describe('cdp: secret of the API key'),
  cdpWalletSecret: text.optional().describe('cdp: wallet secret'),
}

const awal = {
  awalEnabled: flag.default('false').describe('use the agentic wallet CLI, outside the treasury’s guarantees'),
  awalBin: text.optional().describe('path of its executable, pinned'),
  awalChain: oneOf(['base', 'polygon']).default('base').describe('chain it acts on: base or polygon'),
  awalRpcUrl: endpoints.optional().describe('RPC endpoints of that chain, separated by commas'),
  awalAccount: address.optional().describe('address of the agentic wallet; another login is refused'),
  awalRecipient: address.optional().describe('the only address it sends to'),
  awalMaxPerAction: decimal(6).default('0').describe('most USDC in one action'),
  awalMaxPerDay: decimal(6).default('0').describe('most USDC in 24 h'),
  awalUsdc: address.optional().describe('USDC on that chain; known for Base'),
  awalTradeSlippageBps: wholeNumber({ min: 1, max: 1_000 }).default('50').describe('most such a sale may slip'),
  awalConfirmations: blocks().default('10').describe('blocks on top of a transfer that counts as made'),
  awalTimeout: wholeNumber({ min: 1_000, max: 60_000 })
    .default('60000')
    .describe('ms for one command, and then for its transfer to show'),
  awalTradeEther: decimal(18).default('0').describe('ether sold for USDC where USDC does not suffice; 0 never'),
}

const collateral = {
  collateralSource: urlOrPath
    .optional()
    .describe('PCCS or Intel URL, or file or folder, of Intel collateral to keep fresh on chain; off when not set'),
  collateralFmspc: fmspcs.optional().describe('platform families (FMSPC), separated by commas'),
  collateralPckCa: oneOf(['platform', 'processor'])
    .default('platform')
    .describe('who certifies the platforms: platform or processor'),
  crlStoreAddress: address.optional().describe('CrlStore'),
  tcbStoreAddress: address.optional().describe('TcbStore'),
  collateralInterval: wholeNumber({ min: 60_000 }).default('21600000').describe('ms between two looks at the source'),
}

const store = { agentStore: text.default('.local/agent/journal.db').describe('journal file (SQLite)') }

const storeSecrets = {
  databaseUrl: postgresUrl.optional().describe('journal in PostgreSQL instead; replicas share it'),
}

const operations = {
  operationsPort: portOrOff.default('9464').describe('/metrics, /healthz and /readyz, or "off"'),
  operationsHost: ipAddress.default('127.0.0.1').describe('address they listen on'),
  logLevel: oneOf(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('debug, info, warn, error, silent'),
}

const alerts = {
  smtpHost: text.optional().describe('mail server for alerts'),
  smtpPort: wholeNumber({ min: 1, max: 65_535 }).default('587').describe('465 is TLS from the start'),
  smtpUser: text.optional().describe('account, when the server wants one'),
  smtpFrom: text.optional().describe('sender of alerts'),
  smtpTo: recipients.optional().describe('recipients, separated by commas'),
  deadManIntervalSeconds: wholeNumber({ min: 1 }).default('60').describe('time between two pings of DEAD_MAN_URL'),
}

const alertSecrets = {
  slackWebhookUrl: webhook.optional().describe('Slack incoming webhook'),
  discordWebhookUrl: webhook.optional().describe('Discord webhook'),
  alertWebhookUrl: webhook.optional().describe('generic webhook; each call is signed'),
  alertWebhookSecret: z.string().min(16, 'must have 16 characters or more').optional().describe('signs those calls'),
  smtpPassword: text.optional().describe('password of SMTP_USER'),
  deadManUrl: webhook.optional().describe('pinged while all is well; its owner alarms when it stops'),
}

/** What may stand in the settings file as well as in the environment. */
export const settingsSchema = z.object({
  ...chain,
  ...acting,
  ...darkPool,
  ...signer,
  ...awal,
  ...collateral,
  ...store,
  ...operations,
  ...alerts,
})

/** What may stand in the environment only: the value as NAME, or as NAME_FILE a file that only its owner can read. */
export const secretsSchema = z.object({ ...signerSecrets, ...storeSecrets, ...alertSecrets })

/** Settings whose values may hold a provider's key: read from the file too, but never shown. */
export const ENDPOINT_KEYS = ['rpcUrl', 'awalRpcUrl'] as const satisfies (keyof typeof settingsSchema.shape)[]

/** Settings that are not quoted when they are wrong: a key may stand where none belongs. */
export const UNQUOTED_KEYS = [...ENDPOINT_KEYS, 'collateralSource'] as const

/** A setting or a secret, as the settings file spells it. */
export type SettingKey = keyof typeof settingsSchema.shape | keyof typeof secretsSchema.shape

const keysOf = <Shape extends object>(shape: Shape) => Object.keys(shape) as (keyof Shape)[]

/** The order in which settings are shown. */
export const TOPICS: readonly { title: string; keys: readonly SettingKey[] }[] = [
  { title: 'Chain', keys: keysOf(chain) },
  { title: 'Acting', keys: keysOf(acting) },
  { title: 'Dark pool', keys: keysOf(darkPool) },
  { title: 'Signer', keys: [...keysOf(signer), ...keysOf(signerSecrets)] },
  { title: 'Agentic wallet', keys: keysOf(awal) },
  { title: 'Enclave collateral', keys: keysOf(collateral) },
  { title: 'Journal', keys: [...keysOf(store), ...keysOf(storeSecrets)] },
  { title: 'Operation', keys: keysOf(operations) },
  { title: 'Alerts', keys: [...keysOf(alerts), ...keysOf(alertSecrets)] },
]
