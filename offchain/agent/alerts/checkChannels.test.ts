import { describe, expect, it } from 'vitest'
import { BINDING, OPENED_AT } from '../../../test/offchain/alertMessages.ts'
import { startAlertServer } from '../../../test/offchain/alertServer.ts'
import type { Channel } from './channel.ts'
import { slackChannel } from './channels/slackChannel.ts'
import { checkChannels } from './checkChannels.ts'

const check = (channels: Channel[], sendTest: boolean) =>
  checkChannels({ channels, sendTest, binding: BINDING, now: OPENED_AT, timeoutMs: 300 })

describe('checkChannels', () => {
  it('disturbs nobody unless it is told to', async () => {
    const server = await startAlertServer()
    expect(await check([slackChannel(server.url)], false)).toEqual([{ channel: 'slack', problem: undefined }])
    expect(server.received.map(({ method }) => method)).toEqual(['HEAD'])
    expect(await check([slackChannel(server.url)], true)).toEqual([{ channel: 'slack', problem: undefined }])
    expect(JSON.parse(server.received[1]?.body ?? '').text).toContain('[info] Test: test\nA test of this channel.')
    await server.stop()
  })

  it('says what is wrong with each channel, in order, and waits for none for long', async () => {
    const server = await startAlertServer()
    server.answerWith({ status: 404 })
    const silent: Channel = {
      name: 'silent',
      deliver: () => new Promise(() => undefined),
      probe: () => new Promise(() => undefined),
    }
    const broken: Channel = {
      name: 'broken',
      deliver: () => Promise.reject(new TypeError('T0PS3CRET')),
      probe: () => Promise.reject(new TypeError('T0PS3CRET')),
    }
    expect(await check([silent, slackChannel(server.url), broken], true)).toEqual([
      { channel: 'silent', problem: 'silent did not answer in time' },
      { channel: 'slack', problem: 'the Slack webhook answered 404' },
      { channel: 'broken', problem: 'failed unexpectedly' },
    ])
    await server.stop()
  })
})
