import { fileURLToPath } from 'node:url'
import { barretenberg } from '../barretenberg.ts'
import { compileCircuit } from '../compileCircuit.ts'
import { hashFiles } from '../hashFiles.ts'
import { prepareProver } from '../prepareProver.ts'
import type { Srs } from '../srs/srs.ts'
import { withTemporaryFolder } from '../withTemporaryFolder.ts'
import { FLAVOURS, type Flavour, generateVerifiers } from './generateVerifiers.ts'
import { renderLock } from './renderLock.ts'

const SOURCES = fileURLToPath(new URL('../settlement', import.meta.url))

export type BuildVerifiersParameters = {
  /** Gets the number of points that the circuit needs. */
  openSrs: (points: number) => Promise<Srs>
  /** How the lock calls it. */
  srsName: string
  /** Contracts are named by this and their flavour. */
  name: string
  /** Where the verifiers go, for the lock. */
  folder: string
  notes: readonly string[]
  /** Adapts what Barretenberg generated to the SRS. */
  adapt: (verifier: string, srs: Srs) => string
  /** Is told what is under way. */
  progress: (step: string) => void
  signal?: AbortSignal | undefined
}

/** Texts by path: both verifiers and the lock (named by `lockFile`), made from the circuit's sources alone. */
export const buildVerifiers = (
  lockFile: string,
  { openSrs, srsName, name, folder, notes, adapt, progress, signal }: BuildVerifiersParameters,
): Promise<Record<string, string>> =>
  withTemporaryFolder(async (temporary) => {
    progress('compiling the circuit')
    const { program } = await compileCircuit(SOURCES)
    progress('making the verification key')
    const openLoudly = (points: number) => {
      progress(`reading ${points} points of the ${srsName} SRS`)
      return openSrs(points)
    }
    const prover = await prepareProver(program, temporary, openLoudly, signal)
    progress('generating the verifiers')
    const generated = await generateVerifiers({ keyFile: prover.keyFile, name, notes, signal })
    const verifiers = Object.fromEntries(
      FLAVOURS.map((flavour: Flavour) => [`${folder}/${name}${flavour}.sol`, adapt(generated[flavour], prover.srs)]),
    )
    const barretenbergVersion = (await barretenberg(['--version'], { signal })).trim()
    const sources = await hashFiles(SOURCES)
    const lock = await renderLock({ prover, sources, verifiers, srsName, barretenbergVersion })
    return { ...verifiers, [lockFile]: lock }
  })
