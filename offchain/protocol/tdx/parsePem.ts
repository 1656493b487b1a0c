import { decodeBase64 } from './decodeBase64.ts'
import { UnreadableError } from './unreadableError.ts'

const LINE_LENGTH = 64

/**
 * The blocks of a text that consists of PEM blocks and nothing else, as DER. Strict (RFC 7468, section 3, the generator's
 * form): base64 in lines of 64 digits, the last one shorter or as long, every line ended by one newline.
 */
export const parsePem = (text: string, label: 'CERTIFICATE' | 'X509 CRL', name: string): Uint8Array[] => {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${label}-----`]
  if (!text.endsWith('\n')) throw new UnreadableError(`${name}: the last line of PEM has no newline`)
  const lines = text.slice(0, -1).split('\n')
  const blocks: Uint8Array[] = []
  for (let at = 0; at < lines.length; at += 1) {
    if (lines[at] !== begin) throw new UnreadableError(`${name}: line ${at + 1} of PEM is not "${begin}"`)
    const stop = lines.indexOf(end, at + 1)
    if (stop < 0) throw new UnreadableError(`${name}: the PEM block of line ${at + 1} has no "${end}"`)
    const body = lines.slice(at + 1, stop)
    const isEven = body.every(({ length }, row) =>
      row < body.length - 1 ? length === LINE_LENGTH : length > 0 && length <= LINE_LENGTH,
    )
    if (body.length === 0 || !isEven) {
      throw new UnreadableError(`${name}: the PEM block of line ${at + 1} is not in lines of ${LINE_LENGTH} digits`)
    }
    blocks.push(decodeBase64(body.join(''), `${name}, PEM block of line ${at + 1}`))
    at = stop
  }
  return blocks
}
