#!/usr/bin/env node
// Stands in for Coinbase's agentic wallet CLI in tests, in both generations of its grammar. What it is told to be, and
// what it did, lies in $HOME: config.json, calls.jsonl (arguments and environment of every call), ledger.json.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const home = process.env.HOME
const inHome = (name) => path.join(home, name)
const config = JSON.parse(fs.readFileSync(inHome('config.json'), 'utf8'))
const isOld = /^(1\.0|2\.0)\./.test(config.version)
const argv = process.argv.slice(2)
fs.appendFileSync(inHome('calls.jsonl'), `${JSON.stringify({ argv, environment: process.env })}\n`)

const TOKENS = { usdc: 6, eth: 18, weth: 18, pol: 18 }
const CHAIN_NAMES = { base: 'Base', 'base-sepolia': 'Base Sepolia', polygon: 'Polygon', solana: 'Solana' }

/** Plain text and exit code 1, even with --json. */
const fail = (...lines) => {
  fs.writeSync(2, `${lines.join('\n')}\n`)
  process.exit(1)
}

const GRAMMAR = {
  status: { positional: 0, options: ['--json'] },
  balance: { positional: 0, options: ['--chain', '--asset', '--json'] },
  send: { positional: 2, options: isOld ? ['--chain', '--json'] : ['--chain', '--asset', '--json'] },
  trade: { positional: 3, options: ['--chain', '-c', '--slippage', '-s', '--json'] },
}

const parse = ([name, ...rest]) => {
  const command = !isOld && name === 'swap' ? 'trade' : name
  const grammar = GRAMMAR[command]
  if (!grammar) return fail(`error: unknown command '${name}'`)
  const parsed = { command, positional: [], options: {} }
  while (rest.length > 0) {
    const word = rest.shift()
    if (word === '--json') parsed.options.json = true
    else if (grammar.options.includes(word)) {
      parsed.options[{ '-c': 'chain', '-s': 'slippage' }[word] ?? word.slice(2)] = rest.shift()
    } else if (word.startsWith('-')) return fail(`error: unknown option '${word}'`)
    else parsed.positional.push(word)
  }
  if (parsed.positional.length < grammar.positional) return fail("error: missing required argument 'amount'")
  if (parsed.positional.length > grammar.positional) return fail(`error: too many arguments for '${command}'.`)
  return parsed
}

/** A figure without a point is atomic; the vendor's documents contradict each other, and this is the worse reading. */
const parseAmount = (text, decimals) => {
  if (!/^\$?[\d.]+$/.test(text)) return fail('✖ Transaction failed', `Invalid amount: ${text}`)
  const [whole, fraction] = text.replace('$', '').split('.')
  if (fraction === undefined) return BigInt(text.startsWith('$') ? whole.padEnd(whole.length + decimals, '0') : whole)
  if (fraction.length > decimals) {
    return fail(`Transaction failed: Amount has ${fraction.length} decimals but token only supports ${decimals}`)
  }
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

const rpc = async (method, params) => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const { result, error } = await (await fetch(config.rpcUrl, { method: 'POST', headers, body })).json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}
const word = (value) => value.toString(16).padStart(64, '0')
const execute = async (data) => {
  await rpc('anvil_impersonateAccount', [config.account])
  const receipt = await rpc('eth_sendTransactionSync', [{ from: config.account, to: config.usdc, data }])
  return receipt.transactionHash
}

/** Holdings and actions on a chain: an ERC-20 that anybody may issue stands for USDC, its issuing for the swap. */
const onChain = {
  balances: async () => ({
    usdc: BigInt(
      await rpc('eth_call', [{ to: config.usdc, data: `0x70a08231${word(BigInt(config.account))}` }, 'latest']),
    ),
    eth: BigInt(await rpc('eth_getBalance', [config.account, 'latest'])),
  }),
  send: (recipient, amount) => execute(`0xa9059cbb${word(BigInt(recipient))}${word(amount)}`),
  trade: (bought) => execute(`0x40c10f19${word(BigInt(config.account))}${word(bought)}`),
}

const readLedger = () => JSON.parse(fs.readFileSync(inHome('ledger.json'), 'utf8'))
const writeLedger = (change) => {
  const ledger = { ...readLedger(), ...change }
  ledger.actions += 1
  fs.writeFileSync(inHome('ledger.json'), JSON.stringify(ledger))
  return `0x${word(BigInt(ledger.actions))}`
}
/** The same without a chain. */
const inLedger = {
  balances: async () => ({ usdc: BigInt(readLedger().usdc), eth: BigInt(readLedger().eth) }),
  send: async (recipient, amount) => {
    const { usdc, sent } = readLedger()
    return writeLedger({ usdc: `${BigInt(usdc) - amount}`, sent: [...sent, { recipient, amount: `${amount}` }] })
  },
  trade: async (bought, sold) => {
    const { usdc, eth } = readLedger()
    return writeLedger({ usdc: `${BigInt(usdc) + bought}`, eth: `${BigInt(eth) - sold}` })
  },
}
const backend = config.rpcUrl ? onChain : inLedger

const say = (value) => {
  if (config.isNoisy) process.stdout.write('\u001b[36m- Preparing...\u001b[0m\n{"progress": 50\n- "quoted" ...\n')
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  if (config.isNoisy) process.stdout.write('\nTip: a newer version may exist.\n')
}

