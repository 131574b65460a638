import { type ChaosReport, isSound } from './run-chaos.ts';

/** Prints what was promised and what the ledger holds; the exit code tells whether they are the same. */
export function printReport(report: ChaosReport): void {
  const kills = Object.entries(report.kills).map(([part, count]) => `${part} ${count}`);
  const lines = [
    report.reconcileText,
    `kills              ${kills.join(', ')}`,
    `acknowledged       ${report.sent.events} events`,
    `billed             ${report.ratedEvents} events, ${report.billedTwice} of them twice`,
    `money due          ${report.moneyDue} USD`,
    `money in ledger    ${report.moneyHeld} USD`,
    isSound(report) ? 'Nothing lost, nothing doubled.' : 'THE LEDGER IS NOT WHAT WAS PROMISED.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = isSound(report) ? 0 : 1;
}
