// Just enough of the WebAssembly binary format to add a function and a data segment to a module.
// Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).

export type Section = { readonly id: number; readonly body: Uint8Array }

export const SECTION = { type: 1, imports: 2, functions: 3, memory: 5, exports: 7, code: 10, data: 11, dataCount: 12 }

const HEADER_BYTES = 8

/** LEB128 of a number from 0 to 2^32 - 1. */
export const unsigned = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest & 0x7f
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  return bytes
}

/** Signed LEB128 of a non-negative number below 2^31, as `i32.const` wants it. */
export const signed = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value
  for (;;) {
    const low = rest & 0x7f
    rest >>= 7
    if (rest === 0 && (low & 0x40) === 0) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

export const readUnsigned = (bytes: Uint8Array, offset: number): { value: number; next: number } => {
  let value = 0
  let scale = 1
  for (let next = offset; ; scale *= 128) {
    const byte = bytes[next++]
    if (byte === undefined) throw new RangeError(`wasm: number at byte ${offset} runs past the end`)
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return { value, next }
  }
}

export const readSections = (wasm: Uint8Array): Section[] => {
  const sections: Section[] = []
  let offset = HEADER_BYTES
  while (offset < wasm.length) {
    const id = wasm[offset] ?? 0
    const size = readUnsigned(wasm, offset + 1)
    sections.push({ id, body: wasm.subarray(size.next, size.next + size.value) })
    offset = size.next + size.value
  }
  return sections
}

/** The module of `wasm` with other sections. */
export const withSections = (wasm: Uint8Array, sections: readonly Section[]): Uint8Array =>
  Buffer.concat([
    wasm.subarray(0, HEADER_BYTES),
    ...sections.flatMap(({ id, body }) => [Uint8Array.from([id, ...unsigned(body.length)]), body]),
  ])

export const sectionBody = (sections: readonly Section[], id: number): Uint8Array => {
  const section = sections.find((candidate) => candidate.id === id)
  if (!section) throw new RangeError(`wasm: section ${id} is missing`)
  return section.body
}

/** Appends one entry to a section that is a vector: its index is the old count. */
export const appendEntry = (body: Uint8Array, entry: Uint8Array): Uint8Array => {
  const count = readUnsigned(body, 0)
  return Buffer.concat([Uint8Array.from(unsigned(count.value + 1)), body.subarray(count.next), entry])
}

export const entryCount = (body: Uint8Array): number => readUnsigned(body, 0).value

/** A name as the format writes it: byte length, then UTF-8. */
export const nameBytes = (name: string): number[] => {
  const utf8 = Buffer.from(name, 'utf8')
  return [...unsigned(utf8.length), ...utf8]
}

/** Index of every export by name. */
export const exportIndices = (exportsBody: Uint8Array): Map<string, number> => {
  const indices = new Map<string, number>()
  let { value: remaining, next } = readUnsigned(exportsBody, 0)
  for (; remaining > 0; remaining--) {
    const length = readUnsigned(exportsBody, next)
    const name = Buffer.from(exportsBody.subarray(length.next, length.next + length.value)).toString('utf8')
    const index = readUnsigned(exportsBody, length.next + length.value + 1)
    indices.set(name, index.value)
    next = index.next
  }
  return indices
}
