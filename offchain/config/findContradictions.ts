import { parseUnits } from 'viem'
import { environmentName } from './environmentName.ts'
import type { GivenSettings, SettingsProblem } from './settingsProblem.ts'
import type { SettingKey } from './settingsSchema.ts'

export type FindContradictionsParameters = {
  /** What was given, of whatever source; defaults left out. */
  values: GivenSettings['values']
  /** `act` needs every key that acting needs; `read` looks only. */
  purpose: 'act' | 'read'
}

const WHOLE_AMOUNT = /^\d{1,18}(\.\d{1,6})?$/

/** Compares two amounts of six decimals; what is malformed is reported where it is parsed. */
const exceeds = (amount: string, limit: string): boolean =>
  WHOLE_AMOUNT.test(amount) && WHOLE_AMOUNT.test(limit) && parseUnits(amount, 6) > parseUnits(limit, 6)

/** Rules between settings. */
export const findContradictions = ({ values, purpose }: FindContradictionsParameters): SettingsProblem[] => {
  const problems: SettingsProblem[] = []
  const has = (key: SettingKey): boolean => values[key] !== undefined
  const amount = (key: SettingKey): string => String(values[key] ?? '0')
  const say = (key: SettingKey, message: string): void => void problems.push({ setting: environmentName(key), message })
  /** Where one of `needed` is not given. */
  const need = (because: string, ...needed: SettingKey[]): void => {
    for (const key of needed) if (!has(key)) say(key, `is missing; ${because} needs it`)
  }

  if (has('agentStore') && has('databaseUrl')) say('agentStore', 'and DATABASE_URL are both set; keep one journal')

  if (purpose === 'act') {
    need('opening the orders', 'agentSealingKey')
    if (values.awalDryRun === 'false') {
      const signer = values.signer ?? (has('agentPrivateKey') ? 'localKey' : undefined)
      if (signer === undefined) {
        say('signer', 'is missing; AWAL_DRY_RUN=false needs one: localKey, keystore or cdp, or set AGENT_PRIVATE_KEY')
      }
      if (signer === 'dryRun') say('signer', 'is dryRun, but AWAL_DRY_RUN is false; change one of them')
      if (signer === 'localKey') need('SIGNER=localKey', 'agentPrivateKey')
      if (signer === 'keystore') need('SIGNER=keystore', 'agentKeystore', 'agentKeystorePassphrase')
      if (signer === 'cdp') need('SIGNER=cdp', 'agentAddress', 'cdpApiKeyId', 'cdpApiKeySecret', 'cdpWalletSecret')
    }
  }

  if (values.awalEnabled === 'true') {
    const needed = [
      'awalBin',
      'awalRpcUrl',
      'awalAccount',
      'awalRecipient',
      'awalMaxPerAction',
      'awalMaxPerDay',
    ] as const
    need('AWAL_ENABLED=true', ...needed)
    if (exceeds(amount('awalMaxPerAction'), amount('awalMaxPerDay'))) {
      say('awalMaxPerAction', `is ${amount('awalMaxPerAction')}, above AWAL_MAX_PER_DAY; lower it`)
    }
  }

  if (exceeds(amount('replenishTarget'), '0') !== exceeds(amount('replenishStep'), '0')) {
    say('replenishTarget', 'and REPLENISH_STEP belong together; set both above 0, or neither')
  }
  if (exceeds(amount('replenishStep'), amount('replenishTarget'))) {
    say('replenishStep', `is ${amount('replenishStep')}, above REPLENISH_TARGET; lower it`)
  }

  if (has('collateralSource')) need('COLLATERAL_SOURCE', 'collateralFmspc', 'crlStoreAddress', 'tcbStoreAddress')

  if (has('alertWebhookUrl')) need('ALERT_WEBHOOK_URL', 'alertWebhookSecret')
  if (has('alertWebhookSecret')) need('ALERT_WEBHOOK_SECRET', 'alertWebhookUrl')
  if (has('smtpHost')) need('SMTP_HOST', 'smtpFrom', 'smtpTo')
  else
    for (const key of ['smtpUser', 'smtpFrom', 'smtpTo'] as const) if (has(key)) need(environmentName(key), 'smtpHost')
  if (has('smtpUser')) need('SMTP_USER', 'smtpPassword')
  if (has('smtpPassword')) need('SMTP_PASSWORD', 'smtpUser')
  return problems
}
