export type Places = {
  /** Whether there was one, which is taken until it is left. */
  take(name: string): boolean
  leave(name: string): void
}

/** So many places for each name. */
export const createPlaces = (most: number): Places => {
  const taken = new Map<string, number>()
  return {
    take(name) {
      const count = taken.get(name) ?? 0
      if (count >= most) return false
      taken.set(name, count + 1)
      return true
    },
    leave(name) {
      const count = (taken.get(name) ?? 0) - 1
      if (count > 0) taken.set(name, count)
      else taken.delete(name)
    },
  }
}
