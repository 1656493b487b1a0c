import { KitError } from '../../errors.ts'
import { isLoopback } from './isLoopback.ts'

/** Parses a URL that is a secret: refuses it by the name of its setting, and refuses to send it in the clear. */
export const parseSecretUrl = (name: string, text: string): URL => {
  if (!URL.canParse(text)) throw new KitError(`${name} is not a URL`)
  const url = new URL(text)
  if (url.username || url.password) throw new KitError(`${name} must not hold a user name or password`)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url
  throw new KitError(`${name} must start with https://`)
}
