import { compileCircuit } from './compileCircuit.ts'
import { prepareProver } from './prepareProver.ts'
import type { SettlementProver } from './settlementProver.ts'
import { readSrs } from './srs/readSrs.ts'
import { requireIgnition } from './srs/requireIgnition.ts'

export type OpenProductionProverParameters = {
  /** Folder of the SRS. */
  srs: string
  /** SHA-256 of its bn254_g1.dat, from a source that is independent of that file. */
  srsSha256: string
  /** Where program and key are written; nobody else may write there. */
  folder: string
  signal?: AbortSignal
}

/**
 * What settlements are proven with where they are worth something: under the SRS that is given, which has to be Ignition's.
 * That its points are powers of one secret was checked when the verifiers were made from it; from others, a verifier
 * would take no proof.
 */
export const openProductionProver = async ({
  srs: from,
  srsSha256,
  folder,
  signal,
}: OpenProductionProverParameters): Promise<SettlementProver> => {
  const openSrs = async () => {
    const srs = await readSrs(from, srsSha256)
    requireIgnition(srs)
    return srs
  }
  const { program } = await compileCircuit()
  return await prepareProver(program, folder, openSrs, signal)
}
