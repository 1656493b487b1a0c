import type { Command } from 'commander'
import { renderJson } from '../../rendering/renderJson.ts'
import { leavePool } from '../actions/leavePool.ts'
import { type PostedSlotKey, registerMaker, rotateMakerKey } from '../actions/postKey.ts'
import { releaseMakerSlot } from '../actions/releaseMakerSlot.ts'
import { awaitView } from '../reading/awaitView.ts'
import type { CommandContext } from './commandContext.ts'
import { withJson, withWait } from './commandOptions.ts'
import { describeClaims, renderClaims } from './describeClaims.ts'
import { requireMasterKey } from './makerSettings.ts'
import { boundedBy, type WaitOption, withMaker } from './withMaker.ts'

type SlotOptions = WaitOption & { json: boolean }

const postKey = async (
  context: CommandContext,
  { json, wait }: SlotOptions,
  action: typeof registerMaker,
): Promise<void> => {
  const { maker, settings, progress } = await withMaker(context)
  const posted: PostedSlotKey = await action(maker, { masterKey: requireMasterKey(settings) }, progress)
  const { slot, commitment, txHash } = posted
  if (wait) {
    const what = 'the settlement that activates the key'
    await awaitView(maker, { what, until: (view) => view.slot?.activeKey === commitment }, boundedBy(progress, wait))
  }
  const view = await maker.reader.look()
  const isActive = view.slot?.activeKey === commitment
  const answer = { slot, commitment, isActive, txHash: txHash ?? null, keyFile: maker.keyFile }
  const state = isActive ? 'active' : 'pending: the next settlement that includes it activates it'
  const lines = [
    `slot         ${slot}`,
    `key          ${commitment}, ${state}`,
    txHash ? `transaction  ${txHash}` : 'nothing sent: it was posted before',
  ]
  context.write(`${json ? renderJson(answer) : lines.join('\n')}\n`)
}

const release = async (context: CommandContext, { json, wait }: SlotOptions): Promise<void> => {
  const { maker, progress } = await withMaker(context)
  const txHash = await releaseMakerSlot(maker, progress.signal)
  if (wait) {
    const what = 'the settlement that frees the slot'
    await awaitView(maker, { what, until: ({ slot }) => slot === undefined }, boundedBy(progress, wait))
  }
  const { slot } = await maker.reader.look()
  const state = slot ? `slot ${slot.slot} is given up by the next settlement` : 'the account has no slot'
  context.write(`${json ? renderJson({ isReleased: slot === undefined, txHash: txHash ?? null }) : state}\n`)
}

const exit = async (context: CommandContext, { json }: SlotOptions): Promise<void> => {
  const { maker, settings, progress } = await withMaker(context)
  const { steps, claims } = await leavePool(maker, settings.startBlock, progress)
  const answer = { steps, claims: describeClaims(maker.assets, claims) }
  const lines = [...steps.map(({ step, txHash }) => `${step.padEnd(12)} ${txHash}`), renderClaims(answer.claims)]
  context.write(`${json ? renderJson(answer) : lines.join('\n')}\n`)
}

/** `register`, `rotate`, `release` and `exit`. */
export const addSlotCommands = (program: Command, context: CommandContext): void => {
  withWait(withJson(program.command('register')), 'the settlement that activates the key')
    .description('take a slot: makes a key, keeps it in MAKER_SLOT_KEY_FILE, seals it to the vault and posts it')
    .action((options: SlotOptions) => postKey(context, options, registerMaker))
  withWait(withJson(program.command('rotate')), 'the settlement that activates the key')
    .description(
      'replace the key, leaked or lost: the new one is added to MAKER_SLOT_KEY_FILE; keep the old ones, they open the past',
    )
    .action((options: SlotOptions) => postKey(context, options, rotateMakerKey))
  withWait(withJson(program.command('release')), 'the settlement that frees the slot')
    .description('give the empty slot up')
    .action((options: SlotOptions) => release(context, options))
  withJson(program.command('exit'))
    .description(
      'leave a pool whose operator is gone: freeze it once it may be, exit, take back and claim everything; SHOWS THE SLOT KEY to everybody',
    )
    .action((options: SlotOptions) => exit(context, options))
}
