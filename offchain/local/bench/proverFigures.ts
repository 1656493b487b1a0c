import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'
import { compileCircuit } from '../../circuits/compileCircuit.ts'
import { CIRCUIT_CACHE } from '../../circuits/openSettlementProver.ts'
import { prepareProver } from '../../circuits/prepareProver.ts'
import { developmentSrs } from '../../circuits/srs/developmentSrs.ts'
import { type Figure, figure } from './figure.ts'

const CIRCUIT = path.join(projectRoot, 'offchain', 'circuits', 'settlement')

/** How long a circuit takes that nobody has compiled yet, until it can be proven; the SRS is there already. */
export const proverFigures = async (folder: string): Promise<Figure[]> => {
  const sources = path.join(folder, 'circuit')
  const made = path.join(folder, 'prover')
  await fs.cp(CIRCUIT, sources, { recursive: true })
  await fs.mkdir(made)
  // Sources that were never compiled before, and mean the same.
  await fs.appendFile(path.join(sources, 'src', 'main.nr'), `\n// ${randomUUID()}\n`)
  const openSrs = (points: number) => developmentSrs(points, CIRCUIT_CACHE)
  const startedAt = performance.now()
  const { program, hash } = await compileCircuit(sources)
  await prepareProver(program, made, openSrs)
  const seconds = (performance.now() - startedAt) / 1000
  await fs.rm(path.join(CIRCUIT_CACHE, `${hash}.json`))
  return [figure('pool: compile the circuit and make its key', 's', seconds, 15)]
}
