// The CRE guest computes with an engine of its own, whose integers were found to differ from Node's: what the workflow
// does with the pool's numbers has to come out the same in both.
import { fileURLToPath } from 'node:url'
import { create, fromBinary } from '@bufbuild/protobuf'
import { SDK_PB } from '@chainlink/cre-sdk/pb'
import { expect, it } from 'vitest'
import { buildGuest } from '../../offchain/local/don/buildGuest.ts'
import { cronPayload } from '../../offchain/local/don/cronPayload.ts'
import { createGuestHost } from '../../offchain/local/don/guestHost.ts'
import { encodeExecuteRequest } from '../../offchain/local/don/round.ts'
import { loadGuest, startSandbox } from '../../offchain/local/don/sandbox.ts'
import { poolArithmetic } from './workflows/poolArithmetic.ts'

it('computes the messages of the pool as Node does', async () => {
  const { wasm } = await buildGuest({
    entry: fileURLToPath(new URL('./workflows/arithmetic.mjs', import.meta.url)),
    cacheDir: fileURLToPath(new URL('../../.local/guest', import.meta.url)),
  })
  const sandbox = startSandbox({ guest: loadGuest(wasm), timeoutMs: 60_000 })
  const value = create(SDK_PB.TriggerSchema, { id: 0n, payload: cronPayload(0) })
  const exit = await sandbox.run(
    {
      request: encodeExecuteRequest(Buffer.from('{}'), { case: 'trigger', value }),
      donSeed: 7n,
      nodeSeed: 9n,
      donTimeMs: 0,
    },
    createGuestHost({ dispatch: () => undefined, readSecrets: () => [], log: () => undefined }),
  )
  await sandbox.stop()
  if (!exit.response) throw new Error(exit.error)
  const { result } = fromBinary(SDK_PB.ExecutionResultSchema, exit.response)
  const text = result.case === 'value' && result.value.value.case === 'stringValue' ? result.value.value.value : result
  expect(typeof text === 'string' ? text.split('\n') : text).toEqual(poolArithmetic())
})
