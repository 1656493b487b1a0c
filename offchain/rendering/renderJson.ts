/**
 * What a command found, for programs: one JSON document, amounts as decimal digits because JSON has no bigint. In lines
 * indented by `space`, or in one line for 0.
 */
export const renderJson = (found: unknown, space = 2): string =>
  JSON.stringify(found, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), space)
