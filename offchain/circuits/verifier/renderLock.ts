import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type { SettlementProver } from '../settlementProver.ts'

export type LockParameters = {
  prover: SettlementProver
  /** SHA-256 by path. */
  sources: Record<string, string>
  /** Text by path. */
  verifiers: Record<string, string>
  srsName: string
  barretenbergVersion: string
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** What went into verifiers and came out, so that anyone can tell that nothing else did. All hashes are SHA-256. */
export const renderLock = async ({
  prover: { program, keyFile, srs, gates },
  sources,
  verifiers,
  srsName,
  barretenbergVersion,
}: LockParameters): Promise<string> => {
  const lock = {
    tools: { noir: (program as { noir_version?: string }).noir_version, barretenberg: barretenbergVersion },
    sources,
    program: sha256(Buffer.from(program.bytecode, 'base64')),
    gates,
    srs: { name: srsName, points: srs.points, g1: srs.g1Sha256, g2: srs.g2 },
    verificationKey: sha256(await fs.readFile(keyFile)),
    verifiers: Object.fromEntries(Object.entries(verifiers).map(([file, text]) => [file, sha256(text)])),
  }
  return `${JSON.stringify(lock, null, 2)}\n`
}
