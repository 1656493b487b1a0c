import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { parseUnits } from 'viem'
import { ACTION_KINDS, type ActionKind } from '../../store/journal.ts'
import { EXIT_CODE_HELP } from './exitCode.ts'
import type { OrderPolicy } from './simulateDeficit.ts'
import { WORKFLOW_ORDER_POLICY } from './workflowOrderPolicy.ts'

/** What every command takes. */
export type CommandOptions = {
  /** The settings file. */
  config: string | undefined
  /** Answer as one JSON document on standard output. */
  json: boolean
}

export type HistoryOptions = CommandOptions & { limit: number }
export type ResolveOptions = CommandOptions & { kind: ActionKind; id: number; outcome: 'done' | 'failed' }
export type SimulateOptions = CommandOptions & { deficit: string; policy: OrderPolicy }

/** What the commands do. */
export type Commands = {
  run(options: CommandOptions): Promise<void>
  status(options: CommandOptions): Promise<void>
  doctor(options: CommandOptions): Promise<void>
  settings(options: CommandOptions): Promise<void>
  history(options: HistoryOptions): Promise<void>
  simulate(options: SimulateOptions): Promise<void>
  resolve(options: ResolveOptions): Promise<void>
  testAlerts(options: CommandOptions): Promise<void>
}

export type CreateProgramParameters = {
  commands: Commands
  /** The table of settings. */
  settingsHelp: string
}

/** Orders are counted in base units of tokens with so many decimals, as the workflow counts them. */
const PAYMENT_DECIMALS = 6
const COLLATERAL_DECIMALS = 8

const parseCount = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a whole number from 1 to 999999')
}

const parseId = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give the number that history shows')
}

const parseBps = (text: string): number => {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give basis points from 0 to 9999')
}

const parseDollars = (text: string): bigint => {
  if (/^\d{1,15}$/.test(text)) return BigInt(text)
  throw new InvalidArgumentError('give whole dollars')
}

const parsePayment = (text: string): bigint => {
  if (/^\d{1,15}(\.\d{1,6})?$/.test(text)) return parseUnits(text, PAYMENT_DECIMALS)
  throw new InvalidArgumentError('give an amount like 2500.5, with at most six decimals')
}

const parseCollateral = (text: string): bigint => {
  if (/^\d{1,10}(\.\d{1,8})?$/.test(text)) return parseUnits(text, COLLATERAL_DECIMALS)
  throw new InvalidArgumentError('give an amount like 2.5, with at most eight decimals')
}

const parseDeficit = (text: string): string => {
  if (/^\d{1,15}(\.\d{1,18})?$/.test(text)) return text
  throw new InvalidArgumentError('give an amount like 2.5')
}

/** The command line of the agent: what it takes, and which command answers. Usage errors are thrown, not exited on. */
export const createProgram = ({ commands, settingsHelp }: CreateProgramParameters): Command => {
  const program = new Command('agent')
    .description('Turns an attested order into one bounded heal.')
    .option('--config <file>', 'settings file (or AGENT_CONFIG); the environment wins over it')
    .addHelpText('after', `${settingsHelp}\n${EXIT_CODE_HELP}`)
    .showHelpAfterError('see: agent --help')
    .exitOverride()
  const shared = ({ json = false }: { json?: boolean }): CommandOptions => ({
    config: program.opts<{ config?: string }>().config,
    json,
  })
  const command = (name: string, description: string, isDefault = false): Command =>
    program.command(name, { isDefault }).description(description)
  const asking = (name: string, description: string): Command =>
    command(name, description).option('--json', 'answer as one JSON document')

  command('run', 'watch the chain and heal (a dry run unless AWAL_DRY_RUN=false)', true).action(() =>
    commands.run(shared({})),
  )
  asking('status', 'chain, treasury, agent, open actions and incidents at a glance').action((options) =>
    commands.status(shared(options)),
  )
  asking('doctor', 'check everything that the agent depends on, with the fix of what is wrong').action((options) =>
    commands.doctor(shared(options)),
  )
  asking('settings', 'every setting in effect and where it comes from; of a secret only that it is set').action(
    (options) => commands.settings(shared(options)),
  )
  asking('history', 'what the agent did and what went wrong, newest first')
    .option('--limit <count>', 'how many actions and incidents', parseCount, 20)
    .action((options) => commands.history({ ...shared(options), limit: options.limit }))

  const { tierBoundaryUsd, executionBps, minOrder, maxOrder, maxPoolOrder } = WORKFLOW_ORDER_POLICY
  asking('simulate', 'what would happen for a deficit; nothing is sent')
    .requiredOption('--deficit <amount>', 'missing collateral, like 2.5', parseDeficit)
    .option('--tier-boundary-usd <dollars>', 'above it the dark pool heals', parseDollars, tierBoundaryUsd)
    .option('--execution-bps <bps>', 'ordered on top of the fair price', parseBps, executionBps)
    .option('--min-order <amount>', 'smallest order, in payment tokens', parsePayment, minOrder)
    .option('--max-order <amount>', 'largest order, in payment tokens', parsePayment, maxOrder)
    .option('--max-pool-order <amount>', 'most that the pool is asked for at once', parseCollateral, maxPoolOrder)
    .addHelpText('after', "\nThe defaults are those of the workflow's production configuration.")
    .action(({ deficit, tierBoundaryUsd, executionBps, minOrder, maxOrder, maxPoolOrder, ...options }) =>
      commands.simulate({
        ...shared(options),
        deficit,
        policy: { tierBoundaryUsd, executionBps, minOrder, maxOrder, maxPoolOrder },
      }),
    )
  asking('test-alerts', 'send a message that says it is a test to every configured channel').action((options) =>
    commands.testAlerts(shared(options)),
  )
  asking('resolve', 'say what became of an action whose outcome the agent cannot know; stop the agent first')
    .addArgument(new Argument('<kind>', 'which kind of action').choices(ACTION_KINDS))
    .argument('<id>', 'its epoch, slot or number, as history shows it', parseId)
    .addOption(new Option('--as <outcome>', 'what became of it').choices(['done', 'failed']).makeOptionMandatory())
    .action((kind: ActionKind, id: number, options) =>
      commands.resolve({ ...shared(options), kind, id, outcome: options.as }),
    )
  return program
}
