import { describe, expect, it } from 'vitest'
import { parseStatement, StatementError } from './statement.ts'

const NOW = 1_750_000_000
const LIMITS = { now: NOW, maxStatementAgeSeconds: 600 }
const parse = (body: string) => parseStatement(body, LIMITS)
const body = (totalReserve: string, totalLiabilities: string, asOf = `${NOW}`) =>
  `{"totalReserve":${totalReserve},"totalLiabilities":${totalLiabilities},"asOf":${asOf}}`

describe('parseStatement', () => {
  it.each([
    ['strings', body('"120"', '"100"'), 120n, 100n],
    ['integers', body('120', '100'), 120n, 100n],
    ['an empty reserve', body('"0"', '"1"'), 0n, 1n],
    ['the largest figures', body(`"${2n ** 96n}"`, `"${2n ** 96n}"`), 2n ** 96n, 2n ** 96n],
    ['the largest safe integer', body('9007199254740991', '1'), 9007199254740991n, 1n],
    [
      'any order and spacing',
      ` {\n"asOf" : "${NOW}",\t"totalLiabilities":100 , "totalReserve":"120" }\r\n`,
      120n,
      100n,
    ],
  ])('reads %s', (_, text, totalReserve, totalLiabilities) => {
    expect(parse(text)).toEqual({ totalReserve, totalLiabilities, asOf: NOW })
  })

  it.each([
    ['no liabilities', body('"120"', '"0"')],
    ['a missing field', `{"totalReserve":"120","asOf":${NOW}}`],
    ['an unknown field', `{"totalReserve":"1","totalLiabilities":"1","asOf":${NOW},"note":"1"}`],
    ['a field twice', `{"totalReserve":"1","totalReserve":"2","asOf":${NOW}}`],
    ['a field of another case', body('"120"', '"100"').replace('totalReserve', 'totalreserve')],
    ['a float', body('120.5', '100')],
    ['a float that looks whole', body('120.0', '100')],
    ['a float that rounds to an integer', body('0.99999999999999999999', '1')],
    ['a float string', body('"120.5"', '"100"')],
    ['an exponent', body('1e3', '100')],
    ['a negative number', body('-1', '100')],
    ['a negative string', body('"-1"', '"100"')],
    ['negative zero', body('-0', '100')],
    ['a plus sign', body('"+1"', '"100"')],
    ['a leading zero', body('"0120"', '"100"')],
    ['an unsafe integer', body('9007199254740993', '100')],
    ['a figure over 2^96', body(`"${2n ** 96n + 1n}"`, '"100"')],
    ['liabilities over 2^96', body('"100"', `"${2n ** 96n + 1n}"`)],
    ['a figure of 31 digits', body(`"1${'0'.repeat(30)}"`, '"100"')],
    ['hex', body('"0x10"', '"100"')],
    ['an empty string', body('""', '"100"')],
    ['a space in a figure', body('" 120"', '"100"')],
    ['null', body('null', '"100"')],
    ['a boolean', body('true', '"100"')],
    ['a nested object', body('{"value":"120"}', '"100"')],
    ['other digits', body('"１２０"', '"100"')],
    ['an array', '[]'],
    ['no JSON', 'service unavailable'],
    ['nothing', ''],
    ['two objects', body('"1"', '"1"') + body('"1"', '"1"')],
    ['a statement from the future', body('"120"', '"100"', `${NOW + 1}`)],
    ['a stale statement', body('"120"', '"100"', `${NOW - 601}`)],
    ['a statement in milliseconds', body('"120"', '"100"', `${NOW}000`)],
    ['a time with a fraction', body('"120"', '"100"', `${NOW}.5`)],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(StatementError)
  })

  it('reads the oldest statement allowed', () => {
    expect(parse(body('"120"', '"100"', `${NOW - 600}`)).asOf).toBe(NOW - 600)
  })

  it('refuses everything with the same words', () => {
    const refusal = (text: string): string => {
      try {
        return JSON.stringify(parse(text))
      } catch (error) {
        return String(error)
      }
    }
    const refusals = ['', body('"987654321"', '"0"'), body('1.5', '987654321'), body('"1"', '"1"', '1')].map(refusal)
    expect(new Set(refusals)).toEqual(new Set(['StatementError: the statement of the custodian was refused']))
  })
})
