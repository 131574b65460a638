import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cacheFolder, kafkaTools } from '@suanpan/stack';
import { startBenchStack } from './bench-stack.ts';
import { createBenchTopics } from './bench-topics.ts';
import { measureCatalogue } from './measure-catalogue.ts';
import { measureIdentities } from './measure-identities.ts';
import { measureIngest } from './measure-ingest.ts';
import { measureLines } from './measure-lines.ts';
import { measurePermissions } from './measure-permissions.ts';
import { measurePrices } from './measure-prices.ts';
import { measureQueryable, memoryFigures } from './measure-queryable.ts';
import { measureRating } from './measure-rating.ts';
import { measureSink } from './measure-sink.ts';
import { measureWhatIf } from './measure-what-if.ts';
import { type Figure, jsonFigures, printFigures } from './report.ts';

const { values } = parseArgs({
  options: {
    catalogue: { type: 'string', default: '0' },
    json: { type: 'string' },
    lines: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '6' },
    identities: { type: 'string', default: '0' },
    permissions: { type: 'string', default: '0' },
    prices: { type: 'boolean', default: false },
    'what-if': { type: 'string', default: '0' },
  },
});

const say = (line: string) => process.stderr.write(`${line} …\n`);
/** As many as the price books of the world have. */
const PRICE_ROWS = 10_000;
const seconds = Number(values.seconds);
const figures: Figure[] = [];

if (Number(values.identities) > 0) figures.push(...(await measureIdentities(Number(values.identities), say)));
else if (Number(values.catalogue) > 0)
  figures.push(...(await measureCatalogue({ projects: Number(values.catalogue), priceRows: PRICE_ROWS }, say)));
else if (Number(values['what-if']) > 0) figures.push(...(await measureWhatIf(Number(values['what-if']), say)));
else if (values.lines) figures.push(...measureLines(say));
else if (values.prices) figures.push(...measurePrices(say));
else if (Number(values.permissions) > 0) figures.push(...measurePermissions(Number(values.permissions), say));
else figures.push(...(await measureStack()));

process.stdout.write(`${printFigures(figures)}\n`);
if (values.json !== undefined) writeFileSync(values.json, jsonFigures(figures));

async function measureStack(): Promise<Figure[]> {
  const tools = await kafkaTools(cacheFolder());
  const bench = await startBenchStack(say);
  try {
    await createBenchTopics(bench.stack.addresses);
    const ingest = await measureIngest(bench, tools, { seconds, brokerRecords: seconds * 100_000, say });
    const rating = await measureRating(bench, say);
    const sink = await measureSink(bench, ingest.accepted, say);
    const queryable = await measureQueryable(bench, seconds * 2, say);
    return [...ingest.figures, ...rating, ...sink, ...queryable, ...memoryFigures(bench)];
  } finally {
    await bench.stack.stop();
  }
}
