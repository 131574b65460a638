import { parseArgs } from 'node:util';
import { printReport } from './print-report.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '60' }, 'pause-ms': { type: 'string', default: '3000' } },
});

const report = await runChaos({
  kills: Number(values.kills),
  pauseMs: Number(values['pause-ms']),
  victims: ['rating', 'ingest', 'clickhouse', 'sink', 'kafka'],
  say: (line) => process.stderr.write(`${line}\n`),
});
printReport(report);
