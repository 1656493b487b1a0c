import { numberToHex } from 'viem'
import type { LocalClient } from '../../../offchain/local/chain/localClient.ts'

/** Decides when blocks are mined: transactions wait in the pool for it, as they do on a live chain. */
export type Miner = {
  mine(blocks?: number): Promise<void>
  /** Stops mining by itself; resolves when no block is on its way. */
  pause(): Promise<void>
  resume(): void
  isPaused(): boolean
  /** From the next block on, this base fee in wei for each block; undefined lets the protocol decide again. */
  setBaseFee(baseFee: bigint | undefined): void
  stop(): Promise<void>
}

/** Mines one block each `paceMs`. */
export const createMiner = (client: LocalClient, paceMs: number): Miner => {
  let baseFee: bigint | undefined
  let paused = false
  let stopped = false
  let busy: Promise<unknown> = Promise.resolve()

  const mine = async (blocks = 1) => {
    if (baseFee !== undefined) await client.setNextBlockBaseFeePerGas({ baseFeePerGas: baseFee })
    await client.request({ method: 'anvil_mine', params: [numberToHex(blocks), '0x0'] } as never)
  }
  const tick = () => {
    if (stopped) return
    const began = Date.now()
    busy = (paused ? Promise.resolve() : mine()).catch(() => undefined)
    void busy.then(() => setTimeout(tick, Math.max(0, paceMs - (Date.now() - began))))
  }
  tick()
  return {
    mine,
    async pause() {
      paused = true
      await busy
    },
    resume() {
      paused = false
    },
    isPaused: () => paused,
    setBaseFee(next) {
      baseFee = next
    },
    async stop() {
      stopped = true
      await busy
    },
  }
}
