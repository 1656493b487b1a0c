/** Absolute path of the project. */
export declare const projectRoot: string
/** Absolute path of a Foundry binary: PATH first, then the npm platform package. Throws when there is none. */
export declare const foundryBinary: (tool: 'forge' | 'anvil' | 'cast') => string
/** Environment for a Foundry child process: our solc wrapper unless the caller chose a compiler. */
export declare const foundryEnv: () => NodeJS.ProcessEnv
