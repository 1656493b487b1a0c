import { EVMClient, getNetwork } from '@chainlink/cre-sdk'
import type { Config } from './config.ts'

/** The client of the chain that holds the attestation and the feeds. */
export const evmClient = ({ selectorName, isTestnet }: Config['chain']): EVMClient => {
  const network = getNetwork({ chainFamily: 'evm', chainSelectorName: selectorName, isTestnet })
  if (!network) throw new Error(`no chain named ${selectorName}: see the chain selectors of the CRE SDK`)
  return new EVMClient(network.chainSelector.selector)
}
