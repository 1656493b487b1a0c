import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompiledCircuit } from '@noir-lang/noir_js'
import { compileCircuit } from '../../../../offchain/circuits/compileCircuit.ts'

const SETTLEMENT = fileURLToPath(new URL('../../../../offchain/circuits/settlement', import.meta.url))

/** The settlement circuit with its source files changed; nothing is left of it but the compiler's cache. */
export const compileMutant = async (mutate: (source: string, file: string) => string): Promise<CompiledCircuit> => {
  const folder = mkdtempSync(join(tmpdir(), 'mutant-'))
  try {
    cpSync(SETTLEMENT, folder, { recursive: true })
    const sources = join(folder, 'src')
    for (const file of readdirSync(sources))
      writeFileSync(join(sources, file), mutate(readFileSync(join(sources, file), 'utf8'), file))
    return (await compileCircuit(folder)).program
  } finally {
    rmSync(folder, { recursive: true })
  }
}
