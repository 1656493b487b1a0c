import type { Hex } from 'viem'
import { z } from 'zod'
import { MOST_MEMBERS } from '../../protocol/vault/vaultKey.ts'
import {
  ceremonyPlanSchema,
  ceremonySchema,
  complaintSchema,
  dealingCommitmentSchema,
  dealingSchema,
  NODE_PATHS,
} from '../client/wire.ts'
import { readJson } from './readJson.ts'
import type { VaultNode } from './vaultNode.ts'

/** A path that is open to operators: its longest body, and what it makes the node do. */
export type OperatorDoor = {
  path: string
  mostBytes: number
  /** The answer is for JSON. */
  open(node: VaultNode, body: Uint8Array): unknown
}

const door = <Body>(
  path: string,
  {
    schema,
    mostBytes,
    open,
  }: {
    schema: z.ZodType<Body, z.ZodTypeDef, unknown>
    mostBytes: number
    open: (node: VaultNode, body: Body) => unknown
  },
): OperatorDoor => ({ path, mostBytes, open: (node, body) => open(node, readJson(schema, body)) })

const id = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'must be 32 bytes in lower-case hex')
  .transform((value) => value as Hex)

const KIB = 1_024

/** Longest bodies are for a vault of as many nodes as there can be. */
export const OPERATOR_DOORS: readonly OperatorDoor[] = [
  door(NODE_PATHS.join, {
    schema: z.object({ plan: ceremonyPlanSchema }).strict(),
    mostBytes: 32 * KIB,
    open: (node, { plan }) => node.join(plan),
  }),
  door(NODE_PATHS.commit, {
    schema: z.object({ ceremony: ceremonySchema }).strict(),
    mostBytes: 32 * KIB,
    open: (node, { ceremony }) => node.commit(ceremony),
  }),
  door(NODE_PATHS.reveal, {
    schema: z.object({ id, commitments: z.array(dealingCommitmentSchema).max(MOST_MEMBERS) }).strict(),
    mostBytes: 16 * KIB,
    open: (node, { id, commitments }) => node.reveal(id, commitments),
  }),
  door(NODE_PATHS.judge, {
    schema: z.object({ id, dealings: z.array(dealingSchema).max(MOST_MEMBERS) }).strict(),
    mostBytes: 256 * KIB,
    open: (node, { id, dealings }) => node.judge(id, dealings),
  }),
  door(NODE_PATHS.conclude, {
    schema: z.object({ id, complaints: z.array(complaintSchema).max(MOST_MEMBERS * MOST_MEMBERS) }).strict(),
    mostBytes: 384 * KIB,
    open: (node, { id, complaints }) => node.conclude(id, complaints),
  }),
]
