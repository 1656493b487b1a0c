import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import type { Command } from 'commander'
import { bytesToHex, type Hex } from 'viem'
import { KitError } from '../../errors.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import type { CommandContext } from './commandContext.ts'
import { writeSecretFile } from './writeSecretFile.ts'

/** Makes a key with which somebody signs, and says what it is known by. */
const makeSigningKey = (file: string): Hex => {
  const key = secp256k1.utils.randomSecretKey()
  writeSecretFile(file, bytesToHex(key))
  return bytesToHex(secp256k1.getPublicKey(key, true))
}

const makeFolder = (folder: string): void => {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new KitError(`${folder} cannot be made (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** `identity` and `operator`: the keys of a node and of an operator. */
export const addKeyCommands = (program: Command, { write }: CommandContext): void => {
  program
    .command('identity')
    .description(
      'make the keys of a node, identity.key and storage.key, of mode 600, and print its identity for the roster',
    )
    .requiredOption('--folder <folder>', 'where the keys go; not where the node keeps its shares')
    .option('--json', 'answer as one JSON document', false)
    .action(({ folder, json }: { folder: string; json: boolean }) => {
      makeFolder(folder)
      const storage = path.join(folder, 'storage.key')
      const signing = path.join(folder, 'identity.key')
      if (fs.existsSync(storage))
        throw new KitError(`${storage} is there already and is not overwritten; name another folder`)
      const identity = makeSigningKey(signing)
      writeSecretFile(storage, bytesToHex(randomBytes(32)))
      write(json ? `${renderJson({ identity, identityKeyFile: signing, storageKeyFile: storage })}\n` : `${identity}\n`)
    })

  program
    .command('operator')
    .description('make the key of an operator, of mode 600, and print what nodes know it by (VAULT_OPERATORS)')
    .requiredOption('--out <file>', 'where the key goes')
    .option('--json', 'answer as one JSON document', false)
    .action(({ out, json }: { out: string; json: boolean }) => {
      const operator = makeSigningKey(out)
      write(json ? `${renderJson({ operator, operatorKeyFile: out })}\n` : `${operator}\n`)
    })
}
