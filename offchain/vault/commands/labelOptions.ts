import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { SECRET_KIND } from '../../protocol/vault/label.ts'

const parseAddress = (text: string): Address => {
  if (isAddress(text, { strict: false })) return getAddress(text)
  throw new InvalidArgumentError('give an address: 0x and 40 hex digits')
}

const parseSubject = (text: string): Hex => {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase() as Hex
  throw new InvalidArgumentError('give 0x and 64 hex digits')
}

const parseChainId = (text: string): number => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('give a chain id, like 1')
}

const KINDS: Record<string, number> = { 'slot-key': SECRET_KIND.slotKey, 'program-secret': SECRET_KIND.programSecret }

const parseKind = (text: string): number => {
  const kind = KINDS[text]
  if (kind !== undefined) return kind
  throw new InvalidArgumentError(`give one of ${Object.keys(KINDS).join(', ')}`)
}

export type LabelOptions = { chainId: number; contract: Address; sender: Address; kind?: number; subject?: Hex }

/** The options that say what a secret is; the two that a new slot key brings along are not mandatory. */
export const addLabelOptions = (command: Command): Command =>
  command
    .addOption(new Option('--chain-id <id>', 'chain of the contract').argParser(parseChainId).makeOptionMandatory())
    .addOption(
      new Option('--contract <address>', 'contract where it is posted').argParser(parseAddress).makeOptionMandatory(),
    )
    .addOption(new Option('--sender <address>', 'account that posts it').argParser(parseAddress).makeOptionMandatory())
    .addOption(new Option('--kind <kind>', Object.keys(KINDS).join(' or ')).argParser(parseKind))
    .addOption(
      new Option('--subject <hash>', 'what it is there: the commitment of a slot key, or a program').argParser(
        parseSubject,
      ),
    )
