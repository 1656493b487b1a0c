import { KitError } from '../../../errors.ts'

/** Whether the wallet's background server runs and somebody is logged in. Who it is, is not read. */
export type AwalStatus = { running: boolean; authenticated: boolean }

/** Reads the answer of `awal status`, which is the same in both dialects. */
export const parseAwalStatus = (json: unknown): AwalStatus => {
  const { server, auth } = (json ?? {}) as { server?: { running?: unknown }; auth?: { authenticated?: unknown } }
  if (typeof server?.running !== 'boolean' || typeof auth?.authenticated !== 'boolean') {
    throw new KitError('awal status answers in a shape that its version does not promise')
  }
  return { running: server.running, authenticated: auth.authenticated }
}
