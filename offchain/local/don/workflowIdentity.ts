import { createHash } from 'node:crypto'
import { type Address, bytesToHex, type Hex, hexToBytes, stringToHex } from 'viem'

/** Who the reports speak for, as the forwarder hands it to the receiver. */
export type WorkflowIdentity = {
  readonly id: Hex
  /** First ten hex characters of sha256(name), as ASCII: bytes10. */
  readonly nameHash: Hex
  readonly owner: Address
}

const sha256 = (parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/**
 * The id the DON signs for: sha256(owner, name, wasm, config, secretsUrl) with a version byte of zero in front. It changes with every
 * change of code or configuration. Source: chainlink-common GenerateWorkflowID, read 2026-08.
 */
export const computeWorkflowId = (workflow: {
  owner: Address
  name: string
  wasm: Uint8Array
  config: Uint8Array
  secretsUrl?: string
}): Hex => {
  const { owner, name, wasm, config, secretsUrl = '' } = workflow
  const id = sha256([hexToBytes(owner), name, wasm, config, secretsUrl])
  id[0] = 0
  return bytesToHex(id)
}

export const computeWorkflowNameHash = (name: string): Hex => stringToHex(sha256([name]).toString('hex').slice(0, 10))

/** One id per workflow, event and handler, so a report that was delivered cannot be delivered again. Source: GenerateExecutionIDWithTriggerIndex. */
export const computeExecutionId = (workflowId: Hex, eventId: string, handlerIndex: number): Uint8Array =>
  sha256([workflowId.slice(2), eventId, String(handlerIndex)])
