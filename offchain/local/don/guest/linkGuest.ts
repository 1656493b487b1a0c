import {
  appendEntry,
  entryCount,
  exportIndices,
  nameBytes,
  readSections,
  SECTION,
  type Section,
  sectionBody,
  signed,
  unsigned,
  withSections,
} from './wasmBinary.ts'

// Instructions and types, by their names in the specification.
const I32 = 0x7f
const FUNCTION_TYPE = 0x60
const I32_CONST = 0x41
const CALL = 0x10
const LOCAL_GET = 0x20
const LOCAL_TEE = 0x22
const MEMORY_INIT = [0xfc, 8]
const DATA_DROP = [0xfc, 9]
const END = 0x0b
const PASSIVE_SEGMENT = 1
const MEMORY_EXPORT = 2
const FUNCTION_EXPORT = 0

const constant = (value: number): number[] => [I32_CONST, ...signed(value)]

/** `_start`: copies the bytecode from its data segment into memory the plugin allocates, and invokes it as a module. */
const startFunction = (parts: { segment: number; length: number; realloc: number; invoke: number }): Uint8Array => {
  const body = [
    ...[1, 1, I32], // one local: where the bytecode lies
    ...[...constant(0), ...constant(0), ...constant(1), ...constant(parts.length), CALL, ...unsigned(parts.realloc)],
    ...[LOCAL_TEE, 0, ...constant(0), ...constant(parts.length), ...MEMORY_INIT, ...unsigned(parts.segment), 0],
    ...[...DATA_DROP, ...unsigned(parts.segment)],
    // invoke(bytecode, length, no function name): evaluate the module, as the CRE host does
    ...[LOCAL_GET, 0, ...constant(parts.length), ...constant(0), ...constant(0), ...constant(0)],
    ...[CALL, ...unsigned(parts.invoke), END],
  ]
  return Uint8Array.from([...unsigned(body.length), ...body])
}

/**
 * Joins the SDK's QuickJS plugin and one workflow's bytecode into a guest that exports `memory` and `_start`:
 * what `javy build -C plugin=...` does, without its binary. Same input, same bytes.
 */
export const linkGuest = (plugin: Uint8Array, bytecode: Uint8Array): Uint8Array => {
  const sections = readSections(plugin)
  const body = (id: number) => sectionBody(sections, id)
  const exported = exportIndices(body(SECTION.exports))
  const exportIndex = (name: string): number => {
    const index = exported.get(name)
    if (index === undefined) throw new RangeError(`the plugin does not export ${name}; is it the CRE Javy plugin?`)
    return index
  }
  const startIndex = entryCount(body(SECTION.imports)) + entryCount(body(SECTION.functions))
  const segment = entryCount(body(SECTION.data))
  const start = startFunction({
    segment,
    length: bytecode.length,
    realloc: exportIndex('cabi_realloc'),
    invoke: exportIndex('invoke'),
  })
  const guestExports = [
    2,
    ...[...nameBytes('memory'), MEMORY_EXPORT, ...unsigned(exportIndex('memory'))],
    ...[...nameBytes('_start'), FUNCTION_EXPORT, ...unsigned(startIndex)],
  ]
  const replaced = new Map<number, Uint8Array>([
    [SECTION.type, appendEntry(body(SECTION.type), Uint8Array.from([FUNCTION_TYPE, 0, 0]))],
    [
      SECTION.functions,
      appendEntry(body(SECTION.functions), Uint8Array.from(unsigned(entryCount(body(SECTION.type))))),
    ],
    [SECTION.exports, Uint8Array.from(guestExports)],
    [SECTION.dataCount, Uint8Array.from(unsigned(segment + 1))],
    [SECTION.code, appendEntry(body(SECTION.code), start)],
    [
      SECTION.data,
      appendEntry(
        body(SECTION.data),
        Buffer.concat([Uint8Array.from([PASSIVE_SEGMENT, ...unsigned(bytecode.length)]), bytecode]),
      ),
    ],
  ])
  return withSections(
    plugin,
    sections.map(({ id, body: old }): Section => ({ id, body: replaced.get(id) ?? old })),
  )
}
