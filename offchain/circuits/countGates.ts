import { z } from 'zod'
import { KitError } from '../errors.ts'
import { barretenberg } from './barretenberg.ts'

const answer = z.object({ functions: z.array(z.object({ circuit_size: z.number().int().positive() })).length(1) })

/** Gates of the program in a file. */
export const countGates = async (programFile: string, signal?: AbortSignal): Promise<number> => {
  const printed = await barretenberg(['gates', '-b', programFile], { signal })
  const json = printed.slice(printed.indexOf('{'), printed.lastIndexOf('}') + 1)
  const { data } = answer.safeParse(JSON.parse(json || 'null'))
  if (!data) throw new KitError(`bb gates did not print one circuit's size: ${printed}`)
  return data.functions[0]?.circuit_size as number
}
