import { processorSeconds } from './processorSeconds.ts'

const WARM_UP_RUNS = 20

/** How often a second one core does `action`: of processor time, so that other processes on the machine do not count. */
export const processorRate = async (action: () => unknown, seconds = 1): Promise<number> => {
  for (let run = 0; run < WARM_UP_RUNS; run++) await action()
  const startedAt = processorSeconds()
  let runs = 0
  let spent = 0
  while (spent < seconds) {
    await action()
    runs++
    spent = processorSeconds() - startedAt
  }
  return runs / spent
}
