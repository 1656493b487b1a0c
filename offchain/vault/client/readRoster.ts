import fs from 'node:fs'
import { hexToBytes } from 'viem'
import { z } from 'zod'
import { KitError } from '../../errors.ts'
import { decodePoint } from '../../protocol/vault/curve.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { requireVaultSize } from '../../protocol/vault/vaultKey.ts'
import { requireNodeUrl } from './requireNodeUrl.ts'
import type { Roster } from './roster.ts'

const IDENTITY = /^0x0[23][0-9a-f]{64}$/

const rosterSchema = z
  .object({
    threshold: z.number().int(),
    nodes: z.array(
      z
        .object({
          url: z.string(),
          identity: z
            .string()
            .regex(IDENTITY, 'must be an identity as `vault identity` prints it')
            .transform((value) => value as `0x${string}`),
        })
        .strict(),
    ),
  })
  .strict()

const requireDistinct = (values: readonly string[], what: string): void => {
  const twice = values.find((value, place) => values.indexOf(value) !== place)
  if (twice !== undefined) throw new KitError(`two nodes have the ${what} ${twice}`)
}

const parse = (text: string): Roster => {
  const parsed = rosterSchema.safeParse(JSON.parse(text))
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    throw new KitError(issues.join('; '))
  }
  const { threshold, nodes } = parsed.data
  requireVaultSize(nodes.length, threshold)
  for (const { identity } of nodes) decodePoint(hexToBytes(identity))
  requireDistinct(
    nodes.map(({ identity }) => identity),
    'identity',
  )
  requireDistinct(
    nodes.map(({ url }) => requireNodeUrl(url).origin),
    'URL',
  )
  return parsed.data
}

/**
 * The roster that the operators agreed on: `{ "threshold": 3, "nodes": [{ "url": "https://...", "identity": "0x02..." }] }`.
 *
 * @throws KitError that names the file, and what in it is wrong.
 */
export const readRoster = (file: string): Roster => {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw new KitError(`the roster ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof KitError || error instanceof VaultError)
      throw new KitError(`the roster ${file}: ${error.message}`)
    throw new KitError(`the roster ${file} is not JSON`)
  }
}
