import type { AgentSettings } from '../config.ts'
import { ENDPOINT_KEYS } from './settingsSchema.ts'

/** From this length on a part of an endpoint's path or query is taken for a key; `mainnet` and `v3` are none. */
const SHORTEST_KEY = 12

/** The parts of a URL that may be a key or a password, as written and as decoded. */
const secretParts = (url: string): string[] => {
  const { username, password, pathname, searchParams } = new URL(url)
  const keys = [username, ...pathname.split('/'), ...searchParams.values()].filter(
    (part) => part.length >= SHORTEST_KEY,
  )
  return [url, password, ...keys].flatMap((part) => [part, decode(part)])
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Every text that no log line may show: the secrets, the endpoints, and what of a URL may be a key. */
export const listSecretValues = ({ config, secrets }: Pick<AgentSettings, 'config' | 'secrets'>): string[] => {
  const values = Object.values(secrets).filter((value) => value !== undefined)
  const endpoints = ENDPOINT_KEYS.flatMap((key) => config[key] ?? [])
  const urls = [...endpoints, ...values].filter((value) => URL.canParse(value))
  const keys = values.map((value) => value.replace(/^0x/, ''))
  return [...new Set([...values, ...keys, ...urls.flatMap(secretParts)])].filter((value) => value !== '')
}
