import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompiledCircuit } from '@noir-lang/noir_js'
import { KitError } from '../errors.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SETTLEMENT = fileURLToPath(new URL('settlement', import.meta.url))
const COMPILER = '@noir-lang/noir_wasm'

/** A circuit that is ready to be executed and proved. */
export type CompiledProgram = {
  program: CompiledCircuit
  /** SHA-256, as hex, of the sources and the compiler's version: what the program follows from. */
  hash: string
}

const sourcesOf = (folder: string): string[] => [
  'Nargo.toml',
  ...readdirSync(join(folder, 'src'))
    .sort()
    .map((file) => join('src', file)),
]

const compilerVersion = (): string =>
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies[COMPILER]

const hashSources = (folder: string): string => {
  const hash = createHash('sha256').update(JSON.stringify([COMPILER, compilerVersion()]))
  for (const file of sourcesOf(folder)) hash.update(JSON.stringify([file, readFileSync(join(folder, file), 'utf8')]))
  return hash.digest('hex')
}

const compile = async (folder: string): Promise<CompiledCircuit> => {
  // Loaded only where nothing is cached: 30 MB that a prover with a compiled program does without.
  const compiler = await import('@noir-lang/noir_wasm')
  const silent = () => {}
  try {
    const { program } = await compiler.compile(compiler.createFileManager(folder), undefined, silent, silent)
    return program
  } catch (error) {
    throw new KitError(`the circuit in ${folder} does not compile: ${(error as Error).message}`, { cause: error })
  }
}

/**
 * Compiles a Noir project, the settlement's unless told otherwise. The result is kept under `cache/circuits`, by its
 * hash: what has not changed is not compiled again.
 */
export const compileCircuit = async (folder: string = SETTLEMENT): Promise<CompiledProgram> => {
  const hash = hashSources(folder)
  const cache = join(ROOT, 'cache', 'circuits')
  const file = join(cache, `${hash}.json`)
  if (existsSync(file)) return { program: JSON.parse(readFileSync(file, 'utf8')), hash }
  const program = await compile(folder)
  mkdirSync(cache, { recursive: true })
  // Others may be compiling too: a file that is there is whole.
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify(program))
  renameSync(unfinished, file)
  return { program, hash }
}
