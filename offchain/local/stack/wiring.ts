/** How the processes of a local stack reach each other: for a test that listens between them. */
export type Wiring = {
  /** What `caller` is to use instead of `url`, which may not answer yet. */
  route: (caller: string, url: string) => Promise<string>
  /** More settings of every process. */
  environment: Record<string, string>
}

/** Nobody listens. */
export const DIRECT: Wiring = { route: async (_caller, url) => url, environment: {} }
