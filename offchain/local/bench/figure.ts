/** One measured figure beside what the project promised. A ratio above one breaks the promise. */
export type Figure = { name: string; measured: number; limit: number; unit: 'gas' | 's' | 'MB'; ratio: number }

/** Rounds to `digits` and relates to the limit. */
export const figure = (name: string, unit: Figure['unit'], measured: number, limit: number, digits = 2): Figure => ({
  name,
  measured: Number(measured.toFixed(digits)),
  limit,
  unit,
  ratio: Number((measured / limit).toFixed(2)),
})
