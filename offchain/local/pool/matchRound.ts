import type { PublicClient } from 'viem'
import { readPoolLogs } from '../../chain/darkpool/readPoolLogs.ts'
import type { PoolTerms } from '../../chain/darkpool/readPoolTerms.ts'
import { readRound } from '../../chain/darkpool/readRound.ts'
import { readRoundPrice } from '../../chain/darkpool/readRoundPrice.ts'
import { LOCAL_CHAIN_ID } from '../../chain/mainnet.ts'
import { readHead } from '../../chain/readHead.ts'
import { type ProveRound, type ReadySettlement, settleClosedRound } from '../../enclave/matching/settleClosedRound.ts'
import type { Deployment } from '../stack/deployContracts.ts'
import type { SimulatedEnclave } from '../stack/startSimulatedEnclave.ts'

export type MatchRoundParameters = {
  client: PublicClient
  deployment: Pick<Deployment, 'darkPool' | 'startBlock'>
  terms: PoolTerms
  enclave: Pick<SimulatedEnclave, 'signer' | 'sign' | 'keyOf'>
  prove: ProveRound
  leaveOut?: ReadonlySet<number>
  signal?: AbortSignal
}

/** Settles the closed round as the matcher does: from the newest block, the pool's logs and the opened slot keys. */
export const matchRound = async ({
  client,
  deployment,
  terms,
  enclave,
  prove,
  leaveOut,
  signal,
}: MatchRoundParameters): Promise<ReadySettlement> => {
  const pool = deployment.darkPool
  const block = await readHead(client)
  const [round, logs] = await Promise.all([
    readRound(client, { pool, block }),
    readPoolLogs(client, { pool, startBlock: deployment.startBlock, toBlock: block.number }),
  ])
  const { closedAt, request } = round
  const { prices } = terms
  const price = request && (await readRoundPrice(client, { prices, closedAt: BigInt(closedAt), block }))
  return settleClosedRound({
    ...{ round, logs, price, pool, prove, leaveOut, signal },
    chainId: LOCAL_CHAIN_ID,
    minimumQuote: terms.minimumQuote,
    attestationVerifier: terms.attestationVerifier,
    deadline: closedAt + terms.settlementWindow,
    keyOf: enclave.keyOf,
    keys: enclave,
  })
}
