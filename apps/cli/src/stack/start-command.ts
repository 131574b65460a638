import { readStackConfig, type StackAddresses, startStack } from '@suanpan/stack';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { startDetached } from './detached-stack.ts';
import { prepareStack } from './prepare-stack.ts';

/** `start`: the whole stack, in the foreground or on its own. */
export const startCommand: RegisterCommand = (program, context) => {
  program
    .command('start')
    .description('start Kafka, PostgreSQL, ClickHouse and the services; Ctrl-C stops everything in order')
    .option('--detach', 'leave it running in the background once it is ready')
    .action(async (options: { detach?: boolean }) => {
      if (options.detach === true) await startInBackground(context);
      else await startInForeground(context);
    });
};

async function startInForeground(context: CommandContext): Promise<void> {
  const config = readStackConfig(context.env);
  const prepare = (addresses: StackAddresses) => prepareStack(addresses, config.dataFolder);
  const stack = await startStack(config, { prepare });
  context.terminal.say(`Ready: events go to ${stack.addresses.ingestUrl}/v1/events. Ctrl-C stops everything in order.`);
  await stack.stopped;
}

async function startInBackground(context: CommandContext): Promise<void> {
  const { addresses, logFile } = await startDetached(context);
  context.terminal.say(`Ready: events go to ${addresses.ingestUrl}/v1/events. Its log is ${logFile}.`);
  context.terminal.say('`suanpan stop` stops it.');
}
