import { KitError } from '../../errors.ts'

const KEY = /(^|[^0-9a-fA-F])[0-9a-fA-F]{64}($|[^0-9a-fA-F])/

/** Everybody on a machine sees the arguments of its programs. Never shows what it refuses. */
export const requireNoKeys = (args: readonly string[]): void => {
  const found = args.findIndex((arg) => KEY.test(arg.replaceAll('0x', ' ')))
  if (found === -1) return
  throw new KitError(
    `argument ${found + 1} looks like a key: keys are never given as arguments, which others can see; use MAKER_ACCOUNT_KEY_FILE and MAKER_SLOT_KEY_FILE, and replace this key`,
  )
}
