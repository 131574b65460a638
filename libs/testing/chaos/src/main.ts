import { parseArgs } from 'node:util';
import { isSound, runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '60' }, 'pause-ms': { type: 'string', default: '3000' } },
});

const report = await runChaos({
  kills: Number(values.kills),
  pauseMs: Number(values['pause-ms']),
  victims: ['rating', 'ingest', 'clickhouse', 'sink', 'kafka'],
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${report.reconcileText}\n`);
process.stdout.write(
  [
    `kills              ${Object.entries(report.kills)
      .map(([part, count]) => `${part} ${count}`)
      .join(', ')}`,
    `acknowledged       ${report.sent.events} events`,
    `billed             ${report.ratedEvents} events, ${report.billedTwice} of them twice`,
    `money due          ${report.moneyDue} USD`,
    `money in ledger    ${report.moneyHeld} USD`,
    isSound(report) ? 'Nothing lost, nothing doubled.' : 'THE LEDGER IS NOT WHAT WAS PROMISED.',
    '',
  ].join('\n'),
);
process.exitCode = isSound(report) ? 0 : 1;
