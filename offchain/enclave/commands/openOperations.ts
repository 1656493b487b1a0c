import fs from 'node:fs'
import { startOperationsServer } from '../../operations/startOperationsServer.ts'
import type { EnclaveHealth } from '../enclaveHealth.ts'
import type { MatcherEvent } from '../matching/matcherEvent.ts'
import { assessReadiness } from '../operations/assessReadiness.ts'
import { createEnclaveMetrics, type EnclaveMetrics } from '../operations/createEnclaveMetrics.ts'
import { isMatcher, type RunSettings } from './enclaveSettings.ts'

/** How long the head may stand still before a matcher counts as blind, in milliseconds. */
const MAX_HEAD_AGE_MS = 120_000
/** What a look may take besides the wait for a receipt, in milliseconds. */
const MAX_LOOK_MS = 120_000

const PACKAGE_FILE = new URL('../../../package.json', import.meta.url)
const readVersion = (): string => (JSON.parse(fs.readFileSync(PACKAGE_FILE, 'utf8')) as { version: string }).version

export type Operations = {
  /** Undefined when nothing listens. */
  port: number | undefined
  onHealth(health: EnclaveHealth): void
  onEvent(event: MatcherEvent): void
  onProof: EnclaveMetrics['recordProof']
  onRpcRequest: EnclaveMetrics['recordRpcRequest']
  close(): Promise<void>
}

export type OpenOperationsParameters = {
  settings: RunSettings
  /** Wei of the payer. */
  readBalance: () => Promise<bigint>
}

/** The enclave's metrics and health, and the server that shows them unless it is switched off. */
export const openOperations = async ({ settings, readBalance }: OpenOperationsParameters): Promise<Operations> => {
  let health: EnclaveHealth | undefined
  let lookedAtMs: number | undefined
  let head: { number: bigint; sinceMs: number } | undefined
  const nowMs = () => performance.now()
  const readiness = () =>
    assessReadiness({
      health,
      isMatcher: isMatcher(settings),
      headAgeMs: head && nowMs() - head.sinceMs,
      maxHeadAgeMs: MAX_HEAD_AGE_MS,
    })
  const metrics = createEnclaveMetrics({ version: readVersion(), isReady: () => readiness().ready, readBalance })
  const operations = {
    onHealth(changed: EnclaveHealth) {
      health = changed
      metrics.recordHealth(changed)
    },
    onEvent(event: MatcherEvent) {
      lookedAtMs = nowMs()
      if (event.kind === 'looked' && event.head.number > (head?.number ?? -1n)) {
        head = { number: event.head.number, sinceMs: nowMs() }
      }
      metrics.recordEvent(event)
    },
    onProof: metrics.recordProof,
    onRpcRequest: metrics.recordRpcRequest,
  }
  const { enclaveOperationsPort: port, enclaveOperationsHost: host } = settings
  if (port === 'off') return { ...operations, port: undefined, close: async () => undefined }
  const longestMs = settings.enclaveReceiptTimeout + MAX_LOOK_MS
  const server = await startOperationsServer({
    ...{ port, host, metrics, readiness },
    setting: 'ENCLAVE_OPERATIONS_PORT',
    // Before it first looks it is being registered, which can take any time.
    isAlive: () => lookedAtMs === undefined || nowMs() - lookedAtMs <= longestMs,
  })
  return { ...operations, port: server.port, close: server.close }
}
