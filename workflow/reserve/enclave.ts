import { HTTPClient, ok, type TeeRuntime, text } from '@chainlink/cre-sdk'
import { orderDigest } from '../../offchain/protocol/orderDigest.ts'
import { deriveOrderEntropy } from '../../offchain/protocol/orderEntropy.ts'
import { type Assessment, assess, chooseOrder } from '../../offchain/protocol/policy.ts'
import type { ReserveReport } from '../../offchain/protocol/report.ts'
import type { Prices } from '../../offchain/protocol/reservePrice.ts'
import { sealOrder } from '../../offchain/protocol/sealedOrder.ts'
import { parseStatement, type Statement } from '../../offchain/protocol/statement.ts'
import type { Config } from './config.ts'
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

/** What the agent is told to spend: nothing without a small deficit, nothing without usable prices. */
const smallOrder = (config: Config, { deficit }: Assessment, prices: Prices | undefined): bigint => {
  if (prices === undefined) return 0n
  const { spend } = chooseOrder({
    deficit,
    prices,
    decimals: { collateral: config.collateralDecimals, payment: config.paymentDecimals },
    tierBoundaryUsd: BigInt(config.tierBoundaryUsd),
    executionBps: config.executionBps,
    minOrder: BigInt(config.minOrder),
    maxOrder: BigInt(config.maxOrder),
  })
  return spend
}

const makeReport = (tee: TeeRuntime<Config>, epoch: number): ReserveReport => {
  const { config } = tee
  const apiKey = tee.getSecret({ id: 'RESERVE_API_KEY' }).result().value
  const seed = tee.getSecret({ id: 'ORDER_SEED' }).result().value
  // Before the statement is known, so that no read can depend on it.
  const prices = readPrices(tee.usingTheDons())
  const statement = fetchStatement(tee, apiKey)
  const mintCeiling = BigInt(config.mintCeiling)
  const assessment = assess({ ...statement, mintCeiling }, config)
  const spend = smallOrder(config, assessment, prices)

  const chainId = BigInt(config.chain.chainId)
  const context = { chainId, receiver: config.attestation, epoch }
  const statementAt = statement.asOf
  const { ephemeralSecretKey, salt, poolOrder } = deriveOrderEntropy({ seed, context, statementAt, spend })
  const agentPublicKey = config.agentSealingKey
  return {
    ...context,
    statementAt,
    isSolvent: assessment.isSolvent,
    mintCeiling,
    poolOrder,
    sealedOrder: sealOrder({ agentPublicKey, ephemeralSecretKey, context, spend, salt }),
    orderDigest: orderDigest(poolOrder, spend, salt),
  }
}

/**
 * The only code that touches figures. Fetches the custodian's statement, compares, orders, seals; what it returns is
 * public. It logs nothing, and every failure is {@link ENCLAVE_ERROR}.
 */
export const checkInEnclave = (tee: TeeRuntime<Config>, epoch: number): ReserveReport => {
  try {
    return makeReport(tee, epoch)
  } catch {
    throw new Error(ENCLAVE_ERROR)
  }
}
