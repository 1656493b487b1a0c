import type { PublicClient } from 'viem'
import { describeError } from '../../chain/describeError.ts'
import { type BlockHeader, readHead } from '../../chain/readHead.ts'
import { settleWithin } from '../alerts/settleWithin.ts'

/** What one endpoint answered. `name` says which one it is without its URL, which may hold a provider's key. */
export type EndpointSurvey = { name: string; client: PublicClient } & (
  | { answers: true; chainId: number; head: BlockHeader }
  | { answers: false; error: string }
)

/** An endpoint that answered. */
export type AnsweringEndpoint = Extract<EndpointSurvey, { answers: true }>

const ask = async (client: PublicClient, name: string, timeoutMs: number): Promise<EndpointSurvey> => {
  const { signal } = new AbortController()
  try {
    const work = () => Promise.all([client.getChainId(), readHead(client)])
    const [chainId, head] = await settleWithin({ timeoutMs, signal, name: 'it', work })
    return { name, client, answers: true, chainId, head }
  } catch (error) {
    return { name, client, answers: false, error: describeError(error) }
  }
}

/** Asks every endpoint at once for its chain and its newest block. */
export const surveyEndpoints = (endpoints: readonly PublicClient[], timeoutMs: number): Promise<EndpointSurvey[]> =>
  Promise.all(
    endpoints.map((client, index) =>
      ask(client, endpoints.length === 1 ? 'RPC_URL' : `RPC_URL #${index + 1}`, timeoutMs),
    ),
  )
