import { HTTPClient, ok, type TeeRuntime, text } from '@chainlink/cre-sdk'
import { decideHealing, type HealingPolicy } from '../../offchain/protocol/decideHealing.ts'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import { deriveOrderEntropy } from '../../offchain/protocol/orderEntropy.ts'
import { parseSlotKeys } from '../../offchain/protocol/parseSlotKeys.ts'
import { openHoldings } from '../../offchain/protocol/pool/openHoldings.ts'
import { sealPoolOrder } from '../../offchain/protocol/pool/sealPoolOrder.ts'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import { sealOrder } from '../../offchain/protocol/sealedOrder.ts'
import { parseStatement, type Statement } from '../../offchain/protocol/statement.ts'
import type { Config } from './config.ts'
import { readPoolPosition } from './readPoolPosition.ts'
import { readPrices } from './readPrices.ts'

/** What the enclave says when anything in it fails. Errors cross to the DON, so none may say what failed. */
export const ENCLAVE_ERROR = 'the reserve could not be checked: no report'

const fetchStatement = (tee: TeeRuntime<Config>, apiKey: string): Statement => {
  const { custodianUrl, maxStatementAgeSeconds } = tee.config
  const response = new HTTPClient()
    .sendRequest(tee, {
      url: custodianUrl,
      method: 'GET',
      multiHeaders: { authorization: { values: [`Bearer ${apiKey}`] } },
      timeout: '5s',
    })
    .result()
  if (!ok(response)) throw new Error('the custodian did not answer')
  const now = Math.floor(tee.now().getTime() / 1000)
  return parseStatement(text(response), { now, maxStatementAgeSeconds })
}

const policyOf = (config: Config): HealingPolicy => ({
  solvencyBps: config.solvencyBps,
  healingBps: config.healingBps,
  targetBps: config.targetBps,
  mintCeiling: BigInt(config.mintCeiling),
  decimals: { collateral: config.collateralDecimals, payment: config.paymentDecimals },
  tierBoundaryUsd: BigInt(config.tierBoundaryUsd),
  executionBps: config.executionBps,
  minOrder: BigInt(config.minOrder),
  maxOrder: BigInt(config.maxOrder),
  maxPoolOrder: BigInt(config.maxPoolOrder),
})

const makeReport = (tee: TeeRuntime<Config>, epoch: number): ReserveReport => {
  const { config } = tee
  const readSecret = (id: string): string => tee.getSecret({ id }).result().value
  const apiKey = readSecret('RESERVE_API_KEY')
  const seed = readSecret('ORDER_SEED')
  const slotKeys = parseSlotKeys(readSecret('RESERVE_SLOT_KEY'))
  const prices = readPrices(tee.usingTheDons())
  const statement = fetchStatement(tee, apiKey)
  const { position, logs, readAt, settledAt } = readPoolPosition(tee.usingTheDons())
  // What the pool delivers between chain and books is counted nowhere, but never twice.
  if (readAt < BigInt(statement.asOf)) throw new Error('the chain was read as it was before the statement')

  const holdings = openHoldings(position, logs, slotKeys)
  const { isSolvent, order } = decideHealing({ statement, prices, holdings, settledAt }, policyOf(config))

  const chainId = BigInt(config.chain.chainId)
  const context = { chainId, receiver: config.attestation, epoch }
  const statementAt = statement.asOf
  const { spend, wanted } = order
  const poolOrder = sealPoolOrder({
    key: holdings.key,
    chainId,
    pool: config.pool,
    epoch,
    order: { deficit: wanted, maxPremiumBps: BigInt(config.maxPremiumBps), allowPartial: true, disclose: false },
  })
  const { ephemeralSecretKey, salt } = deriveOrderEntropy({ seed, context, statementAt, spend, poolOrder })
  const agentPublicKey = config.agentSealingKey
  return {
    ...context,
    statementAt,
    isSolvent,
    mintCeiling: BigInt(config.mintCeiling),
    poolOrder,
    sealedOrder: sealOrder({ agentPublicKey, ephemeralSecretKey, context, spend, salt }),
    orderDigest: orderDigest(poolOrder, spend, salt),
  }
}

/**
 * The only code that touches figures. Fetches the custodian's statement, opens the reserve's slot in the pool, compares,
 * orders, seals; what it returns is public. It logs nothing, and every failure is {@link ENCLAVE_ERROR}.
 */
export const checkInEnclave = (tee: TeeRuntime<Config>, epoch: number): ReserveReport => {
  try {
    return makeReport(tee, epoch)
  } catch {
    throw new Error(ENCLAVE_ERROR)
  }
}
