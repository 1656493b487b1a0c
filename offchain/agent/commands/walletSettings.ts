import { parseEther, parseGwei } from 'viem'
import type { AgentSettings } from '../../config.ts'
import { KitError } from '../../errors.ts'
import type { SignerSettings } from '../wallets/createSigner.ts'
import type { WalletSettings } from '../wallets/openWallet.ts'

const given = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new KitError(`${name} is missing`)
  return value
}

const signerSettings = ({ config, secrets, signer }: AgentSettings): SignerSettings | { signer: 'dryRun' } => {
  switch (signer) {
    case 'dryRun':
      return { signer }
    case 'localKey':
      return { signer, privateKey: given(secrets.agentPrivateKey, 'AGENT_PRIVATE_KEY') }
    case 'keystore':
      return {
        signer,
        file: given(config.agentKeystore, 'AGENT_KEYSTORE'),
        passphrase: given(secrets.agentKeystorePassphrase, 'AGENT_KEYSTORE_PASSPHRASE'),
      }
    case 'cdp':
      return {
        signer,
        apiKeyId: given(config.cdpApiKeyId, 'CDP_API_KEY_ID'),
        apiKeySecret: given(secrets.cdpApiKeySecret, 'CDP_API_KEY_SECRET'),
        walletSecret: given(secrets.cdpWalletSecret, 'CDP_WALLET_SECRET'),
        address: given(config.agentAddress, 'AGENT_ADDRESS'),
      }
  }
}

/** What the wallet needs of the settings. */
export const walletSettings = (settings: AgentSettings, now: () => number): WalletSettings => {
  const signer = signerSettings(settings)
  if (signer.signer === 'dryRun') return signer
  const { maxFeeGwei, minGasBalance, replaceAfterSeconds } = settings.config
  const [maxFeePerGas, minBalance] = [parseGwei(maxFeeGwei), parseEther(minGasBalance)]
  return { ...signer, maxFeePerGas, minBalance, replaceAfterSeconds, now }
}
