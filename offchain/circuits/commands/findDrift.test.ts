import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDrift } from './findDrift.ts'
import { writeFiles } from './writeFiles.ts'

const TEXTS = { 'a/one.sol': 'first\nsecond\n', 'two.json': '{}\n' }

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'drift-test-'))
})
afterEach(() => fs.rm(folder, { recursive: true, force: true }))

describe('findDrift', () => {
  it('finds nothing in what writeFiles wrote, which is nothing but these files', async () => {
    const written = await writeFiles(folder, TEXTS)
    expect(written).toEqual([path.join(folder, 'a/one.sol'), path.join(folder, 'two.json')])
    expect(await findDrift(folder, TEXTS)).toEqual([])
    expect((await fs.readdir(folder, { recursive: true })).sort()).toEqual(['a', 'a/one.sol', 'two.json'])
  })

  it('names a missing file', async () => {
    await writeFiles(folder, { 'two.json': '{}\n' })
    expect(await findDrift(folder, TEXTS)).toEqual([{ file: 'a/one.sol', what: 'is missing' }])
  })

  it.each([
    ['a line is another', 'first\nsekond\n', 'line 2 is sekond, wanted second'],
    ['a line is missing', 'first\n', 'line 2 is , wanted second'],
    ['something was added', 'first\nsecond\nthird\n', 'line 3 is third, wanted'],
    ['the last line does not end', 'first\nsecond', 'line 3 is nothing, wanted'],
  ])('says where, when %s', async (_name, text, what) => {
    await writeFiles(folder, { ...TEXTS, 'a/one.sol': text })
    const [drift, ...rest] = await findDrift(folder, TEXTS)
    expect(rest).toEqual([])
    expect(drift?.file).toBe('a/one.sol')
    expect(drift?.what).toContain(what)
  })
})
