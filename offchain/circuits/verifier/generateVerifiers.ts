import fs from 'node:fs/promises'
import path from 'node:path'
import { KitError } from '../../errors.ts'
import { barretenberg } from '../barretenberg.ts'
import { withTemporaryFolder } from '../withTemporaryFolder.ts'

/** Barretenberg's two verifiers of the same proofs: the plain one costs three and a half times as much gas. */
export const FLAVOURS = ['Optimized', 'Plain'] as const

export type Flavour = (typeof FLAVOURS)[number]

export type GenerateVerifiersParameters = {
  keyFile: string
  /** Contracts are named by this and their flavour. */
  name: string
  /** What the head of each file says, line by line. */
  notes: readonly string[]
  signal?: AbortSignal | undefined
}

/** Barretenberg's name for whatever it generates. */
const GENERATED_NAME = /\bcontract HonkVerifier\b/g

const rename = (source: string, contract: string): string => {
  const found = source.match(GENERATED_NAME)?.length ?? 0
  if (found !== 1) throw new KitError(`the generated verifier has ${found} contracts HonkVerifier, wanted one`)
  return source.replace(GENERATED_NAME, `contract ${contract}`)
}

/** Solidity verifiers for one key, as source text; Barretenberg's licence line stays, once. */
export const generateVerifiers = ({
  keyFile,
  name,
  notes,
  signal,
}: GenerateVerifiersParameters): Promise<Record<Flavour, string>> =>
  withTemporaryFolder(async (folder) => {
    const sources: Partial<Record<Flavour, string>> = {}
    for (const flavour of FLAVOURS) {
      const file = path.join(folder, `${flavour}.sol`)
      const flags = flavour === 'Optimized' ? ['--optimized'] : []
      await barretenberg(['write_solidity_verifier', '-k', keyFile, '-o', file, ...flags], { signal })
      const head = ['// SPDX-License-Identifier: Apache-2.0', ...notes.map((note) => `// ${note}`), '']
      const body = (await fs.readFile(file, 'utf8')).replace(/^\s*\/\/ SPDX-License-Identifier: Apache-2\.0\n/m, '')
      sources[flavour] = `${head.join('\n')}\n${rename(body.trim(), `${name}${flavour}`)}\n`
    }
    return sources as Record<Flavour, string>
  })
