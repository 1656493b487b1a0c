import type { Address } from 'viem'
import { readEnclave } from '../../chain/enclave/readEnclave.ts'
import { readPinnedRoot } from '../../chain/enclave/readPinnedRoot.ts'
import { readHead } from '../../chain/readHead.ts'
import { KitError } from '../../errors.ts'
import type { TcbStatus } from '../../protocol/tdx/tcbStatus.ts'
import type { LocalStack } from '../stack/startLocalStack.ts'

/** The simulated enclave, as the registry shows it. */
export type VerifiedEnclave = {
  signer: Address
  isActive: true
  simulated: true
  root: string
  tcbStatus: TcbStatus
  /** Unix seconds. */
  expiresAt: number
}

/** Asks the chain whether the simulated enclave is active, and which root its registry trusts. */
export const verifyEnclave = async ({
  client,
  deployment,
  enclave,
}: Pick<LocalStack, 'client' | 'deployment'> & { enclave: { signer: Address } }): Promise<VerifiedEnclave> => {
  const { enclaveRegistry: registry } = deployment
  const { signer } = enclave
  const block = await readHead(client)
  const { isActive, tcbStatus, expiresAt } = await readEnclave(client, { registry, signer, block })
  if (!isActive) throw new KitError(`the simulated enclave ${signer} is not active in the registry ${registry}`)
  const { name: root } = await readPinnedRoot(client, { registry, block })
  return { signer, isActive, simulated: true, root, tcbStatus, expiresAt }
}
