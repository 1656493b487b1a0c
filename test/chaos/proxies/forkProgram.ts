import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { projectRoot } from '../../../script/toolchain/foundry.mjs'

/** A program of this folder in a process of its own, which ends when ours does. */
export type ForkedProgram<Command, Answer> = {
  /** The first event it said: where it listens. */
  port: number
  ask(command: Command): Promise<Answer>
  stop(): void
}

type Listening = { event: 'listening'; port: number }

/** Starts `file` (beside this one) and waits until it says where it listens; later events go to `onEvent`. */
export const forkProgram = async <Command extends object, Answer, Event extends { event: string }>(
  file: string,
  args: readonly string[],
  onEvent: (event: Event) => void,
): Promise<ForkedProgram<Command, Answer>> => {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(program, args, { cwd: projectRoot, execArgv: ['--import', 'tsx'] })
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
    child.on('message', (message: { id: number; answer: Answer } | Listening | Event) => {
      if ('id' in message) {
        waiting.get(message.id)?.(message.answer)
        waiting.delete(message.id)
      } else if (message.event === 'listening') resolve((message as Listening).port)
      else onEvent(message as Event)
    })
  })
  const ask = (command: Command) =>
    new Promise<Answer>((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, resolve)
      child.send({ id, command }, (error) => error && reject(error))
    })
  return { port, ask, stop: () => void child.disconnect() }
}
