import type { Hex } from 'viem'
import { abortAfter } from '../../abortAfter.ts'
import type { SlotKeyReport } from '../../enclave/slots/slotKeyState.ts'
import { KitError } from '../../errors.ts'

export type SlotWatch = {
  /** Takes what the enclave reports. */
  onSlots: (reports: readonly SlotKeyReport[]) => void
  /** The nodes whose shares opened a key, once it is open. */
  untilOpen: (commitment: Hex, signal: AbortSignal) => Promise<readonly number[]>
}

const OPEN_WITHIN_MS = 30_000

/** Waits for what an enclave makes of its slots. */
export const watchSlots = (): SlotWatch => {
  let latest: readonly SlotKeyReport[] = []
  const listeners = new Set<() => void>()

  return {
    onSlots(reports) {
      latest = reports
      for (const listener of listeners) listener()
    },
    untilOpen: (commitment, outer) =>
      new Promise((resolve, reject) => {
        const signal = abortAfter(OPEN_WITHIN_MS, outer)
        const reportOf = () => latest.find((report) => report.commitment === commitment)
        const look = (): void => {
          const report = reportOf()
          if (report?.state === 'open') resolve(report.openedBy)
          if (report?.state === 'unreadable') reject(new KitError(`the slot key ${commitment}: ${report.reason}`))
        }
        signal.addEventListener('abort', () => {
          const report = reportOf()
          const reason = report && 'reason' in report ? report.reason : 'the enclave has not seen it'
          reject(new KitError(`the slot key ${commitment} was not opened: ${reason}`))
        })
        listeners.add(look)
        look()
      }),
  }
}
