import { addressesOf } from '../catalogue/with-catalogue.ts';
import type { RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { Progress } from '../output/progress.ts';
import { reconcileStack } from './reconcile-stack.ts';
import { reconcileText } from './reconcile-text.ts';

/** `reconcile`: source events, outcomes, ledger rows and money per shard. */
export const reconcileCommand: RegisterCommand = (program, context) => {
  program
    .command('reconcile')
    .description('compare events, outcomes, ledger rows and money per shard; exit code 3 if they differ')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const progress = new Progress(context.terminal, 'reading the log, in %', 100);
      const found = await reconcileStack(addressesOf(context.env), (share) => progress.update(Math.floor(share * 100)));
      if (context.terminal.isInteractive) context.terminal.redraw('');
      if (options.json === true) context.terminal.out(JSON.stringify(found, null, 2));
      else for (const line of reconcileText(found)) context.terminal.out(line);
      if (!found.agrees) context.setExitCode(EXIT.mismatch);
    });
};
