import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compileCircuit } from './compileCircuit.ts'
import { executeCircuit } from './executeCircuit.ts'

const SETTLEMENT = fileURLToPath(new URL('settlement', import.meta.url))
const SOURCES = join(SETTLEMENT, 'src')
const CACHE = fileURLToPath(new URL('../../cache/circuits', import.meta.url))

let folder: string
const written: string[] = []

/** A project that nobody else has: its name and its text are not in the cache before. */
const write = (body: string): void => {
  writeFileSync(
    join(folder, 'Nargo.toml'),
    '[package]\nname = "tiny"\ntype = "bin"\nauthors = [""]\n\n[dependencies]\n',
  )
  writeFileSync(join(folder, 'src', 'main.nr'), `// ${folder}\n${body}\n`)
}

const compile = async () => {
  const compiled = await compileCircuit(folder)
  written.push(compiled.hash)
  return compiled
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'circuit-'))
  mkdirSync(join(folder, 'src'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  for (const hash of written.splice(0)) rmSync(join(CACHE, `${hash}.json`), { force: true })
})

describe('compileCircuit', () => {
  it('compiles what changed, and only that', async () => {
    write('fn main(a: pub u8) { assert(a == 5, "not five"); }')
    const first = await compile()
    await executeCircuit(first.program, { a: 5n })
    await expect(executeCircuit(first.program, { a: 6n })).rejects.toThrow(/no solution .* not five/)

    const file = join(CACHE, `${first.hash}.json`)
    const marked = { ...JSON.parse(readFileSync(file, 'utf8')), fromCache: true }
    writeFileSync(file, JSON.stringify(marked))
    expect((await compile()).program).toMatchObject({ fromCache: true })

    write('fn main(a: pub u8) { assert(a == 6, "not six"); }')
    const second = await compile()
    expect(second.hash).not.toBe(first.hash)
    await executeCircuit(second.program, { a: 6n })
  })

  it('says what does not compile', async () => {
    write('fn main(a: pub u8) { assert(a == missing); }')
    await expect(compileCircuit(folder)).rejects.toThrow(/does not compile: [\s\S]*missing/)
  })

  it('makes one program of one circuit, wherever it lies', async () => {
    cpSync(SETTLEMENT, folder, { recursive: true })
    appendFileSync(join(folder, 'src', 'main.nr'), `// ${folder}\n`)
    const { program } = await compileCircuit()
    const elsewhere = await compile()
    expect(elsewhere.program.bytecode).toBe(program.bytecode)
  })
})

describe('the settlement circuit', () => {
  it('leaves nothing to code that no constraint watches', () => {
    const text = readdirSync(SOURCES)
      .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
      .join('\n')
    expect(text).toContain('fn main(')
    expect(text).not.toMatch(/\b(unsafe|unconstrained|comptime|oracle)\b/)
  })
})
