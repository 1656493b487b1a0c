import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../script/toolchain/foundry.mjs'

const POINTER = /see ([\w./-]+\.md), ([^'"`\n]+)['"`]/g

const read = (file: string): string => fs.readFileSync(path.join(projectRoot, file), 'utf8')

const pointers = fs
  .readdirSync(path.join(projectRoot, 'offchain'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [...read(path.join('offchain', file)).matchAll(POINTER)])
  .map(([, document = '', place = '']) => ({ document, place }))

describe('what messages point to', () => {
  it.each(pointers)('has $place in $document', ({ document, place }) => {
    const text = read(document)
    const isThere =
      text.includes(`**${place}.**`) || text.split('\n').some((line) => /^#+ /.test(line) && line.endsWith(` ${place}`))
    expect(isThere).toBe(true)
  })

  it('is found at all', () => {
    expect(pointers.length).toBeGreaterThan(0)
  })
})
