import type { Payer } from './payer.ts'

/** The same payer for several users: a call waits until those before it are mined or given up. */
export const queuePayer = (payer: Payer): Payer => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    address: payer.address,
    send(call, signal) {
      const send = async () => {
        signal.throwIfAborted()
        return await payer.send(call, signal)
      }
      const sending = last.then(send)
      last = sending.catch(() => undefined)
      return sending
    },
  }
}
