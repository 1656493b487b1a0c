import fs from 'node:fs'
import type { Command } from 'commander'
import { bytesToHex, type Hex, hexToBytes, keccak256, numberToHex } from 'viem'
import { KitError } from '../../errors.ts'
import { createLog } from '../../log.ts'
import { commitSlotKey, encodeSlotKey, randomSlotKey } from '../../protocol/slotKey.ts'
import { SECRET_KIND, type SecretLabel } from '../../protocol/vault/label.ts'
import { LONGEST_MESSAGE } from '../../protocol/vault/padding.ts'
import { inspectSecret, SEALED_OVERHEAD, sealSecret } from '../../protocol/vault/sealedSecret.ts'
import { VaultError } from '../../protocol/vault/vaultError.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { chooseVaultKey } from './chooseVaultKey.ts'
import type { CommandContext } from './commandContext.ts'
import { EXIT } from './exitCode.ts'
import { addLabelOptions, type LabelOptions } from './labelOptions.ts'
import { readBytes, readSecretBytes } from './readBytes.ts'
import { writeSecretFile } from './writeSecretFile.ts'

/** Hex of the longest ciphertext, with room for line breaks. */
const LONGEST_SEALED_TEXT = 40_000

const COMMITMENT_BYTES = 32

type KeyOptions = { key?: string; roster?: string; json: boolean }
type SealOptions = KeyOptions & LabelOptions & { in?: string; out?: string; slotKey?: string }
type InspectOptions = KeyOptions & LabelOptions & { in: string }

const requireLabel = ({ chainId, contract, sender, kind, subject }: LabelOptions): SecretLabel => {
  if (kind === undefined || subject === undefined) throw new KitError('give --kind and --subject')
  return { chainId, contract, sender, kind, subject }
}

/** What is sealed, and a file in which it has to be kept. */
type Sealable = { label: SecretLabel; message: Uint8Array; keep?: { file: string; text: string } }

const newSlotKey = (options: SealOptions, file: string): Sealable => {
  if (options.kind !== undefined || options.subject !== undefined || options.in !== undefined) {
    throw new KitError('--slot-key makes what is sealed; leave out --kind, --subject and --in')
  }
  if (fs.existsSync(file)) throw new KitError(`${file} is there already and is not overwritten; name another file`)
  const key = randomSlotKey()
  return {
    label: requireLabel({ ...options, kind: SECRET_KIND.slotKey, subject: commitSlotKey(key) }),
    message: encodeSlotKey(key),
    keep: { file, text: numberToHex(key, { size: COMMITMENT_BYTES }) },
  }
}

const readSealable = async (options: SealOptions): Promise<Sealable> => {
  const { slotKey, in: file } = options
  if (slotKey !== undefined) return newSlotKey(options, slotKey)
  if (file === undefined) throw new KitError('give --in FILE, or --in - for standard input, or --slot-key FILE')
  return { label: requireLabel(options), message: await readSecretBytes(file, LONGEST_MESSAGE) }
}

const seal = async (options: SealOptions, { environment, listenForStop, write }: CommandContext): Promise<void> => {
  const signal = listenForStop(createLog({ name: 'vault', json: !process.stderr.isTTY }))
  const { label, message, keep } = await readSealable(options)
  const { masterKey, epoch } = await chooseVaultKey(options, { environment, signal })
  const sealed = bytesToHex(sealSecret({ masterKey, label, message }))
  // The only copy of a new key has to be on disk before anybody can use what is sealed to it.
  if (keep) writeSecretFile(keep.file, keep.text)
  if (options.out) fs.writeFileSync(options.out, `${sealed}\n`)
  const answer = { id: keccak256(sealed), masterKey, epoch, label, sealed }
  const lines = [
    ...(keep
      ? [`commitment  ${label.subject}`, `slot key    ${keep.file} (keep it secret, and a copy of it offline)`]
      : []),
    `id          ${answer.id}`,
    ...(options.out ? [`sealed      ${options.out}`] : [`sealed      ${sealed}`]),
  ]
  write(`${options.json ? renderJson(answer) : lines.join('\n')}\n`)
}

const parseSealed = (bytes: Uint8Array, file: string): Uint8Array => {
  const text = Buffer.from(bytes).toString('latin1').trim()
  if (!/^0x([0-9a-fA-F]{2})+$/.test(text))
    throw new KitError(`${file} is not a ciphertext in hex, as vault seal writes it`)
  return hexToBytes(text as Hex)
}

const inspect = async (
  options: InspectOptions,
  { environment, listenForStop, write, setExitCode }: CommandContext,
): Promise<void> => {
  const signal = listenForStop(createLog({ name: 'vault', json: !process.stderr.isTTY }))
  const label = requireLabel(options)
  const sealed = parseSealed(await readBytes(options.in, LONGEST_SEALED_TEXT), options.in)
  const { masterKey } = await chooseVaultKey(options, { environment, signal })
  const found = { id: keccak256(bytesToHex(sealed)), masterKey, label, paddedBytes: sealed.length - SEALED_OVERHEAD }
  let problem: string | undefined
  try {
    inspectSecret({ masterKey, label, sealed })
  } catch (error) {
    if (!(error instanceof VaultError)) throw error
    problem = error.message
    setExitCode(EXIT.unhealthy)
  }
  const lines = [
    `id          ${found.id}`,
    ...(problem
      ? [`NOT GOOD    ${problem}`]
      : [`well made   under this label; a message of at most ${found.paddedBytes - 4} bytes`]),
  ]
  write(`${options.json ? renderJson({ ...found, isWellMade: !problem, problem }) : lines.join('\n')}\n`)
}

/** `seal` and `inspect`: what anybody can do with the public key. */
export const addSealCommands = (program: Command, context: CommandContext): void => {
  const withKey = (command: Command): Command =>
    command
      .option('--key <file>', 'certified key, as init --out writes it; otherwise the nodes of the roster are asked')
      .option('--roster <file>', 'instead of VAULT_ROSTER_FILE')
      .option('--json', 'answer as one JSON document', false)

  withKey(addLabelOptions(program.command('seal')))
    .description('seal a secret to the vault under a label')
    .option('--in <file>', 'the secret, to the last byte: a file of mode 600, or - for standard input')
    .option('--slot-key <file>', 'make a slot key instead, and keep it in this new file')
    .option('--out <file>', 'write the ciphertext there, in hex')
    .action((options: SealOptions) => seal(options, context))

  withKey(addLabelOptions(program.command('inspect')))
    .description('whether a ciphertext was made for this vault under this label: what a node checks before all else')
    .requiredOption('--in <file>', 'the ciphertext in hex, or - for standard input')
    .action((options: InspectOptions) => inspect(options, context))
}
