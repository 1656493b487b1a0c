/** One measured figure beside what the project promised. A ratio above one breaks the promise. */
export type Figure = { name: string; measured: number; limit: number; unit: Unit; ratio: number }

/** `/s` is a rate, and the limit the least; of everything else it is the most. */
type Unit = 'gas' | 's' | 'MB' | 'bytes' | '/s'

/** Rounds to `digits` and relates to the limit. */
export const figure = (name: string, unit: Unit, measured: number, limit: number, digits = 2): Figure => ({
  name,
  measured: Number(measured.toFixed(digits)),
  limit,
  unit,
  ratio: Number((unit === '/s' ? limit / measured : measured / limit).toFixed(2)),
})
