import fs from 'node:fs/promises'
import path from 'node:path'
import type { CompiledCircuit } from '@noir-lang/noir_js'
import { KitError } from '../errors.ts'
import { barretenberg } from './barretenberg.ts'
import { countGates } from './countGates.ts'
import type { SettlementProver } from './settlementProver.ts'
import type { Srs } from './srs/srs.ts'

/** Rows that Barretenberg adds for zero knowledge, and some. */
const SPARE_ROWS = 64

/** Writes a program and its verification key into `folder`; `openSrs` gets the number of points that they need. */
export const prepareProver = async (
  program: CompiledCircuit,
  folder: string,
  openSrs: (points: number) => Promise<Srs>,
  signal?: AbortSignal,
): Promise<SettlementProver> => {
  const programFile = path.join(folder, 'program.json')
  await fs.writeFile(programFile, JSON.stringify(program))
  const gates = await countGates(programFile, signal)
  const points = 2 ** Math.ceil(Math.log2(gates + SPARE_ROWS))
  const srs = await openSrs(points)
  // Barretenberg would go on-line for the rest.
  if (srs.points < points) {
    throw new KitError(`the SRS in ${srs.folder} has ${srs.points} points, wanted ${points} for ${gates} gates`)
  }
  await barretenberg(['write_vk', '-b', programFile, '-o', folder], { srs: srs.folder, signal })
  return { program, programFile, keyFile: path.join(folder, 'vk'), srs, gates }
}
