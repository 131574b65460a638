import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@suanpan/fault';
import { findRunningStack, readStackConfig } from '@suanpan/stack';
import type { CommandContext, RegisterCommand } from '../command-context.ts';

const GONE_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** `stop`: stops the running stack in order, wherever it was started. */
export const stopCommand: RegisterCommand = (program, context) => {
  program
    .command('stop')
    .description('stop the running stack in order; its data stays')
    .action(async () => {
      const stopped = await stopStack(context);
      context.terminal.say(stopped ? 'The stack has stopped. Its data stays.' : 'No stack is running.');
    });
};

/** Stops the stack that runs in our folder and waits for its end. Answers whether there was one. */
export async function stopStack(context: CommandContext): Promise<boolean> {
  const { dataFolder } = readStackConfig(context.env);
  const running = findRunningStack(dataFolder);
  if (running === undefined) return false;
  process.kill(running.pid, 'SIGTERM');
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (findRunningStack(dataFolder)?.pid === running.pid) {
    if (performance.now() > deadline) {
      throw new Fault('part_failed', `The stack, process ${running.pid}, has not stopped within 60 s.`);
    }
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
