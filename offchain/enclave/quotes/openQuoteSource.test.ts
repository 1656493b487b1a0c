import { describe, expect, it } from 'vitest'
import { openQuoteSource } from './openQuoteSource.ts'

const exists =
  (...places: string[]) =>
  (place: string) =>
    places.includes(place)

describe('openQuoteSource', () => {
  it('takes the first that is there', () => {
    const open = (...places: string[]) => openQuoteSource({ name: 'auto' }, exists(...places)).name
    expect(open('/sys/kernel/config/tsm/report', '/var/run/tappd.sock', '/var/run/dstack.sock')).toBe('dstack')
    expect(open('/sys/kernel/config/tsm/report', '/var/run/tappd.sock')).toBe('tappd')
    expect(open('/sys/kernel/config/tsm/report')).toBe('configfs-tsm')
  })

  it('does not pretend where there is no hardware', () => {
    expect(() => openQuoteSource({ name: 'auto' }, exists())).toThrow(
      'no quote source: none of /var/run/dstack.sock, /var/run/tappd.sock, /sys/kernel/config/tsm/report exists',
    )
  })

  it.each(['dstack', 'tappd', 'configfs'] as const)('opens %s when it is named, and never a simulated one', (name) => {
    expect(openQuoteSource({ name, at: '/elsewhere' }, exists()).isSimulated).toBe(false)
  })
})
