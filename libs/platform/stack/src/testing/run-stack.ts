// Runs a stack in a process of its own, for tests that kill or signal it. argv: the configuration and a folder.
import type { StackConfig } from '../index.ts';
import { startStack } from '../index.ts';
import { tinyServices } from './fixtures.ts';

const [configText = '', folder = ''] = process.argv.slice(2);
const config = JSON.parse(configText) as StackConfig;
try {
  const stack = await startStack(config, { services: () => tinyServices(config, folder) });
  process.stdout.write(`STARTED ${JSON.stringify(stack.parts())}\n`);
  await stack.stopped;
} catch (error) {
  process.stdout.write(`FAILED ${(error as Error).message}\n`);
  process.exitCode = 1;
}
