import fs from 'node:fs/promises'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { renderJson } from '../../rendering/renderJson.ts'
import type { CommandContext } from './commandContext.ts'
import { developmentFiles } from './developmentFiles.ts'
import { EXIT, EXIT_CODE_HELP } from './exitCode.ts'
import { findDrift } from './findDrift.ts'
import { productionFiles } from './productionFiles.ts'
import { writeFiles } from './writeFiles.ts'

const parseSha256 = (text: string): string => {
  if (/^(0x)?[0-9a-f]{64}$/i.test(text)) return text.replace(/^0x/i, '').toLowerCase()
  throw new InvalidArgumentError('give 64 hex digits')
}

/** The command line. Usage errors are thrown, not exited on. */
export const createProgram = ({ project, write, complain, setExitCode, signal }: CommandContext): Command => {
  const progress = (step: string) => complain(`${step} ...\n`)
  const program = new Command('circuits')
    .description('Makes the Solidity verifiers of the settlement circuit, and shows that the committed ones are these.')
    .addHelpText('after', EXIT_CODE_HELP)
    .showHelpAfterError('see: circuits --help')
    .configureOutput({ writeOut: write, writeErr: complain })
    .exitOverride()
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--json', 'answer as one JSON object', false)
      .addHelpText('after', EXIT_CODE_HELP)
      .configureOutput({ writeOut: write, writeErr: complain })

  add(
    'build',
    'writes the verifiers with the INSECURE development key, and their lock file, into the source tree',
  ).action(async ({ json }: { json: boolean }) => {
    const written = await writeFiles(project, await developmentFiles(progress, signal))
    write(json ? `${renderJson({ written }, 0)}\n` : `${written.join('\n')}\n`)
  })
  add('check', 'makes all of that again and compares; writes nothing').action(async ({ json }: { json: boolean }) => {
    const drift = await findDrift(project, await developmentFiles(progress, signal))
    if (json) write(`${renderJson({ drift }, 0)}\n`)
    else if (drift.length === 0) write('nothing differs\n')
    else write(`${drift.map(({ file, what }) => `${file}: ${what}`).join('\n')}\nrun \`npm run circuits -- build\`\n`)
    if (drift.length > 0) setExitCode(EXIT.failed)
  })
  add(
    'production',
    'writes verifiers for a deployment of value, with an SRS that you bring; fetches and invents nothing',
  )
    .requiredOption(
      '--srs <folder>',
      'the Ignition SRS: bn254_g1.dat (64 bytes a point) and bn254_g2.dat, as bb keeps it',
    )
    .requiredOption('--srs-sha256 <hash>', 'of bn254_g1.dat, from another source than that file', parseSha256)
    .requiredOption('--out <folder>', 'where the verifiers and their lock file go')
    .action(async ({ srs, srsSha256, out, json }: { srs: string; srsSha256: string; out: string; json: boolean }) => {
      const files = await productionFiles({ srs: path.resolve(srs), srsSha256, progress, signal })
      await fs.mkdir(out, { recursive: true })
      const written = await writeFiles(path.resolve(out), files)
      write(json ? `${renderJson({ written }, 0)}\n` : `${written.join('\n')}\n`)
    })
  return program
}
