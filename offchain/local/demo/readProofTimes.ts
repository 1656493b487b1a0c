import { KitError } from '../../errors.ts'

const sampleOf = (metrics: string, name: string): number => {
  const found = new RegExp(`^${name} ([0-9.e+-]+)$`, 'm').exec(metrics)
  if (!found) throw new KitError(`the matcher shows no ${name}`)
  return Number(found[1])
}

/** How many proofs the matcher has made, and what they took together, as its metrics say. */
export const readProofTimes = async ({
  operationsPort,
}: {
  operationsPort: number
}): Promise<{ count: number; totalMs: number }> => {
  const response = await fetch(`http://127.0.0.1:${operationsPort}/metrics`)
  if (!response.ok) throw new KitError(`the matcher's metrics answer ${response.status}`)
  const metrics = await response.text()
  const name = 'reserve_enclave_proof_seconds'
  return { count: sampleOf(metrics, `${name}_count`), totalMs: sampleOf(metrics, `${name}_sum`) * 1_000 }
}
