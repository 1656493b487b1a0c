import { describe, expect, it } from 'vitest'
import { renderSettings } from './renderSettings.ts'

describe('renderSettings', () => {
  it('aligns names, values and sources', () => {
    expect(
      renderSettings([
        { name: 'RPC_URL', value: '2 set', source: 'environment' },
        { name: 'POLL_INTERVAL', value: '2000', source: 'default' },
        { name: 'CHAIN_ID', value: 'not set', source: 'notSet' },
        { name: 'SLIPPAGE_BPS', value: '20', source: 'file' },
      ]).split('\n'),
    ).toEqual([
      'RPC_URL        2 set    from the environment',
      'POLL_INTERVAL  2000     default',
      'CHAIN_ID       not set',
      'SLIPPAGE_BPS   20       from the file',
    ])
  })
})
