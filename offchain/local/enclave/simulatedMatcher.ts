import { startEnclave } from '../../enclave/commands/startEnclave.ts'
import { listenForStop } from '../../listenForStop.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { createSimulatedPlatform } from './simulatedPlatform.ts'
import { simulatedQuoteSource } from './simulatedQuoteSource.ts'

/**
 * The real enclave as a process of its own, on a simulated machine: SIMULATED_PLATFORM_NOW (Unix seconds around which its
 * certificates are in force) and SIMULATED_PLATFORM_LABEL say which. All else is set as for `enclave run`. Each change of
 * health is a line on standard output.
 */
const { SIMULATED_PLATFORM_NOW: now = '', SIMULATED_PLATFORM_LABEL: label } = process.env
if (!/^\d{1,12}$/.test(now)) throw new Error(`SIMULATED_PLATFORM_NOW is ${JSON.stringify(now)}; give Unix seconds`)

await startEnclave({
  environment: process.env,
  listenForStop,
  onHealth: (health) => void process.stdout.write(`${renderJson(health, 0)}\n`),
  openQuotes: (_settings, log) =>
    simulatedQuoteSource({ platform: createSimulatedPlatform({ now: Number(now), label }), log }),
})
