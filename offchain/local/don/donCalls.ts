import { create, toBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { SDK_PB, VALUES_PB } from '@chainlink/cre-sdk/pb'
import { BaseError } from 'viem'
import { KitError } from '../../errors.ts'
import type { CallContext, Capability } from './capabilities/capability.ts'
import { CONSENSUS_ID } from './capabilities/consensus.ts'
import { aggregateObservations } from './capabilities/simpleConsensus.ts'
import { type Ballot, largestGroup, noQuorum, openBallot, type Quorum } from './quorum.ts'

type Request = SDK_PB.CapabilityRequest
type Response = SDK_PB.CapabilityResponse

// visibility:origin:code, then the message: the wire format of capability errors, which may contain further colons.
const ERROR_PREFIX = 'Public:System:Unknown:'

const messageOf = (error: unknown): string => {
  // viem's full message repeats the request; the short one says what went wrong.
  if (error instanceof BaseError) return error.shortMessage
  return error instanceof Error ? error.message : String(error)
}

/** Turns a capability's reply or failure into the message the guest gets. */
export const respond = async (reply: () => Promise<Any> | Any): Promise<Response> => {
  try {
    return create(SDK_PB.CapabilityResponseSchema, { response: { case: 'payload', value: await reply() } })
  } catch (error) {
    const value = `${ERROR_PREFIX}${messageOf(error)}`
    return create(SDK_PB.CapabilityResponseSchema, { response: { case: 'error', value } })
  }
}

/** A decided call: what a node must have asked, also later, to get the reply (absent: anything), and the reply. */
type Decided = { readonly agreed?: Uint8Array; readonly response: Promise<Response> }

export type DonCalls = {
  /** One node's request; resolves when a quorum of nodes has asked for the same and it has been carried out, once. */
  ask(node: number, request: Request): Promise<Response>
  /** This node asks for nothing more. */
  withdraw(node: number): void
}

const bytesOf = (request: Request): Uint8Array => toBinary(SDK_PB.CapabilityRequestSchema, request)

const isObservation = ({ id, method }: Request): boolean => id === CONSENSUS_ID && method === 'Simple'

/** The DON's side of one execution: collects the nodes' requests by callback id and acts on agreement. */
export const collectDonCalls = (parameters: {
  voters: Iterable<number>
  quorum: Quorum
  capabilities: ReadonlyMap<string, Capability>
  context: Omit<CallContext, 'endorsers'>
}): DonCalls => {
  const { quorum, capabilities, context } = parameters
  const asking = new Set(parameters.voters)
  const ballots = new Map<number, Ballot<Request, Decided>>()

  const carryOut = ({ id, method, payload }: Request, endorsers: readonly number[]): Promise<Response> =>
    respond(() => {
      const capability = capabilities.get(id)
      if (!capability?.modes.includes('don')) {
        throw new KitError(`${id} cannot be called for the whole DON; call it in node mode or from the enclave`)
      }
      return capability.invoke(method, payload?.value ?? new Uint8Array(), { ...context, endorsers })
    })

  const decide = (votes: ReadonlyMap<number, Request>, complete: boolean): Decided | undefined => {
    const observations = [...votes].filter(([, vote]) => isObservation(vote))
    if (observations.length > votes.size / 2) {
      const payloads = new Map(observations.map(([node, vote]) => [node, vote.payload?.value ?? new Uint8Array()]))
      const value = aggregateObservations(payloads, complete, quorum)
      // A dissenting observation is no offence: every node gets the agreed value.
      return value && { response: respond(() => anyPack(VALUES_PB.ValueSchema, value)) }
    }
    const endorsers = largestGroup(new Map([...votes].map(([node, vote]) => [node, bytesOf(vote)])))
    const request = votes.get(endorsers[0] ?? -1)
    if (request && endorsers.length >= quorum.needed) {
      return { agreed: bytesOf(request), response: carryOut(request, endorsers) }
    }
    if (complete) throw noQuorum(request ? `${request.id} ${request.method}` : 'a call', endorsers.length, quorum)
    return undefined
  }

  return {
    ask: async (node, request) => {
      const ballot = ballots.get(request.callbackId) ?? openBallot(asking, decide)
      ballots.set(request.callbackId, ballot)
      ballot.cast(node, request)
      return respondTo(request, ballot)
    },
    withdraw: (node) => {
      asking.delete(node)
      for (const ballot of ballots.values()) ballot.withdraw(node)
    },
  }
}

const respondTo = async (request: Request, ballot: Ballot<Request, Decided>): Promise<Response> => {
  try {
    const { agreed, response } = await ballot.outcome
    if (!agreed || Buffer.compare(agreed, bytesOf(request)) === 0) return await response
    throw new KitError(`this simulated node's ${request.method} request deviates from the quorum's`)
  } catch (error) {
    return respond(() => {
      throw error
    })
  }
}
