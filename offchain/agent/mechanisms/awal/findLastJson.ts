/** Answers are three levels deep. Without a limit, output that opens and never closes would be read once per line. */
const MAX_DEPTH = 64

/** Where the object, array or string that starts at `start` ends, or -1. Syntax inside it is left to JSON.parse. */
const findEnd = (text: string, start: number): number => {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
      else if (character === '\n') return -1
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth === 0 && !inString) return at + 1
    if (depth > MAX_DEPTH) return -1
  }
  return -1
}

const parse = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/**
 * The last JSON object, array or string in a program's output that has its line, or its lines, to itself: progress
 * comes before it, advice after it. Undefined when there is none. Bare numbers and words are taken for prose.
 */
export const findLastJson = (output: string): { value: unknown } | undefined => {
  // A spinner returns to the start of its line instead of starting another.
  const text = output.replaceAll(/\r\n?/g, '\n')
  let last: { value: unknown } | undefined
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at)
    const start = at + (text.slice(at, lineEnd).match(/^[ \t]*/)?.[0].length ?? 0)
    const end = /["[{]/.test(text[start] ?? '') ? findEnd(text, start) : -1
    const rest = end === -1 ? undefined : text.slice(end).match(/^[ \t]*(?:\n|$)/)
    const found = rest ? parse(text.slice(start, end)) : undefined
    last = found ?? last
    at = found && rest ? end + Math.max(rest[0].length, 1) : lineEnd + 1
  }
  return last
}
