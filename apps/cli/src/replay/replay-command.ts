import { memoryFoldStore } from '@suanpan/fold-store';
import { planCharging } from '@suanpan/price-plan';
import { type ReplayReport, tryReplay } from '@suanpan/rater';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { Progress } from '../output/progress.ts';
import { readCatalogue, withLogs } from '../with-logs.ts';

/** `replay`: rating is a pure function of the log, and this shows it. */
export const replayCommand: RegisterCommand = (program, context) => {
  program
    .command('replay')
    .description('decide the whole log again and compare every outcome to the letter; exit code 3 if one differs')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => replay(context, options.json === true));
};

async function replay(context: CommandContext, json: boolean): Promise<void> {
  const reports = await withLogs(context, async ({ log, addresses }) => {
    const catalogue = await readCatalogue(log);
    const done: ReplayReport[] = [];
    for (let shard = 0; shard < addresses.shards; shard += 1) {
      const progress = new Progress(context.terminal, `replaying shard ${shard}, in %`, 100);
      done.push(
        await tryReplay(shard, {
          log,
          catalogue,
          charging: planCharging,
          store: memoryFoldStore(),
          onProgress: (share) => progress.update(Math.floor(share * 100)),
        }),
      );
      progress.end(100);
    }
    return done;
  });
  if (json) context.terminal.out(JSON.stringify(reports, null, 2));
  else for (const report of reports) printReport(context, report);
  if (reports.some(({ differences, fault }) => differences.length > 0 || fault !== undefined))
    context.setExitCode(EXIT.mismatch);
}

function printReport(context: CommandContext, { shard, outcomes, removed, differences, fault }: ReplayReport): void {
  if (fault !== undefined) context.terminal.out(`shard ${shard}  could not be replayed: ${fault}`);
  else
    context.terminal.out(`shard ${shard}  ${outcomes - removed} outcomes decided again, ${differences.length} differ`);
  if (removed > 0)
    context.terminal.out(`  ${removed} older outcomes were not: retention has removed what they came from`);
  for (const { seq, logged, replayed } of differences) {
    context.terminal.out(`  seq ${seq}`);
    context.terminal.out(`    logged    ${logged}`);
    context.terminal.out(`    replayed  ${replayed}`);
  }
}
