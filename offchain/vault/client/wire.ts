import type { Address, Hex } from 'viem'
import { z } from 'zod'
import type { Ceremony, CeremonyPlan, DealingCommitment, Seat } from '../../protocol/vault/ceremony.ts'
import type { Complaint, RevealedDealing } from '../../protocol/vault/dealing.ts'
import { LONGEST_PADDED } from '../../protocol/vault/padding.ts'
import { SEALED_OVERHEAD } from '../../protocol/vault/sealedSecret.ts'
import { SHARE_BOX_LENGTH, type ShareAnswer, type SignedShareRequest } from '../../protocol/vault/shareRequest.ts'
import { type CertifiedVaultKey, MOST_MEMBERS, type VaultKey } from '../../protocol/vault/vaultKey.ts'

/**
 * What nodes, coordinators and enclaves say to each other, as JSON: the shapes of the protocol's own types, with bytes in
 * lower-case hex of exact lengths. Whatever passes here is well-formed; whether it is true, the protocol decides.
 */
const bytes = (length: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * length}}$`), `must be ${length} bytes in lower-case hex`)
    .transform((value) => value as Hex)

/** Most bytes of a sealed secret: the longest padded message and what sealing adds. */
const LONGEST_SEALED = LONGEST_PADDED + SEALED_OVERHEAD
const sealedBytes = z
  .string()
  .max(2 + 2 * LONGEST_SEALED)
  .regex(/^0x([0-9a-f]{2})*$/, 'must be bytes in lower-case hex')
  .transform((value) => value as Hex)

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address')
  .transform((value) => value as Address)

const point = bytes(33)
const hash = bytes(32)
const compactSignature = bytes(64)
const proof = bytes(64)
const wholeNumber = z.number().int().safe().nonnegative()
const index = z.number().int().min(1).max(MOST_MEMBERS)
const listOf = <Item extends z.ZodTypeAny>(item: Item, most: number = MOST_MEMBERS) => z.array(item).max(most)

const member = z.object({ identity: point, publicShare: point }).strict()

const vaultKeyShape = {
  masterKey: point,
  epoch: wholeNumber,
  threshold: wholeNumber,
  members: listOf(member),
  transcript: hash,
}
export const vaultKeySchema: z.ZodType<VaultKey, z.ZodTypeDef, unknown> = z.object(vaultKeyShape).strict()
export const certifiedVaultKeySchema: z.ZodType<CertifiedVaultKey, z.ZodTypeDef, unknown> = z
  .object({ ...vaultKeyShape, signatures: listOf(compactSignature.nullable()) })
  .strict()

export const seatSchema: z.ZodType<Seat, z.ZodTypeDef, unknown> = z
  .object({ identity: point, receivingKey: point, signature: compactSignature })
  .strict()

const plan = {
  id: hash,
  epoch: wholeNumber,
  threshold: wholeNumber,
  former: certifiedVaultKeySchema.optional(),
}
export const ceremonyPlanSchema: z.ZodType<CeremonyPlan, z.ZodTypeDef, unknown> = z
  .object({ ...plan, identities: listOf(point) })
  .strict()
export const ceremonySchema: z.ZodType<Ceremony, z.ZodTypeDef, unknown> = z
  .object({ ...plan, seats: listOf(seatSchema) })
  .strict()

export const dealingCommitmentSchema: z.ZodType<DealingCommitment, z.ZodTypeDef, unknown> = z
  .object({ dealer: index, dealingHash: hash, signature: compactSignature })
  .strict()

export const dealingSchema: z.ZodType<RevealedDealing, z.ZodTypeDef, unknown> = z
  .object({
    dealer: index,
    commitments: listOf(point),
    ephemeral: point,
    boxes: listOf(bytes(48)),
    secretProof: proof,
    ephemeralProof: proof,
    signature: compactSignature,
  })
  .strict()

export const complaintSchema: z.ZodType<Complaint, z.ZodTypeDef, unknown> = z
  .object({ seat: index, dealer: index, boxKey: point, proof })
  .strict()

export const labelSchema = z
  .object({
    chainId: wholeNumber,
    contract: address,
    subject: hash,
    kind: wholeNumber.max(0xffffffff),
    sender: address,
  })
  .strict()

export const shareRequestSchema: z.ZodType<SignedShareRequest, z.ZodTypeDef, unknown> = z
  .object({
    node: point,
    epoch: wholeNumber,
    label: labelSchema,
    sealed: sealedBytes,
    signer: address,
    encryptionKey: hash,
    deadline: wholeNumber,
    signature: bytes(65),
  })
  .strict()

export const shareAnswerSchema: z.ZodType<ShareAnswer, z.ZodTypeDef, unknown> = z
  .object({ index, encapsulatedKey: hash, ciphertext: bytes(SHARE_BOX_LENGTH), signature: compactSignature })
  .strict()

/** What a node hands over at the end of a ceremony. Faults are left out: everyone finds the same ones in the record. */
export const concludedSchema: z.ZodType<{ key: VaultKey; signature: Hex }, z.ZodTypeDef, unknown> = z.object({
  key: vaultKeySchema,
  signature: compactSignature,
})

/** A key that a node signed and holds its share of, but that it does not know to be certified. */
export type PendingKey = { key: VaultKey; signature: Hex }

/** What a node says of itself. Nothing of it is trusted: keys are self-certifying. */
export type NodeStatus = {
  identity: Hex
  /** Of the share that it serves; undefined while it serves none. */
  epoch?: number
  pending: PendingKey[]
  /** Why it would refuse every request now, such as a chain that does not answer. */
  problem?: string
}
export const nodeStatusSchema: z.ZodType<NodeStatus, z.ZodTypeDef, unknown> = z
  .object({
    identity: point,
    epoch: wholeNumber.optional(),
    pending: listOf(z.object({ key: vaultKeySchema, signature: compactSignature }).strict()),
    problem: z.string().max(1_000).optional(),
  })
  .strict()

/** The longest that a node may have a client wait, in milliseconds. */
export const LONGEST_RETRY_AFTER_MS = 600_000

/** Why a node refused: `code` for programs, `message` for people. */
export type NodeRefusal = { code: string; message: string; retryable: boolean; retryAfterMs?: number }
export const nodeRefusalSchema: z.ZodType<NodeRefusal, z.ZodTypeDef, unknown> = z.object({
  code: z.string().max(100),
  message: z.string().max(1_000),
  retryable: z.boolean(),
  retryAfterMs: wholeNumber.max(LONGEST_RETRY_AFTER_MS).optional(),
})

/** Paths of a node. The ceremony's doors are open to operators only, who sign every request; `activate` is to everybody. */
export const NODE_PATHS = {
  /** GET: {@link NodeStatus}. */
  status: '/v1/status',
  /** GET: the certified key of the share that it serves; 404 while it serves none. */
  key: '/v1/key',
  /** POST a signed share request: {@link ShareAnswer}. */
  share: '/v1/share',
  /** POST `{ plan }`: the node's {@link Seat}; a node without one among `identities` that is to deal answers `null`. */
  join: '/v1/ceremony/join',
  /** POST `{ ceremony }`: {@link DealingCommitment}, or `null` from a node that does not deal. */
  commit: '/v1/ceremony/commit',
  /** POST `{ id, commitments }`: {@link RevealedDealing}, or `null`. The commitments are final from here on. */
  reveal: '/v1/ceremony/reveal',
  /** POST `{ id, dealings }`: the node's complaints, by which the dealings are final. */
  judge: '/v1/ceremony/judge',
  /** POST `{ id, complaints }`: `{ key, signature, faults }`, once the node's share is safely on disk. `null` without seat. */
  conclude: '/v1/ceremony/conclude',
  /**
   * POST a certified key: the node serves it from now on, and has erased the shares of earlier epochs. Any operator may
   * bring it, whoever ran the ceremony: the certificate alone decides.
   */
  activate: '/v1/ceremony/activate',
} as const
