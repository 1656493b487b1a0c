import { type Address, isAddressEqual, type PublicClient } from 'viem'
import { KitError } from '../../errors.ts'
import { createSigner, type SignerSettings } from './createSigner.ts'
import { dryRunWallet } from './dryRunWallet.ts'
import { type TransactionWalletParameters, transactionWallet } from './transactionWallet.ts'
import type { Wallet } from './wallet.ts'

/** A dry run needs no key and no fees. */
export type WalletSettings = { signer: 'dryRun' } | (SignerSettings & Omit<TransactionWalletParameters, 'signer'>)

/** The wallet that the settings name, provided that it acts for `agent`, the treasury's. */
export const openWallet = async (client: PublicClient, settings: WalletSettings, agent: Address): Promise<Wallet> => {
  if (settings.signer === 'dryRun') return dryRunWallet(agent)
  const signer = await createSigner(settings)
  if (!isAddressEqual(signer.address, agent)) {
    throw new KitError(`the key belongs to ${signer.address}, but the treasury's agent is ${agent}`)
  }
  return transactionWallet(client, { ...settings, signer })
}
