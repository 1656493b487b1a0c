/** What the program says before it has handed anything to its wallet server, and what the operator is told instead. */
const HARMLESS: readonly (readonly [RegExp, string])[] = [
  [/^awal does not start:/, 'the program does not start; check AWAL_BIN'],
  [/^(Authentication required|Not authenticated)\b/, 'nobody is logged in; run `awal auth login`'],
  [/^Insufficient (\w+ )?balance\b/, 'the wallet holds too little'],
  [/^Amount \S+ exceeds per-request limit\b/, "the amount is above the wallet's own limit; raise it in the wallet app"],
  [/^Invalid (recipient|token)\b/, 'an argument is invalid'],
  [/^Could not resolve ENS name\b/, 'the recipient is not an address'],
  [/^Cannot swap a token to itself\b/, 'both tokens of the trade are the same'],
  [/^Amount has \d+ decimals\b/, 'the amount has too many decimals'],
  [/^No liquidity\b/, 'there is no liquidity for the trade'],
  [
    /^error: (unknown option|unknown command|missing required argument|too many arguments)\b/,
    'the command line is not the dialect that its version promises',
  ],
]

const FAILED = /^(✖ ?)?((Transaction|Swap) failed:? ?|Failed to fetch \w+:? ?)?/

const MAX_LENGTH = 160

/**
 * A refusal in words that may be stored and shown, and whether it certainly came before anything was sent. Text that
 * is not known is shown without figures and addresses, which may say how large the order was, and is not trusted.
 */
export const describeRefusal = (text: string): { isHarmless: boolean; reason: string } => {
  const sentences = text
    .split('\n')
    .map((line) => line.replace(FAILED, ''))
    .filter((line) => line !== '')
  const known = HARMLESS.find(([pattern]) => pattern.test(sentences[0] ?? ''))
  if (known) return { isHarmless: true, reason: known[1] }
  const masked = (sentences[0] ?? 'failed')
    .replaceAll(/\b(https?|wss?):\/\/\S+/g, '<url>')
    .replaceAll(/\S*@\S+/g, '<email>')
    .replaceAll(/0x[0-9a-fA-F]+/g, '<hex>')
    .replaceAll(/\d[\d.,]*/g, '<n>')
  return { isHarmless: false, reason: `it says: ${masked.slice(0, MAX_LENGTH)}` }
}
