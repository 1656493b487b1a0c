import type { Hex } from 'viem'
import { requireOperator } from '../../protocol/vault/operatorRequest.ts'
import { RefusedError, refuseAs } from './refusedError.ts'

/** What an operator's request carries besides its body. */
export const OPERATOR_HEADERS = { signature: 'vault-operator-signature', deadline: 'vault-deadline' } as const

/** How far ahead a request may be dated: so long its signature has to be remembered. */
const MOST_SECONDS_AHEAD = 60

export type OperatorHeaders = Record<string, string | string[] | undefined>
export type OperatorGate = {
  /** Before the body is read: refuses what no body could make right. */
  greet(headers: OperatorHeaders): { signature: Hex; deadline: number }
  /** Refuses unless an operator of this node signed exactly this, for the first time. */
  admit(headers: OperatorHeaders, request: { path: string; body: Uint8Array }): void
}

export type OperatorGateParameters = {
  /** Identity of this node. */
  node: Hex
  /** Compressed points. */
  operators: readonly Hex[]
  /** Unix seconds. */
  clock: () => number
}

/** Lets in who may run ceremonies. It forgets at a restart what was used, as the node forgets its ceremonies. */
export const createOperatorGate = ({ node, operators, clock }: OperatorGateParameters): OperatorGate => {
  /** Deadlines of signatures that are used up. */
  const used = new Map<Hex, number>()

  const greet: OperatorGate['greet'] = (headers) => {
    const signature = headers[OPERATOR_HEADERS.signature]
    const deadlineText = headers[OPERATOR_HEADERS.deadline]
    if (typeof signature !== 'string' || !/^0x[0-9a-f]{128}$/.test(signature)) {
      throw new RefusedError('notSigned', `the header ${OPERATOR_HEADERS.signature} is not 64 bytes in lower-case hex`)
    }
    if (typeof deadlineText !== 'string' || !/^[1-9]\d{0,11}$/.test(deadlineText)) {
      throw new RefusedError('notSigned', `the header ${OPERATOR_HEADERS.deadline} is not in Unix seconds`)
    }
    const deadline = Number(deadlineText)
    const now = clock()
    if (deadline < now) throw new RefusedError('requestExpired', `the request expired at ${deadline}, it is ${now}`)
    if (deadline > now + MOST_SECONDS_AHEAD) {
      const reason = `more than ${MOST_SECONDS_AHEAD} s after ${now}`
      throw new RefusedError('deadlineTooFar', `the deadline ${deadline} is ${reason}`)
    }
    return { signature: signature as Hex, deadline }
  }

  return {
    greet,
    admit(headers, { path, body }) {
      const { signature, deadline } = greet(headers)
      if (used.has(signature)) {
        throw new RefusedError('requestReplayed', 'this request was made before; sign it with another deadline')
      }
      refuseAs('notOperator', () => requireOperator({ node, path, body, deadline }, signature, operators))
      for (const [old, until] of used) if (until < clock()) used.delete(old)
      used.set(signature, deadline)
    },
  }
}
