import { type Address, createWalletClient, custom, type Hex, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { reserveAttestationAbi } from '../../chain/generated.ts'
import { LOCAL_ACCOUNTS } from './accounts.ts'

/** The owner accepts the workflow, which the attestation refuses until then. */
export const acceptWorkflow = async (client: PublicClient, attestation: Address, workflowId: Hex): Promise<void> => {
  const owner = createWalletClient({
    account: privateKeyToAccount(LOCAL_ACCOUNTS.owner.privateKey),
    chain: client.chain,
    transport: custom(client),
  })
  const hash = await owner.writeContract({
    address: attestation,
    abi: reserveAttestationAbi,
    functionName: 'acceptWorkflow',
    args: [workflowId],
    chain: client.chain,
  })
  await client.waitForTransactionReceipt({ hash })
}
