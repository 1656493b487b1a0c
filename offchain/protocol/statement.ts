/** The custodian's figures in the token's base units, and its own time of them in Unix seconds. */
export type Statement = { totalReserve: bigint; totalLiabilities: bigint; asOf: number }

const LARGEST_FIGURE = 2n ** 96n

// A flat object of exactly these fields, each once, each a string of digits or an integer literal. JSON.parse would
// round 0.99999999999999999999 to 1, keep the last of two equal keys, and let 1e3 and -0 pass for integers.
const SPACE = '[ \\t\\r\\n]*'
const INTEGER = '(?:"(0|[1-9][0-9]{0,29})"|(0|[1-9][0-9]{0,15}))'
const FIELD = `${SPACE}"(totalReserve|totalLiabilities|asOf)"${SPACE}:${SPACE}${INTEGER}${SPACE}`
const BODY = new RegExp(`^${SPACE}\\{${FIELD},${FIELD},${FIELD}\\}${SPACE}$`)

/** Every refusal reads the same: which field was wrong, or by how much, is the custodian's business. */
export class StatementError extends Error {
  override readonly name = 'StatementError'

  constructor() {
    super('the statement of the custodian was refused')
  }
}

const readFields = (body: string): Map<string, bigint> => {
  const groups = BODY.exec(body)?.slice(1) ?? []
  const fields = new Map<string, bigint>()
  for (let at = 0; at < groups.length; at += 3) {
    const [name, quoted, bare] = groups.slice(at, at + 3)
    if (name === undefined || Number(bare ?? 0) > Number.MAX_SAFE_INTEGER) throw new StatementError()
    fields.set(name, BigInt(quoted ?? bare ?? ''))
  }
  return fields
}

/** Reads `{"totalReserve", "totalLiabilities", "asOf"}` strictly; throws {@link StatementError} on anything else. */
export const parseStatement = (
  body: string,
  { now, maxStatementAgeSeconds }: { now: number; maxStatementAgeSeconds: number },
): Statement => {
  const fields = readFields(body)
  const totalReserve = fields.get('totalReserve')
  const totalLiabilities = fields.get('totalLiabilities')
  const asOf = fields.get('asOf')
  if (totalReserve === undefined || totalLiabilities === undefined || asOf === undefined) throw new StatementError()
  if (totalReserve > LARGEST_FIGURE || totalLiabilities > LARGEST_FIGURE) throw new StatementError()
  if (totalLiabilities === 0n) throw new StatementError()
  if (asOf > BigInt(now) || asOf < BigInt(now - maxStatementAgeSeconds)) throw new StatementError()
  return { totalReserve, totalLiabilities, asOf: Number(asOf) }
}
