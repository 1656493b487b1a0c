import { describe, expect, it } from 'vitest'
import { chooseDialect } from './chooseDialect.ts'

const SEND = { amount: '10.000000', recipient: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', chain: 'base' } as const

describe('chooseDialect', () => {
  it.each([
    ['1.0.0', '2.0'],
    ['2.0.0', '2.0'],
    ['2.0.3', '2.0'],
    ['2.10.0', '2.10'],
    ['2.12.1', '2.10'],
  ])('speaks to %s as to %s', (version, name) => {
    expect(chooseDialect(version).name).toBe(name)
  })

  it.each([
    '1.0.1',
    '1.1.0',
    '2.1.0',
    '2.8.4',
    '2.9.9',
    '2.13.0',
    '3.0.0',
    '0.2.10',
    '2.10',
    '2.10.0-beta',
    '',
    'latest',
  ])('refuses %j, which nobody has looked at', (version) => {
    expect(() => chooseDialect(version)).toThrow('is not a known version; install 2.0.x or 2.10 to 2.12')
  })

  it('names the asset only where that is understood, and the chain always', () => {
    const recipient = SEND.recipient
    expect(chooseDialect('2.0.3').send(SEND)).toEqual(['send', '10.000000', recipient, '--chain', 'base', '--json'])
    expect(chooseDialect('2.10.0').send(SEND)).toEqual([
      ...['send', '10.000000', recipient, '--chain', 'base', '--asset', 'usdc', '--json'],
    ])
  })

  it.each(['2.0.3', '2.10.0'])('asks %s for JSON of one chain, and never for one asset of a balance', (version) => {
    const dialect = chooseDialect(version)
    expect(dialect.status()).toEqual(['status', '--json'])
    expect(dialect.balance('base')).toEqual(['balance', '--chain', 'base', '--json'])
    expect(dialect.trade({ amount: '0.01', from: 'eth', to: 'usdc', slippageBps: 50, chain: 'base' })).toEqual([
      ...['trade', '0.01', 'eth', 'usdc', '--chain', 'base', '--slippage', '50', '--json'],
    ])
  })
})
