import { describe, expect, it } from 'vitest'
import { readSettings } from '../config.ts'
import { listSecretValues } from './listSecretValues.ts'

const environment = {
  CONTRACT_ADDRESS: `0x${'11'.repeat(20)}`,
  TREASURY_ADDRESS: `0x${'22'.repeat(20)}`,
  AGENT_SEALING_KEY: `0x${'5e'.repeat(32)}`,
  RPC_URL: 'https://rpc.example/v3/0123456789abcdef?apikey=fedcba9876543210&network=mainnet,http://127.0.0.1:8545',
  DATABASE_URL: 'postgres://agent:p%40ss@127.0.0.1/journal',
  DEAD_MAN_URL: 'https://ping.example/00000000-aaaa',
}

describe('listSecretValues', () => {
  const values = listSecretValues(readSettings({ environment }))

  it.each([
    ['a key, with and without 0x', '5e'.repeat(32)],
    ['an endpoint', 'http://127.0.0.1:8545'],
    ['the key in an endpoint’s path', '0123456789abcdef'],
    ['the key in an endpoint’s query', 'fedcba9876543210'],
    ['a password in a URL as it is written', 'p%40ss'],
    ['and as it is meant', 'p@ss'],
    ['the path of a ping', '00000000-aaaa'],
  ])('has %s', (_name, value) => expect(values).toContain(value))

  it('leaves ordinary words alone', () => {
    for (const word of ['v3', 'mainnet', 'journal', 'agent', '']) expect(values).not.toContain(word)
  })
})
