import { readSlotKeys } from '../../maker/keys/readSlotKeys.ts'
import { type KnownSlot, openSecrets } from '../pool/openSecrets.ts'
import type { SecretNumber } from '../pool/secretPatterns.ts'
import type { PoolAtWork } from '../pool/startPoolAtWork.ts'
import type { ReserveStack } from '../stack/startLocalStack.ts'

/** What nobody may learn of a story so far: keys of the issuer, and all that orders, quotes, fills and balances say once they are opened. */
export const openStorySecrets = async (
  { client, deployment, reserveSlotKey, custodian, orderSeed, agentSealingSecret }: ReserveStack,
  { makers }: Pick<PoolAtWork, 'makers'>,
): Promise<readonly SecretNumber[]> => {
  const slots: KnownSlot[] = [
    { name: 'the reserve', owner: deployment.treasury, key: reserveSlotKey },
    ...makers.makers.flatMap(({ name, maker }) =>
      [...readSlotKeys(maker.keyFile).values()].map((key) => ({ name, owner: maker.account, key })),
    ),
  ]
  const toBlock = await client.getBlockNumber({ cacheTime: 0 })
  return [
    { name: 'API key of the custodian', value: BigInt(custodian.apiKey) },
    { name: 'ORDER_SEED', value: BigInt(orderSeed) },
    { name: 'sealing key of the agent', value: BigInt(agentSealingSecret) },
    ...(await openSecrets(client, { deployment, toBlock, slots, orderKey: reserveSlotKey })),
  ]
}
