import { readSections, readUnsigned, SECTION, sectionBody, unsigned, withSections } from './wasmBinary.ts'

const PAGE_BYTES = 65_536
const HAS_MAXIMUM = 1

/**
 * The guest with a ceiling on its linear memory, as the CRE host's store limit sets one: growing past it fails inside the guest.
 * Only the running copy changes; the workflow id is taken over the guest as built.
 */
export const limitMemory = (guest: Uint8Array, maxBytes: number): Uint8Array => {
  const sections = readSections(guest)
  const memory = sectionBody(sections, SECTION.memory)
  // count (1), flags, minimum pages
  const minimum = readUnsigned(memory, 2).value
  const limited = [1, HAS_MAXIMUM, ...unsigned(minimum), ...unsigned(Math.floor(maxBytes / PAGE_BYTES))]
  return withSections(
    guest,
    sections.map((section) =>
      section.id === SECTION.memory ? { id: section.id, body: Uint8Array.from(limited) } : section,
    ),
  )
}
