import { createHash, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { type FastifyError, fastify } from 'fastify'
import { erc20Abi, parseAbi } from 'viem'
import { KitError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { createOffsets, type Offsets } from './createOffsets.ts'
import { type BlockTime, headBefore } from './headBefore.ts'
import { type Books, type Figures, readFigures } from './readFigures.ts'
import { requestedTotals } from './requestedTotals.ts'

export type CustodianParameters = Books & {
  /** 0, the default, is any free port. */
  port?: number
  /** Whoever sends `Authorization: Bearer <apiKey>` may read and change everything. */
  apiKey: string
  /** What POST /toggle takes from the reserve, in base units. */
  shortfall: bigint
  /** Age of the figures that GET /reserves states. */
  lagSeconds?: number
  log: Log
}

export type Custodian = { url: string; stop(): Promise<void> }

const BODY_LIMIT_BYTES = 1_024

const digest = (text: string) => createHash('sha256').update(text).digest()

const checkUnits = async ({ client, collateral, proofOfReserveFeed }: Books) => {
  const abi = parseAbi(['function decimals() view returns (uint8)'])
  const [feed, token] = await Promise.all([
    client.readContract({ address: proofOfReserveFeed, abi, functionName: 'decimals' }),
    client.readContract({ address: collateral, abi: erc20Abi, functionName: 'decimals' }),
  ])
  if (feed !== token)
    throw new KitError(`the feed has ${feed} decimals and the collateral ${token}: they cannot be added`)
}

const stated = (chain: Figures, offset: Figures): Figures => {
  const totalReserve = chain.totalReserve + offset.totalReserve
  const totalLiabilities = chain.totalLiabilities + offset.totalLiabilities
  if (totalReserve >= 0n && totalLiabilities >= 0n) return { totalReserve, totalLiabilities }
  throw new KitError('the offsets exceed what the custodian holds: set them anew with POST /set-reserves')
}

const inDigits = ({ totalReserve, totalLiabilities }: Figures) => ({
  totalReserve: totalReserve.toString(),
  totalLiabilities: totalLiabilities.toString(),
})

const statementAt = async (books: Books, offsets: Offsets, block: BlockTime) => {
  const offset = offsets.at(block.timestamp)
  const figures = stated(await readFigures(books, block.number), offset)
  return { figures: inDigits(figures), offset }
}

/**
 * Starts the simulated custodian: an HTTP API on loopback that states what the chain says about the reserve, plus
 * offsets that only POST /toggle and POST /set-reserves change. So after a shortfall only collateral that really
 * reaches the reserve changes its answer.
 */
export const startCustodian = async (parameters: CustodianParameters): Promise<Custodian> => {
  const { port = 0, apiKey, shortfall, lagSeconds = 0, log, ...books } = parameters
  if (apiKey === '') throw new KitError('the simulated custodian needs an API key that is not empty')
  if (!Number.isSafeInteger(lagSeconds) || lagSeconds < 0) {
    throw new KitError(`lagSeconds is ${lagSeconds}: give whole seconds, zero or more`)
  }
  await checkUnits(books)
  const offsets = createOffsets(shortfall)
  // It knows nothing about the time before it opened.
  const opened = await headBefore(books.client, 0)
  const expected = digest(`Bearer ${apiKey}`)

  const app = fastify({ bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true })

  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `no such endpoint: ${request.method} ${request.url.slice(0, 100)}` }),
  )
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = error.statusCode ?? 503
    if (code >= 500) log.warn({ err: error }, 'simulated custodian cannot answer')
    const reason = code < 500 || error instanceof KitError ? error.message : 'the chain does not answer for this block'
    return reply.code(code).send({ error: reason })
  })
  app.addHook('onRequest', async (request, reply) => {
    // Equal lengths and constant time: the digest of what was sent against the digest of what is expected.
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return
    await reply.code(401).send({ error: 'send Authorization: Bearer <API key>' })
  })

  app.get('/reserves', async () => {
    const block = await headBefore(books.client, lagSeconds, opened.number)
    const { figures } = await statementAt(books, offsets, block)
    return { ...figures, asOf: Number(block.timestamp) }
  })

  app.get('/state', async () => {
    const block = await headBefore(books.client, 0)
    const { figures, offset } = await statementAt(books, offsets, block)
    const { shortfallOn } = offset
    return {
      ...figures,
      block: Number(block.number),
      asOf: Number(block.timestamp),
      lagSeconds,
      shortfallOn,
      offset: inDigits(offset),
    }
  })

  app.post('/toggle', async () => {
    const block = await headBefore(books.client, 0)
    offsets.toggle(block.timestamp)
    const { shortfallOn } = offsets.at(block.timestamp)
    log.info({ shortfallOn }, 'simulated custodian: shortfall toggled')
    return { shortfallOn }
  })

  app.post('/set-reserves', async (request, reply) => {
    const { data: totals, error } = requestedTotals.safeParse(request.body ?? {})
    if (error) {
      const reasons = error.issues.map(({ path, message }) => [...path, message].join(': '))
      return reply.code(400).send({ error: reasons.join('; ') })
    }
    const block = await headBefore(books.client, 0)
    offsets.setTotals(block.timestamp, await readFigures(books, block.number), totals)
    log.info('simulated custodian: figures set')
    return inDigits(stated(await readFigures(books, block.number), offsets.at(block.timestamp)))
  })

  await app.listen({ host: '127.0.0.1', port })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  log.info({ url, lagSeconds }, 'simulated custodian ready')
  return { url, stop: () => app.close() }
}
