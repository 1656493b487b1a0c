import { emailChannel } from '../../offchain/agent/alerts/channels/emailChannel.ts'
import { aMessage } from './alertMessages.ts'

// A process of its own: which certificates are trusted is read once, when Node starts.
const [host = '', port = ''] = process.argv.slice(2)
const settings = { user: 'agent', password: 'T0PS3CRET-mail', from: 'agent@issuer.example', to: 'night@issuer.example' }
await emailChannel({ ...settings, host, port: Number(port), secure: false }).deliver(
  aMessage(),
  new AbortController().signal,
)
