import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import { OWNER, POOL, releaseContext, STRANGER } from '../../../../test/offchain/vault/releasePolicyContext.ts'
import { requirePostedSlotKey } from './requirePostedSlotKey.ts'

const KEY = `slot key ${pad('0xc0')} of pool ${POOL}`

describe('requirePostedSlotKey', () => {
  it.each(['pending', 'active'] as const)('lets the %s key that its owner posted pass', async (status) => {
    expect(await requirePostedSlotKey(releaseContext({ slotKey: { status } }))).toBeUndefined()
  })

  it('refuses a commitment that nobody posted, for now', async () => {
    expect(await requirePostedSlotKey(releaseContext({ label: { subject: pad('0xc1') } }))).toEqual({
      isAllowed: false,
      code: 'slotKeyUnknown',
      reason: `slot key ${pad('0xc1')} of pool ${POOL} is not posted at block 100`,
      retryable: true,
    })
  })

  it('refuses a retired key for good', async () => {
    expect(await requirePostedSlotKey(releaseContext({ slotKey: { status: 'retired' } }))).toEqual({
      isAllowed: false,
      code: 'slotKeyRetired',
      reason: `${KEY} is retired at block 100`,
      retryable: false,
    })
  })

  it('refuses a key under the label of somebody who did not post it', async () => {
    expect(await requirePostedSlotKey(releaseContext({ label: { sender: STRANGER } }))).toEqual({
      isAllowed: false,
      code: 'slotKeyOwnerMismatch',
      reason: `${KEY} was posted by ${OWNER}, not by ${STRANGER} as the label says`,
      retryable: false,
    })
  })

  it('refuses a ciphertext that is not the posted one, though label and sender are right', async () => {
    const context = releaseContext({ question: { ciphertextId: pad('0xcc') } })
    expect(await requirePostedSlotKey(context)).toEqual({
      isAllowed: false,
      code: 'ciphertextNotPosted',
      reason: `${KEY} was posted as ciphertext ${releaseContext().question.ciphertextId}, not ${pad('0xcc')}`,
      retryable: false,
    })
  })
})
