// What leaves the simulated confidential workflow for the DON must not contain a figure or the key, in any of several encodings.
import { numberToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Round } from '../../offchain/local/don/round.ts'
import type { SimulatedDon } from '../../offchain/local/don/simulatedDon.ts'
import { API_KEY, FIGURES, HANDLERS, startWorld, type World } from './donHarness.ts'

let world: World
let don: SimulatedDon
let seconds = 1_760_000_000n

beforeAll(async () => {
  world = await startWorld()
  don = await world.startDon()
})

afterAll(async () => {
  // Either is missing if starting it failed.
  await don?.stop()
  await world?.stop()
})

const encodingsOf = (figure: string): [string, Uint8Array][] => {
  const amount = BigInt(figure)
  const hex = amount.toString(16)
  const minimal: Buffer = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return [
    ['decimal', Buffer.from(figure)],
    ['32 bytes, big endian', numberToBytes(amount, { size: 32 })],
    ['bytes, big endian', minimal],
    ['bytes, little endian', Buffer.from(minimal).reverse()],
    ['hex', Buffer.from(hex)],
    [
      'base64 of the decimal',
      Buffer.from(
        Buffer.from(figure)
          .toString('base64')
          .replace(/.{0,2}=*$/, ''),
      ),
    ],
  ]
}

const encodingsOfKey: [string, Uint8Array][] = [
  ['text', Buffer.from(API_KEY)],
  ['hex', Buffer.from(Buffer.from(API_KEY).toString('hex'))],
  [
    'base64',
    Buffer.from(
      Buffer.from(API_KEY)
        .toString('base64')
        .replace(/.{0,2}=*$/, ''),
    ),
  ],
]

const NEEDLES = [
  ...Object.entries(FIGURES).flatMap(([name, figure]) =>
    encodingsOf(figure).map(([encoding, bytes]) => ({ name: `${name} as ${encoding}`, bytes })),
  ),
  ...encodingsOfKey.map(([encoding, bytes]) => ({ name: `key as ${encoding}`, bytes })),
]

const leaksOf = ({ transcript }: Round): string[] =>
  transcript.flatMap(({ kind, bytes }) =>
    NEEDLES.filter((needle) => Buffer.from(bytes).includes(Buffer.from(needle.bytes))).map(
      ({ name }) => `${kind}: ${name}`,
    ),
  )

describe('the boundary of the simulated confidential workflow', () => {
  it('is crossed by the requests and the result, and by no figure or key', async () => {
    const hits = world.custodian.hits('/')
    const round = await don.fireCron(HANDLERS.compareInTee, seconds++)
    expect(round.outcome.ok).toBe(true)
    expect(world.custodian.hits('/')).toBe(hits + 1)
    // The name of the secret; CallContract, Report and WriteReport; the ExecutionResult.
    expect(round.transcript.map(({ kind }) => kind)).toEqual([
      'secrets',
      'capability',
      'capability',
      'capability',
      'result',
    ])
    expect(leaksOf(round)).toEqual([])
  })

  it.each([
    ['the report', HANDLERS.leakFigureInReport, 'capability: reserve as 32 bytes, big endian'],
    ['the result', HANDLERS.leakFigureInResult, 'result: reserve as decimal'],
    ['the result, in hex', HANDLERS.leakFigureInHex, 'result: reserve as hex'],
    ['a log line', HANDLERS.leakKeyInLog, 'log: key as text'],
  ])('shows a leak planted in %s', async (_, handler, leak) => {
    const round = await don.fireCron(handler, seconds++)
    expect(round.outcome.ok).toBe(true)
    expect(leaksOf(round)).toContain(leak)
  })
})
