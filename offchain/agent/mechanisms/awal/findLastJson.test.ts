import { describe, expect, it } from 'vitest'
import { findLastJson } from './findLastJson.ts'

describe('findLastJson', () => {
  it.each([
    ['alone', '{"a":1}', { a: 1 }],
    ['a bare string', '"0xabc"\n', '0xabc'],
    ['after spinner lines', '- Checking status...\n- Fetching...\n{"a":1}\n', { a: 1 }],
    ['after a spinner that returns to the start of its line', '- Fetching...\r- Fetching...\r{"a":1}\n', { a: 1 }],
    [
      'on several lines, with lines inside that look like values',
      '[\n  {\n"a": "}{"\n},\n{"b":\n"\\"]"}\n]\n',
      [{ a: '}{' }, { b: '"]' }],
    ],
    ['with advice after it', '{"a":1}\n\nTip: update to 3.0 [soon]\n', { a: 1 }],
    ['the last of several', '{"a":1}\n{"a":2}\n"three"', 'three'],
    ['after something that only begins like JSON', '{"progress": 50\n{"a":1}\n', { a: 1 }],
    ['after brackets that are prose', '[1/3] signing\n{"a":1}', { a: 1 }],
    ['indented', '  {"a":1}  \r\n', { a: 1 }],
  ])('finds a value %s', (_case, output, value) => {
    expect(findLastJson(output)).toEqual({ value })
  })

  it.each([
    ['nothing', ''],
    ['prose', 'Sent! See the wallet app.\n'],
    ['a bare number', '42\n'],
    ['a word', 'null\n'],
    ['a value that ends in prose', '{"a":1} done\n'],
    ['a quoted word in prose', '"base" was chosen\n'],
    ['a value that is cut off', '{"a":[1,2'],
    ['broken syntax', "{'a':1}\n"],
    ['closing brackets only', ']]}}\n'],
  ])('finds none in %s', (_case, output) => {
    expect(findLastJson(output)).toBeUndefined()
  })

  it.each(['{\n', '[', '"\n', '{"a":\n', '[{"a":1},\n', '"\\"\n'])('reads 64 KiB of %j in bounded time', (noise) => {
    const startedAt = Date.now()
    expect(findLastJson(noise.repeat(65_536 / noise.length))).toBeUndefined()
    expect(Date.now() - startedAt).toBeLessThan(2_000)
  })
})
