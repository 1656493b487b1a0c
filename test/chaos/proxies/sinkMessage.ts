/** `silent` takes a call and never answers it. */
export type SinkMood = 'listening' | 'silent' | 'failing'

export type SinkCommand = { command: 'mood'; mood: SinkMood } | { command: 'clear' } | { command: 'read' }

/** One call with a good signature; an agent that was killed may make the same call again, with the same key. */
export type ReceivedAlert = { path: string; key: string; incidentId: number; phase: string; kind: string }

/** `forged` counts calls with a bad signature. */
export type SinkContents = { received: ReceivedAlert[]; forged: number }
