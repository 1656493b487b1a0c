import { parseAbi } from 'viem'

/** What the simulated DON uses of Chainlink's KeystoneForwarder 1.0.0. */
export const keystoneForwarderAbi = parseAbi([
  'function setConfig(uint32 donId, uint32 configVersion, uint8 f, address[] signers)',
  'function report(address receiver, bytes rawReport, bytes reportContext, bytes[] signatures)',
  'event ReportProcessed(address indexed receiver, bytes32 indexed workflowExecutionId, bytes2 indexed reportId, bool result)',
])
