import { KitError } from '../../errors.ts'

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/**
 * The origin behind which a node listens: `https://`, or `http://` where nobody can listen in.
 *
 * @throws KitError for anything else. It does not repeat a URL with a login in it.
 */
export const requireNodeUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new KitError('the URL of a node must be https://HOST:PORT')
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '' || url.pathname !== '/') {
    throw new KitError(`the URL of the node at ${url.host} must end after the port: no login, path, query or fragment`)
  }
  if (url.protocol === 'http:' && !LOOPBACK.includes(url.hostname)) {
    throw new KitError(`the URL of the node at ${url.host} must be https; http is for ${LOOPBACK.join(', ')} only`)
  }
  return url
}
