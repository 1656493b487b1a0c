import { Command, InvalidArgumentError } from 'commander'
import { EXIT_CODE_HELP } from './exitCode.ts'

export type QuoteOptions = {
  /** Raw or hex; `-` is standard input. Likewise the others. */
  quote: string
  collateral: string
  /** Unix seconds. */
  at: number
  /** A test root's certificate, for simulated quotes. */
  root: string | undefined
  /** Answer as one JSON object on standard output. */
  json: boolean
}

/** What the commands do; each resolves with its exit code. */
export type Commands = {
  quote(options: QuoteOptions): Promise<number>
}

/** The last second of the year 9999. */
const LATEST = 253_402_300_799

const parseSeconds = (text: string): number => {
  if (/^[1-9]\d{0,11}$/.test(text) && Number(text) <= LATEST) return Number(text)
  throw new InvalidArgumentError('give Unix seconds, such as 1750407202')
}

/** The command line: what it takes, and which command answers with which exit code. Usage errors are thrown. */
export const createProgram = (
  commands: Commands,
  { now, finish }: { now: () => number; finish: (exitCode: number) => void },
): Command => {
  const program = new Command('verify')
    .description('Checks evidence without trusting who made it: our contracts decide, on a throw-away local chain.')
    .addHelpText('after', EXIT_CODE_HELP)
    .showHelpAfterError('see: verify --help')
    .exitOverride()
  program
    .command('quote')
    .description('is this Intel TDX quote genuine, what runs there, and how good is the platform?')
    .argument('<file>', 'the quote, raw or in hex; - is standard input')
    .requiredOption('--collateral <file>', "what Intel signed about the platform, as the JSON of Intel's PCCS")
    .option('--at <unix seconds>', 'judge as of this time (default: now)', parseSeconds)
    .option('--root <file>', "trust this certificate (DER or PEM) instead of Intel's root: for simulated quotes")
    .option('--json', 'answer as one JSON object', false)
    .addHelpText('after', EXIT_CODE_HELP)
    .action(async (quote: string, { collateral, at, root, json }) =>
      finish(await commands.quote({ quote, collateral, at: at ?? now(), root, json })),
    )
  return program
}
