import { describe, expect, it } from 'vitest'
import { createPlaces } from './createPlaces.ts'

describe('places', () => {
  it('are so many for each name, and free again once left', () => {
    const places = createPlaces(2)
    expect([1, 2, 3].map(() => places.take('a'))).toEqual([true, true, false])
    expect(places.take('b')).toBe(true)
    places.leave('a')
    expect([1, 2].map(() => places.take('a'))).toEqual([true, false])
    for (const name of ['a', 'a', 'b']) places.leave(name)
    expect([1, 2, 3].map(() => places.take('a'))).toEqual([true, true, false])
  })
})
