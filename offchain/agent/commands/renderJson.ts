/** What a command found, for programs: one JSON document, amounts as decimal digits because JSON has no bigint. */
export const renderJson = (found: unknown): string =>
  JSON.stringify(found, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), 2)
