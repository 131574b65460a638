import { parseArgs } from 'node:util';
import { loseBrokers } from './lose-brokers.ts';
import { printReport } from './print-report.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, 'without-ms': { type: 'string', default: '3000' } },
});

const report = await loseBrokers({
  rounds: Number(values.rounds),
  withoutMs: Number(values['without-ms']),
  say: (line) => process.stderr.write(`${line}\n`),
});
printReport(report);
