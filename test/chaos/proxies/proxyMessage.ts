import type { Hex } from 'viem'
import type { RpcFault } from './rpcFault.ts'

/** Whether the step has reached the node when the agent dies. */
export type Moment = 'before' | 'after'

/** What the suite tells the proxy; `observe` is answered with an {@link Observation}. */
export type ProxyCommand =
  | { command: 'fault'; fault: RpcFault | undefined; seed: number }
  /** Starts counting and recording steps anew. */
  | { command: 'mark' }
  /** Holds the step when it comes. */
  | { command: 'trap'; step: string; moment: Moment }
  /** Lets what is held go on and holds this step instead. */
  | { command: 'trapNext'; step: string; moment: Moment }
  /** Lets what is held go on, or drops it for good; forgets a trap that was not reached. */
  | { command: 'release'; proceed: boolean }
  | { command: 'observe' }

/** What the proxy has seen since the mark. */
export type Observation = {
  steps: string[]
  /** Raw transactions that were broadcast through it. */
  sent: Hex[]
  /** Milliseconds since the last request that was not one for the head, and since the last request at all. */
  workIdleMs: number
  idleMs: number
}
