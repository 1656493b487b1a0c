/** Whether an agent runs here and would act. `unknown` where it has no operations port to ask. */
export type AgentProcess = { state: 'ready' | 'notReady' | 'notAnswering' | 'unknown'; reasons: readonly string[] }

export type ProbeAgentParameters = {
  /** Where `/readyz` is; undefined when it is switched off. */
  operationsUrl: string | undefined
  timeoutMs: number
}

/** Another program may listen there: only what answers like an agent counts as one. */
const parseReadiness = (body: unknown): AgentProcess => {
  const { ready, reasons } = (body ?? {}) as { ready?: unknown; reasons?: unknown }
  if (typeof ready !== 'boolean' || !Array.isArray(reasons)) return { state: 'notAnswering', reasons: [] }
  return { state: ready ? 'ready' : 'notReady', reasons: reasons.map(String) }
}

/** Asks a running agent for its readiness. */
export const probeAgent = async ({ operationsUrl, timeoutMs }: ProbeAgentParameters): Promise<AgentProcess> => {
  if (!operationsUrl) return { state: 'unknown', reasons: [] }
  try {
    const response = await fetch(new URL('/readyz', operationsUrl), { signal: AbortSignal.timeout(timeoutMs) })
    return parseReadiness(await response.json())
  } catch {
    return { state: 'notAnswering', reasons: [] }
  }
}
