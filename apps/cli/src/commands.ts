import { accountCommands } from './account/account-commands.ts';
import { catalogueCommands } from './catalogue/catalogue-commands.ts';
import type { RegisterCommand } from './command-context.ts';
import { demoCommand } from './demo/demo-command.ts';
import { explainCommand } from './explain/explain-command.ts';
import { keyCommands } from './key/key-commands.ts';
import { priceCommands } from './price/price-commands.ts';
import { projectCommands } from './project/project-commands.ts';
import { reconcileCommand } from './reconcile/reconcile-command.ts';
import { replayCommand } from './replay/replay-command.ts';
import { rootCommands } from './root/root-commands.ts';
import { startCommand } from './stack/start-command.ts';
import { statusCommand } from './stack/status-command.ts';
import { stopCommand } from './stack/stop-command.ts';

/** Every command, in the order of the help. A new one is a folder of its own and one line here. */
export const COMMANDS: readonly RegisterCommand[] = [
  demoCommand,
  startCommand,
  statusCommand,
  stopCommand,
  rootCommands,
  accountCommands,
  projectCommands,
  keyCommands,
  priceCommands,
  catalogueCommands,
  explainCommand,
  reconcileCommand,
  replayCommand,
];
