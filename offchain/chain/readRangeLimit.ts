import { BaseError, RpcRequestError } from 'viem'

/**
 * Words in which nodes and providers say that a range of `eth_getLogs` was too much. Among others:
 * "query returned more than 10000 results", "exceed maximum block range: 5000", "Log response size exceeded",
 * "eth_getLogs is limited to a 10,000 range", "range 1000000 exceeds limit of 10000", "query timeout exceeded",
 * "query block range exceeds server limit", "up to a 500 block range", "block range is too wide".
 */
const TOO_MUCH = [
  /more than [\d,]+ (results|logs)/i,
  /(exceeds?|exceeded|exceeding|over) .*(results|limit|range|size)/i,
  /(results|size|limit|range|response|timeout|deadline|logs) (is |was |has been )?exceeded/i,
  /(range|size|response|results?|query|logs|filter) .*(too|larger|bigger|greater|limited|maximum)/i,
  /too (many|large|big|wide) .*(results|logs|blocks|range|response|query)/i,
  /too many (results|logs|blocks)/i,
  /limited to .*(range|blocks|results|logs)/i,
  /max(imum)? (block )?range/i,
  /up to a [\dk,]+ block range/i,
  /(query|request) tim(ed out|eout)/i,
  /context deadline/i,
]

/** Codes that say "limit exceeded" whatever the words. */
const CODES = new Set([-32005, -32008, -32614])

/** A number of blocks that a provider names as its limit, thousands with commas or a K. */
const LIMITS = [
  /limited to (?:a |0 ?- ?)?(\d[\d,]*k?) (?:block )?(?:blocks )?range/i,
  /up to (?:a )?(\d[\d,]*k?) blocks? range/i,
  /(?:range )?exceeds (?:the )?limit of (\d[\d,]*k?)/i,
  /max(?:imum)?(?: allowed)? (?:block )?range(?: is| =|:)? ?(\d[\d,]*k?)/i,
  /range limit(?: of|:)? (\d[\d,]*k?)/i,
  /narrow your filter: (\d[\d,]*k?)/i,
  /max(?:imum)? (?:is set to |of )?(\d[\d,]*k?) blocks/i,
]

const toBlocks = (text: string): bigint => BigInt(text.replaceAll(/[,k]/gi, '')) * (/k$/i.test(text) ? 1_000n : 1n)

/** What an error of `eth_getLogs` says about the range: that it was too much, and perhaps the limit in blocks. */
export const readRangeLimit = (error: unknown): { limit: bigint | undefined } | undefined => {
  const refusal = error instanceof BaseError ? error.walk((inner) => inner instanceof RpcRequestError) : undefined
  if (!(refusal instanceof RpcRequestError)) return undefined
  const { code, details } = refusal
  const named = LIMITS.map((pattern) => details.match(pattern)?.[1]).find((found) => found !== undefined)
  if (named !== undefined) return { limit: toBlocks(named) }
  return CODES.has(code) || TOO_MUCH.some((pattern) => pattern.test(details)) ? { limit: undefined } : undefined
}
