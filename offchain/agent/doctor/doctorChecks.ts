import { checkAgent } from './checks/checkAgent.ts'
import { checkAlerts } from './checks/checkAlerts.ts'
import { checkAttestation } from './checks/checkAttestation.ts'
import { checkChainId } from './checks/checkChainId.ts'
import { checkClock } from './checks/checkClock.ts'
import { checkCollateral } from './checks/checkCollateral.ts'
import { checkContracts } from './checks/checkContracts.ts'
import { checkEndpoints } from './checks/checkEndpoints.ts'
import { checkFunds } from './checks/checkFunds.ts'
import { checkGas } from './checks/checkGas.ts'
import { checkHeads } from './checks/checkHeads.ts'
import { checkJournal } from './checks/checkJournal.ts'
import { checkLimits } from './checks/checkLimits.ts'
import { checkLogs } from './checks/checkLogs.ts'
import { checkPause } from './checks/checkPause.ts'
import { checkPool } from './checks/checkPool.ts'
import { checkPrices } from './checks/checkPrices.ts'
import { checkProofOfReserve } from './checks/checkProofOfReserve.ts'
import { checkSealingKey } from './checks/checkSealingKey.ts'
import { checkWiring } from './checks/checkWiring.ts'
import type { DoctorCheck } from './doctorCheck.ts'

/** Every check in the order in which it is shown; what it needs stands before it. */
export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  { check: 'endpoints', needs: [], run: checkEndpoints },
  { check: 'chain id', needs: [], run: checkChainId },
  { check: 'heads', needs: [], run: checkHeads },
  { check: 'clock', needs: [], run: checkClock },
  { check: 'contracts', needs: [], run: checkContracts },
  { check: 'wiring', needs: ['contracts'], run: checkWiring },
  { check: 'agent', needs: ['wiring'], run: checkAgent },
  { check: 'gas', needs: ['agent'], run: checkGas },
  { check: 'sealing key', needs: ['wiring'], run: checkSealingKey },
  { check: 'funds', needs: ['wiring'], run: checkFunds },
  { check: 'limits', needs: ['wiring'], run: checkLimits },
  { check: 'pause', needs: ['wiring'], run: checkPause },
  { check: 'attestation', needs: ['wiring'], run: checkAttestation },
  { check: 'prices', needs: ['wiring'], run: checkPrices },
  { check: 'proof of reserve', needs: ['contracts'], run: checkProofOfReserve },
  { check: 'logs', needs: ['contracts'], run: checkLogs },
  { check: 'journal', needs: ['wiring'], run: checkJournal },
  { check: 'alerts', needs: [], run: checkAlerts },
  { check: 'collateral', needs: [], run: checkCollateral },
  { check: 'dark pool', needs: ['wiring'], run: checkPool },
]
