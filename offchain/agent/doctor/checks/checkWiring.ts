import { isAddressEqual } from 'viem'
import { findPool } from '../../../chain/findPool.ts'
import { isForeignContract } from '../../../chain/isForeignContract.ts'
import type { Finding } from '../doctorCheck.ts'
import type { DoctorContext } from '../doctorContext.ts'

/** Undefined when the contract that was asked is of another kind. */
const unlessForeign = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (error) {
    if (isForeignContract(error)) return undefined
    throw error
  }
}

/** Whether attestation, treasury, tokens, pool and quoter belong together. */
export const checkWiring = async (context: DoctorContext): Promise<Finding> => {
  const { client, attestation, treasury, reserve, quoter } = context
  const wiring = await unlessForeign(context.readWiring())
  if (!wiring) {
    const detail = `TREASURY_ADDRESS ${treasury} does not answer as a RecoveryTreasury`
    return { verdict: 'fail', detail, fix: 'correct TREASURY_ADDRESS; the deployment file has it' }
  }
  if (!isAddressEqual(wiring.attestation, attestation)) {
    return {
      verdict: 'fail',
      detail: `CONTRACT_ADDRESS is ${attestation}, but the treasury acts on ${wiring.attestation}`,
      fix: `set CONTRACT_ADDRESS=${wiring.attestation}, or TREASURY_ADDRESS to a treasury of ${attestation}`,
    }
  }
  if (reserve && !isAddressEqual(wiring.reserve, reserve)) {
    return {
      verdict: 'fail',
      detail: `RESERVE_ADDRESS is ${reserve}, but the treasury delivers to ${wiring.reserve}`,
      fix: 'find out which one is the custodian before anything else; then correct RESERVE_ADDRESS or TREASURY_ADDRESS',
    }
  }
  if (!(await client.getCode({ address: quoter }))) {
    const detail = `QUOTER_ADDRESS ${quoter} has no code on this chain`
    return { verdict: 'fail', detail, fix: 'set QUOTER_ADDRESS to the QuoterV2 of this chain' }
  }
  const { payment, collateral, poolFee } = wiring
  const pool = await unlessForeign(findPool(client, { quoter, tokens: [payment, collateral], poolFee }))
  if (!pool) {
    return {
      verdict: 'fail',
      detail: `no pool of ${payment} and ${collateral} with fee ${poolFee} is known to QUOTER_ADDRESS ${quoter}`,
      fix: 'set QUOTER_ADDRESS to the QuoterV2 of the exchange that the treasury trades on',
    }
  }
  return { verdict: 'pass', detail: `heals swap in pool ${pool} and deliver to ${wiring.reserve}` }
}
