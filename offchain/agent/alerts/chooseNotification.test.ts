import { describe, expect, it } from 'vitest'
import type { Notification } from '../../store/journal.ts'
import { chooseNotification } from './chooseNotification.ts'

const pending = (incidentId: number, changes: Partial<Notification> = {}): Notification => ({
  incidentId,
  phase: 'opened',
  channel: 'slack',
  attempts: 0,
  nextAttemptAt: 100,
  ...changes,
})

describe('chooseNotification', () => {
  it('takes the oldest that is due', () => {
    expect(chooseNotification([pending(1), pending(2)], 100)?.incidentId).toBe(1)
  })

  it('takes what was tried least, so that one message cannot hold up the others', () => {
    expect(chooseNotification([pending(1, { attempts: 3 }), pending(2), pending(3)], 100)?.incidentId).toBe(2)
  })

  it('names what is due next when nothing is due', () => {
    const later = [
      pending(1, { nextAttemptAt: 300 }),
      pending(2, { nextAttemptAt: 200 }),
      pending(3, { nextAttemptAt: 300 }),
    ]
    expect(chooseNotification(later, 100)?.incidentId).toBe(2)
  })

  it('keeps the end of an incident back until its beginning is told or given up', () => {
    const opened = pending(1, { attempts: 4, nextAttemptAt: 500 })
    const closed = pending(1, { phase: 'closed' })
    expect(chooseNotification([opened, closed], 100)).toBe(opened)
    expect(chooseNotification([opened, closed, pending(2)], 100)?.incidentId).toBe(2)
    expect(chooseNotification([closed], 100)).toBe(closed)
  })

  it('finds nothing in nothing', () => {
    expect(chooseNotification([], 100)).toBeUndefined()
  })
})
