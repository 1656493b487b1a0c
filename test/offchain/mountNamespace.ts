import { spawnSync } from 'node:child_process'

/**
 * The command under which a program may mount what it likes: nobody else sees it, and it is gone with the program.
 * Undefined, loudly, where the kernel does not allow that.
 */
export const findMountNamespace = (): string[] | undefined => {
  const command = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-r', '-m']
  const [program = '', ...args] = command
  const { status } = spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  if (status === 0) return command
  console.warn(`SKIPPED: ${command.join(' ')} may not mount here; run as root, or allow user namespaces`)
  return undefined
}
