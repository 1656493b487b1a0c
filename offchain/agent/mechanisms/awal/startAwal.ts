import { isAddressEqual, type PublicClient } from 'viem'
import { KitError } from '../../../errors.ts'
import type { Log } from '../../../log.ts'
import type { Mechanism } from '../mechanism.ts'
import { type AwalMechanismParameters, awalMechanism } from './awalMechanism.ts'
import { openAwalWallet } from './openAwalWallet.ts'

/** What whoever switches the mechanism on must know; for the log and the help text. */
export const AWAL_NOTICE =
  'awal is outside the treasury: its caps, its recipient and that it acts once are only as good as this process and ' +
  'its journal; one action at a time, and one whose outcome is unknown halts every heal until an operator resolves it'

export type StartAwalParameters = Omit<AwalMechanismParameters, 'wallet'> & { client: PublicClient; log: Log }

/** Opens the agentic wallet and says what it does not guarantee; throws when program, version or chain do not fit. */
export const startAwal = async ({ log, ...parameters }: StartAwalParameters): Promise<Mechanism> => {
  const { settings, client } = parameters
  const { chain, chainId, account, recipient, maxPerAction, maxPerDay, trade } = settings
  const answered = await client.getChainId()
  if (answered !== chainId) throw new KitError(`AWAL_RPC_URL is of chain ${answered}, not of ${chain} (${chainId})`)
  if (trade && chain !== 'base')
    throw new KitError(`awal sells ether on Base only, not on ${chain}; unset AWAL_TRADE_ETHER`)
  if (isAddressEqual(account, recipient)) throw new KitError('AWAL_RECIPIENT is the agentic wallet itself')
  if (maxPerAction > maxPerDay) throw new KitError('AWAL_MAX_PER_ACTION is above AWAL_MAX_PER_DAY; lower it')
  const wallet = await openAwalWallet(settings)
  log.warn({ version: wallet.version, chain, account, recipient, maxPerAction, maxPerDay }, AWAL_NOTICE)
  return awalMechanism({ ...parameters, wallet })
}
