/** One message of PostgreSQL's wire protocol; `type` is empty for the ones that open a connection. */
export type Frame = { type: string; bytes: Buffer; body: Buffer }

/** Cuts a stream into messages. The client's first ones have no type: `isOpening` says whether that is still so. */
export const createFrameReader = (isOpening: () => boolean) => {
  let rest = Buffer.alloc(0)
  return (chunk: Buffer): Frame[] => {
    rest = Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const head = isOpening() && frames.length === 0 ? 0 : 1
      if (rest.length < head + 4) return frames
      const length = head + rest.readInt32BE(head)
      if (rest.length < length) return frames
      const bytes = rest.subarray(0, length)
      frames.push({ type: head === 0 ? '' : String.fromCharCode(bytes[0] ?? 0), bytes, body: bytes.subarray(head + 4) })
      rest = rest.subarray(length)
    }
  }
}

/** The SQL text of a simple query or of the statement that is prepared; undefined for any other message. */
export const sqlOf = ({ type, body }: Frame): string | undefined => {
  if (type === 'Q') return body.subarray(0, body.indexOf(0)).toString()
  if (type !== 'P') return undefined
  const start = body.indexOf(0) + 1
  return body.subarray(start, body.indexOf(0, start)).toString()
}
