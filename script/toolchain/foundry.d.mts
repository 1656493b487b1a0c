export const projectRoot: string
export function foundryBinary(tool: 'forge' | 'anvil' | 'cast'): string
export function foundryEnv(): NodeJS.ProcessEnv
