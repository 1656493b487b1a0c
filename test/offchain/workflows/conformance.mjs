// One handler per rule of the host ABI; the names follow the SDK's own standard tests.
import {
  ConfidentialHTTPClient,
  CronCapability,
  consensusIdenticalAggregation,
  HTTPClient,
  handler,
  Runner,
  text,
} from '@chainlink/cre-sdk'

const decode = (bytes) => Buffer.from(bytes).toString('utf8')
const fetchFrom = (runtime, url) =>
  new ConfidentialHTTPClient().sendRequest(runtime, { request: { url, method: 'GET' } })
const inNodeMode = (runtime, observe) => runtime.runInNodeMode(observe, consensusIdenticalAggregation())().result()

const config = (runtime) => runtime.config.tag

const errors = () => {
  throw new Error('workflow execution failure')
}

const logging = (runtime) => {
  runtime.log('log from wasm!')
  return 'logged'
}

const secret = (runtime) => runtime.getSecret({ id: 'Foo' }).result().value

const secretsInNodeMode = (runtime) => inNodeMode(runtime, () => runtime.getSecret({ id: 'Foo' }).result().value)

const nodeRuntimeInDonMode = (runtime) => {
  let escaped
  inNodeMode(runtime, (node) => {
    escaped = node
    return 'observed'
  })
  return new HTTPClient().sendRequest(escaped, { url: 'http://unused', method: 'GET' }).result().statusCode
}

const donRuntimeInNodeMode = (runtime) =>
  inNodeMode(runtime, () => fetchFrom(runtime, 'http://unused').result().statusCode)

const time = (runtime) => runtime.now().toISOString()

const callsAreAsync = (runtime) => {
  const first = fetchFrom(runtime, 'a')
  const second = fetchFrom(runtime, 'b')
  const after = text(second.result())
  return text(first.result()) + after
}

const responseTooLarge = (runtime) => decode(fetchFrom(runtime, 'huge').result().body).length

const random = (runtime) => {
  const before = Math.random()
  runtime
    .runInNodeMode((node) => {
      node.log(`node ${Math.random()}`)
      return 'observed'
    }, consensusIdenticalAggregation())()
    .result()
  return `${before}|${Math.random()}`
}

const surface = () =>
  [typeof fetch, typeof setTimeout, typeof process, typeof WebAssembly, typeof TextEncoder].join(',')

const preHooked = () => 'ran'

export async function main() {
  const runner = await Runner.newRunner({ configParser: (bytes) => JSON.parse(decode(bytes)) })
  await runner.run(() => {
    const cron = new CronCapability().trigger({ schedule: '0 * * * * *' })
    const handlers = [config, errors, logging, secret, secretsInNodeMode, nodeRuntimeInDonMode, donRuntimeInNodeMode]
    return [
      ...[...handlers, time, callsAreAsync, responseTooLarge, random, surface].map((onTrigger) =>
        handler(cron, onTrigger),
      ),
      handler(cron, preHooked, { preHook: () => ({ capabilities: { maxTotalCalls: 0 } }) }),
    ]
  })
}
