import type { Rule } from '../hostile/negative.ts'

/** One planted bug: a piece of the circuit's source, which has to occur exactly once in its file, and what replaces it. */
export type Mutation = {
  /** What the circuit no longer does. */
  name: string
  of: Rule
  file: `${string}.nr`
  from: string
  to: string
  /** Why nothing can be won by it, if no test can tell the mutant from the circuit. */
  harmless?: string
}
