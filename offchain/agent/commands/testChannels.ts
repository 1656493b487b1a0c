import type { AgentSettings } from '../../config.ts'
import type { JournalBinding } from '../../store/journal.ts'
import { type ChannelCheck, checkChannels } from '../alerts/checkChannels.ts'
import { createChannels } from '../alerts/createChannels.ts'
import { unixNow } from '../unixNow.ts'
import { alertSettings } from './alertSettings.ts'

const TIMEOUT_MS = 10_000

/** Really sends a test to every channel that the settings name; empty where there is none. */
export const testChannels = (settings: AgentSettings, binding: JournalBinding): Promise<ChannelCheck[]> =>
  checkChannels({
    channels: createChannels(alertSettings(settings), unixNow),
    sendTest: true,
    binding,
    now: unixNow(),
    timeoutMs: TIMEOUT_MS,
  })
