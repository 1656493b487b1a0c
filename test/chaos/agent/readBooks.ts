import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

const amount = z.string().transform((digits) => BigInt(digits))

/** What the suite relies on of `agent history --json`; amounts are base units. */
const historySchema = z.object({
  actions: z.array(
    z.object({
      kind: z.string(),
      id: z.number(),
      state: z.string(),
      amount,
      delivered: amount.optional(),
      transactions: z.array(z.object({ txHash: z.string() })),
      minedIn: z.object({ txHash: z.string(), blockHash: z.string() }).optional(),
    }),
  ),
  incidents: z.array(
    z.object({ id: z.number(), kind: z.string(), summary: z.string(), closedAt: z.number().optional() }),
  ),
})

/** What one journal says that was done and was wrong. */
export type JournalBooks = z.infer<typeof historySchema>

const ALL = '1000'

/** Asks the agent's own command, which reads the journal whether or not an agent is running. */
export const readBooks = async (command: readonly string[], env: NodeJS.ProcessEnv): Promise<JournalBooks> => {
  const [program = '', ...args] = [...command, 'history', '--json', '--limit', ALL]
  const { stdout } = await run(program, args, { env, maxBuffer: 64 * 1024 * 1024 })
  return historySchema.parse(JSON.parse(stdout))
}