const forever = () => new Promise(() => setInterval(() => {}, 1e6))
const waitForGate = async () => {
  fs.writeFileSync(inHome('pids'), `${process.pid}`)
  while (!fs.existsSync(inHome('gate-open'))) await delay(10)
}

/** What goes wrong around an action, before (`done` undefined) or after it was done. */
const disturb = async (fault, hash) => {
  const isDone = hash !== undefined
  if (fault === (isDone ? 'hangAfter' : 'hang')) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' })
    fs.writeFileSync(inHome('pids'), `${process.pid} ${child.pid}`)
    await forever()
  }
  if (fault === (isDone ? 'gateAfter' : 'gate')) await waitForGate()
  if (fault === (isDone ? 'dieAfter' : 'die')) {
    process.kill(process.pid, 'SIGKILL')
    await forever()
  }
  if (!isDone) return
  if (fault === 'garbage') process.stdout.write('Sent! See the wallet app.\n')
  if (fault === 'flood') process.stdout.write('x'.repeat(1_000_000))
  if (fault === 'exitCode') {
    // Words that mean that nothing was sent when they come with exit code 1.
    fs.writeSync(2, 'Insufficient USDC balance.\n')
    process.exit(2)
  }
  if (fault === 'linger') {
    // The background server: it has a session of its own and keeps our pipes.
    const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit', detached: true })
    fs.writeFileSync(inHome('pids'), `${server.pid}`)
    server.unref()
  }
}

const act = async (run) => {
  await disturb(config.fault)
  const hash = await run()
  await disturb(config.fault, hash)
  if (['garbage', 'silent', 'flood'].includes(config.fault)) return
  say({ status: 'confirmed', ...(config.hashKey ? { [config.hashKey]: hash } : {}) })
}

const balanceOn = async (chain, asset) => {
  const { usdc, eth } = await backend.balances()
  const figure = (raw, decimals) => ({ raw: `${raw}`, formatted: `${Number(raw) / 10 ** decimals}`, decimals })
  const all = { USDC: figure(usdc, 6), ETH: figure(eth, 18), WETH: figure(0n, 18) }
  // The vendor's bug: the native token under whatever name was asked for.
  const balances = asset ? { [asset.toUpperCase()]: all[asset.toUpperCase()] ?? all.ETH } : all
  return { address: config.account, chain: CHAIN_NAMES[chain], balances, timestamp: new Date().toISOString() }
}

const commands = {
  status: async () => {
    if (config.fault === 'statusHangs') await forever()
    say({
      server: { running: true, pid: process.pid },
      auth: config.isLoggedIn ? { authenticated: true, email: 'operator@example.org' } : { authenticated: false },
    })
  },
  balance: async (_positional, { chain, asset }) => {
    const isAll = (!isOld && chain === undefined) || config.fault === 'allChains'
    if (isAll) return say({ base: await balanceOn('base'), polygon: await balanceOn('polygon') })
    say(await balanceOn(config.fault === 'otherChain' ? 'polygon' : (chain ?? 'base'), asset))
  },
  send: async ([amountText, recipient], { chain = 'base' }) => {
    if (!/^0x[0-9a-fA-F]{40}$|^[a-zA-Z0-9.-]+\.eth$/.test(recipient))
      return fail('Transaction failed: Invalid recipient')
    if (chain !== 'base' && (isOld || chain !== 'polygon')) return fail(`error: unknown option '--chain ${chain}'`)
    const amount = parseAmount(amountText, TOKENS.usdc)
    const { usdc } = await backend.balances()
    if (amount > usdc) {
      const [held, needed] = [usdc, amount].map((units) => (Number(units) / 1e6).toFixed(2))
      fail(`Transaction failed: Insufficient USDC balance. You have ${held} USDC but need $${needed}.`)
    }
    await act(() => backend.send(recipient, amount))
  },
  trade: async ([amountText, from, to], { slippage = '100' }) => {
    const known = isOld ? ['usdc', 'eth', 'weth'] : ['usdc', 'eth', 'pol']
    if (![from, to].every((token) => known.includes(token))) return fail('✖ Swap failed', 'Invalid token')
    if (from === to) return fail('✖ Swap failed', 'Cannot swap a token to itself')
    if (!/^\d+$/.test(slippage)) return fail('✖ Swap failed', 'Invalid slippage')
    const sold = parseAmount(amountText, TOKENS[from])
    if (sold > (await backend.balances())[from]) return fail(`Swap failed: Insufficient ${from.toUpperCase()} balance.`)
    await act(() => backend.trade(BigInt(config.tradeYields), sold))
  },
}

if (argv[0] === '--version') {
  process.stdout.write(`${config.version}\n`)
} else {
  const { command, positional, options } = parse(argv)
  process.stderr.write('- Preparing transaction...\n')
  if (command !== 'status' && !config.isLoggedIn) {
    fail('✖ Transaction failed', 'Authentication required.', '', 'Sign in using one of: awal auth login <email>')
  }
  if (config.refusal && command !== 'status' && command !== 'balance') fail(config.refusal)
  await commands[command](positional, options)
}
