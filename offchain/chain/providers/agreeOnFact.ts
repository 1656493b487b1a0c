import { projectAnswer } from './projectAnswer.ts'
import { rankEndpoints } from './rankEndpoints.ts'
import type { RpcEndpoint } from './rpcEndpoint.ts'
import type { RpcOutcome } from './rpcOutcome.ts'

export type AgreeOnFactParameters = {
  method: string
  params: unknown
  /** How many must state the same. */
  quorum: number
}

export type QuorumOutcome = RpcOutcome | { kind: 'disagreed'; reason: string }

type Answer = { endpoint: RpcEndpoint; outcome: RpcOutcome; fact: string | undefined }

const isNumber = (block: unknown): block is string => typeof block === 'string' && /^0x[0-9a-f]+$/i.test(block)

/** A provider that has not reached the end of a range answers with the logs that it has: an omission that looks right. */
const findOmission = async (
  endpoint: RpcEndpoint,
  method: string,
  params: unknown,
): Promise<RpcOutcome | undefined> => {
  const toBlock = method === 'eth_getLogs' ? (params as [{ toBlock?: unknown }])[0]?.toBlock : undefined
  if (!isNumber(toBlock) || (endpoint.health().head ?? -1n) >= BigInt(toBlock)) return undefined
  const outcome = await endpoint.ask('eth_blockNumber', [])
  if (outcome.kind === 'failed' || (endpoint.health().head ?? -1n) >= BigInt(toBlock)) return undefined
  const message = `it has not reached block ${BigInt(toBlock)}`
  return { kind: 'refused', error: { code: -32000, message, data: undefined } }
}

const askFact = async (endpoint: RpcEndpoint, method: string, params: unknown): Promise<Answer> => {
  const outcome = (await findOmission(endpoint, method, params)) ?? (await endpoint.ask(method, params))
  if (outcome.kind === 'reverted') return { endpoint, outcome, fact: `reverted ${outcome.error.data}` }
  if (outcome.kind !== 'result') return { endpoint, outcome, fact: undefined }
  const fact = projectAnswer(method, outcome.result)
  if (fact !== undefined) return { endpoint, outcome, fact }
  const reason = `a malformed answer to ${method}`
  endpoint.distrust(reason)
  return { endpoint, outcome: { kind: 'failed', reason }, fact: undefined }
}

/** The largest group of answers that state the same fact. */
const majority = (answers: readonly Answer[]): Answer[] => {
  let largest: Answer[] = []
  for (const { fact } of answers) {
    const same = fact === undefined ? [] : answers.filter((other) => other.fact === fact)
    if (same.length > largest.length) largest = same
  }
  return largest
}

const describeTrouble = ({ endpoint, outcome }: Answer): string => {
  if (outcome.kind === 'failed') return `${endpoint.name}: ${outcome.reason}`
  return outcome.kind === 'refused' ? `${endpoint.name}: ${outcome.error.message}` : `${endpoint.name} answered`
}

const explain = (method: string, quorum: number, answers: readonly Answer[]): QuorumOutcome => {
  const facts = answers.filter(({ fact }) => fact !== undefined)
  const different = new Set(facts.map(({ fact }) => fact)).size
  if (different > 1) {
    const reason = `providers disagree about ${method}: ${different} answers from ${facts.length} providers`
    return { kind: 'disagreed', reason }
  }
  const refusal = answers.find(({ outcome }) => outcome.kind === 'refused')
  if (refusal?.outcome.kind === 'refused') {
    return { kind: 'refused', error: { ...refusal.outcome.error, message: describeTrouble(refusal) } }
  }
  const troubles = answers.filter(({ fact }) => fact === undefined).map(describeTrouble)
  const shortage = quorum === 1 ? `${method} failed` : `${facts.length} of ${quorum} needed providers answer ${method}`
  return { kind: 'failed', reason: [shortage, ...troubles].join('; ') }
}

/** Asks as many endpoints as it takes until `quorum` of them state the same fact. The healthiest are asked first. */
export const agreeOnFact = async (
  endpoints: readonly RpcEndpoint[],
  { method, params, quorum }: AgreeOnFactParameters,
): Promise<QuorumOutcome> => {
  const queue = rankEndpoints(endpoints)
  const pending = new Map<RpcEndpoint, Promise<Answer>>()
  const answers: Answer[] = []
  for (;;) {
    const agreed = majority(answers)
    if (agreed[0] && agreed.length >= quorum) {
      const outvoted = quorum > 1 ? answers.filter(({ fact }) => fact !== undefined && fact !== agreed[0]?.fact) : []
      for (const { endpoint } of outvoted) endpoint.distrust(`another answer to ${method} than ${quorum} others gave`)
      return agreed[0].outcome
    }
    while (pending.size < quorum - agreed.length) {
      const endpoint = queue.shift()
      if (!endpoint) break
      pending.set(endpoint, askFact(endpoint, method, params))
    }
    if (pending.size === 0) return explain(method, quorum, answers)
    const answer = await Promise.race(pending.values())
    pending.delete(answer.endpoint)
    answers.push(answer)
  }
}
