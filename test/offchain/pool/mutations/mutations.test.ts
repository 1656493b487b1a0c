import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { negatives } from '../hostile/negatives.ts'
import { assertions } from './assertions.ts'
import { mutations } from './mutations.ts'

const SOURCES = fileURLToPath(new URL('../../../../offchain/circuits/settlement/src', import.meta.url))

const sources = new Map(readdirSync(SOURCES).map((file) => [file, readFileSync(join(SOURCES, file), 'utf8')]))
const text = [...sources.values()].join('\n')

/** S4 and S5 put together what M and B say. */
const COMPOSED = ['S4', 'S5']
const rules = [...new Set([...text.matchAll(/\/\/\/? ([CTAMBS]\d+): /g)].map((match) => match[1] as string))]
  .filter((rule) => !COMPOSED.includes(rule))
  .sort()

describe('the tables of mutations', () => {
  it('read the circuit', () => {
    expect(rules.length).toBeGreaterThan(20)
  })

  it.each(rules)('plant a bug in %s, and try to break it', (rule) => {
    expect(mutations.filter(({ of }) => of === rule)).not.toEqual([])
    expect(negatives.filter(({ breaks }) => breaks === rule)).not.toEqual([])
  })

  it.each([...mutations])('find their place: $of, $name', ({ file, from, to }) => {
    expect(sources.get(file)?.split(from)).toHaveLength(2)
    expect(to).not.toBe(from)
  })

  it('name each mutation once', () => {
    expect(new Set(mutations.map(({ of, name }) => `${of} ${name}`)).size).toBe(mutations.length)
  })

  it('take away every assertion that has a message', () => {
    const messages = [...text.matchAll(/"([CTAMBS]\d+: [^"]+)"/g)].map((match) => match[1] as string)
    expect(assertions.flatMap((entry) => entry.messages).sort()).toEqual(messages.sort())
  })
})
