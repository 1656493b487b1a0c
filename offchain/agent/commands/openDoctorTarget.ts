import { createPublicClient, http, parseEther } from 'viem'
import { quorumOf } from '../../chain/providers/openProviders.ts'
import type { AgentSettings } from '../../config.ts'
import { KitError } from '../../errors.ts'
import { createChannels } from '../alerts/createChannels.ts'
import { ASK_LIMITS } from '../doctor/checks/checkCollateral.ts'
import type { DoctorTarget } from '../doctor/doctorContext.ts'
import { probeJournal } from '../doctor/probeJournal.ts'
import { unixNow } from '../unixNow.ts'
import { createSigner } from '../wallets/createSigner.ts'
import { alertSettings } from './alertSettings.ts'
import { collateralSettings } from './collateralSettings.ts'
import { journalLocation } from './journalLocation.ts'
import { walletSettings } from './walletSettings.ts'

/** As long as the doctor waits for an endpoint at first, so that one that hangs does not keep the process afterwards. */
const REQUEST_TIMEOUT_MS = 1_000

/** Opens what the settings describe far enough for the doctor to examine it; connects to nothing yet. */
export const openDoctorTarget = (settings: AgentSettings): DoctorTarget => {
  const { config, secrets } = settings
  const clientOf = (url: string) =>
    createPublicClient({ transport: http(url, { retryCount: 0, timeout: REQUEST_TIMEOUT_MS }), ccipRead: false })
  const [first, ...others] = config.rpcUrl
  if (first === undefined) throw new KitError('RPC_URL is missing')
  return {
    endpoints: [clientOf(first), ...others.map(clientOf)],
    quorum: quorumOf(config.rpcUrl.length),
    expectedChainId: config.chainId,
    attestation: config.contractAddress,
    treasury: config.treasuryAddress,
    reserve: config.reserveAddress,
    quoter: config.quoterAddress,
    proofOfReserveFeed: config.chainlinkFeedAddress,
    startBlock: config.startBlock,
    maxLogBlocks: config.maxLogBlocks,
    maxClockSkewSeconds: config.maxClockSkewSeconds,
    minGasBalance: parseEther(config.minGasBalance),
    async openSigner() {
      const wanted = walletSettings(settings, unixNow)
      return wanted.signer === 'dryRun' ? undefined : createSigner(wanted)
    },
    sealingKey: secrets.agentSealingKey,
    probeJournal: (binding) => probeJournal(journalLocation(settings), binding),
    channels: createChannels(alertSettings(settings), unixNow),
    collateral: collateralSettings(config, ASK_LIMITS),
    now: unixNow,
  }
}
