// What the pool's messages come to in the guest, whose engine is not Node's. Handler by handler, as text.
import { CronCapability, handler, Runner } from '@chainlink/cre-sdk'
import { poolArithmetic } from './poolArithmetic.ts'

export async function main() {
  const runner = await Runner.newRunner({ configParser: () => ({}) })
  await runner.run(() => [
    handler(new CronCapability().trigger({ schedule: '0 */5 * * * *' }), () => poolArithmetic().join('\n')),
  ])
}
