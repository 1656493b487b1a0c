/** The child's end of {@link forkProgram}: answers commands, says events, and ends with its parent. */
export const serveCommands = <Command, Answer>(obey: (command: Command) => Promise<Answer> | Answer) => {
  process.on('message', async ({ id, command }: { id: number; command: Command }) => {
    process.send?.({ id, answer: await obey(command) })
  })
  process.on('disconnect', () => process.exit())
  return { say: (event: { event: string; port?: number }) => void process.send?.(event) }
}
