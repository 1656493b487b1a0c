import type { OrderPolicy } from './simulateDeficit.ts'

/** How the workflow sizes orders unless the operator of `agent simulate` says otherwise. */
export const WORKFLOW_ORDER_POLICY: OrderPolicy = {
  tierBoundaryUsd: 50_000_000n,
  executionBps: 100,
  minOrder: 100_000_000n,
  maxOrder: 2_000_000_000_000n,
  maxPoolOrder: 100_000_000_000n,
}
