import type { Hex } from 'viem'
import { type CdpSignerParameters, cdpSigner } from './cdpSigner.ts'
import { type KeystoreSignerParameters, keystoreSigner } from './keystoreSigner.ts'
import { localKeySigner } from './localKeySigner.ts'
import type { Signer } from './signer.ts'

/** Which signer acts for the agent, with what it needs to. */
export type SignerSettings =
  | { signer: 'localKey'; privateKey: Hex }
  | ({ signer: 'keystore' } & KeystoreSignerParameters)
  | ({ signer: 'cdp' } & CdpSignerParameters)

/** The signer that the settings name. */
export const createSigner = async (settings: SignerSettings): Promise<Signer> => {
  switch (settings.signer) {
    case 'localKey':
      return localKeySigner(settings.privateKey)
    case 'keystore':
      return keystoreSigner(settings)
    case 'cdp':
      return cdpSigner(settings)
  }
}
