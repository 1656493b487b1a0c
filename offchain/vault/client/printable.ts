/** What a node says is shown to people: what a terminal would obey is taken out. */
export const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?')
