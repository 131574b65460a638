import { hash } from 'node:crypto';
import { Catalogue, type EntityKind, unpackRevision } from '@suanpan/catalogue';
import { followCatalogue } from '@suanpan/catalogue-follower';
import {
  type CatalogueWriter,
  type ChangeRequest,
  keepPublishing,
  openCatalogueWriter,
} from '@suanpan/catalogue-postgres';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { startRealBroker, startRealPostgres } from '@suanpan/real-parts';
import { percentile } from './process-figures.ts';
import type { Figure } from './report.ts';

/** How large a catalogue is measured. */
export interface CatalogueSize {
  readonly projects: number;
  readonly priceRows: number;
}

const ROOTS = 100;
const DEPARTMENTS = 10;
const PROVIDERS = 20;
const PER_COMMIT = 5_000;
const READ_BYTES_MAX = 4 * 1024 * 1024;
const CHANGES = 40;
const LOOKUPS = 200_000;

/**
 * A catalogue as a large installation has it, on a real PostgreSQL and a real Kafka of its own: writing it, starting a
 * service on it beside reading the topic's bytes without folding them, looking things up, and how long a change needs to
 * reach a service.
 */
export async function measureCatalogue(size: CatalogueSize, say: (line: string) => void): Promise<Figure[]> {
  const [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  const client = { brokers: broker.brokers, clientId: 'bench' };
  await ensureTopics(client, [CATALOGUE_CHANGES], 1);
  const log = await connectKafkaLog(client);
  const open = () => openCatalogueWriter({ database: postgres.url, log, shards: 4 });
  const writer = await open();
  try {
    const written = await writeAll(writer, size, say);
    const started = await measureStart(log, say);
    const another = await open();
    const folded = await timed(() => another.mirror());
    await another.close();
    return [
      ...written,
      ...started,
      seconds('catalogueMirrorSeconds', 'a writer that folds the database', folded),
      ...(await measureReach(writer, log, say)),
    ];
  } finally {
    await writer.close();
    await log.close();
    await broker.stop();
    await postgres.stop();
  }
}

async function writeAll(writer: CatalogueWriter, size: CatalogueSize, say: (line: string) => void): Promise<Figure[]> {
  const changes = [...treeChanges(), ...projectChanges(size.projects), ...priceChanges(size.priceRows)];
  say(`${changes.length.toLocaleString('en')} entities`);
  const write = await timed(async () => {
    for (let i = 0; i < changes.length; i += PER_COMMIT) {
      await writer.commitAll({ actor: 'bench', reason: 'bench', changes: changes.slice(i, i + PER_COMMIT) });
    }
  });
  say('publishing them');
  const publish = await timed(() => writer.publish());
  return [
    { key: 'catalogueEntities', text: 'entities of the catalogue', value: changes.length, unit: '' },
    { key: 'catalogueWritePerSecond', text: 'written to PostgreSQL', value: changes.length / write, unit: '/s' },
    seconds('cataloguePublishSeconds', 'published', publish),
  ];
}

async function measureStart(log: KafkaLog, say: (line: string) => void): Promise<Figure[]> {
  say('starting a service');
  let bytes = 0;
  const bare = await timed(async () => {
    bytes = await readBytes(log);
  });
  const unpacked = await timed(() => readBytes(log, unpackRevision));
  const catalogue = new Catalogue();
  let caughtUp = 0;
  const start = await timed(async () => {
    const follower = followCatalogue(log, catalogue);
    caughtUp = await follower.caughtUp;
    void follower.stop();
  });
  if (caughtUp !== catalogue.revision) throw new Fault('internal', 'The follower did not reach the end of the topic.');
  return [
    { key: 'catalogueTopicMib', text: 'the topic, packed', value: bytes / 1024 / 1024, unit: 'MiB' },
    seconds('catalogueReadSeconds', "reading the topic's bytes alone", bare),
    seconds('catalogueUnpackSeconds', 'reading, unpacking and proving each revision', unpacked),
    { ...seconds('catalogueStartSeconds', 'a service that starts anew', start), target: { most: 5 } },
    { key: 'catalogueStartOverRead', text: 'the start over the bare reading', value: start / bare, unit: '' },
    ...measureLookups(catalogue),
  ];
}

async function readBytes(log: KafkaLog, each: (value: Uint8Array) => unknown = () => undefined): Promise<number> {
  const { end } = await log.bounds(CATALOGUE_CHANGES.name, 0);
  let bytes = 0;
  for (let from = 0; from < end; ) {
    const records = await log.read(CATALOGUE_CHANGES.name, 0, from, READ_BYTES_MAX, 1_000);
    for (const { value, offset } of records) {
      each(value);
      bytes += value.length;
      from = offset + 1;
    }
  }
  return bytes;
}

function measureLookups(catalogue: Catalogue): Figure[] {
  const projects = catalogue.all('project').map(({ id }) => id);
  const view = catalogue.asOf(catalogue.revision);
  const micros = (act: (i: number) => unknown): number => {
    for (let i = 0; i < LOOKUPS / 10; i += 1) act(i);
    const startedAt = performance.now();
    for (let i = 0; i < LOOKUPS; i += 1) act(i);
    return ((performance.now() - startedAt) * 1000) / LOOKUPS;
  };
  const scattered = (i: number) => projects[(i * 7_919) % projects.length] ?? '';
  return [
    {
      key: 'catalogueProjectMicros',
      text: 'one project by its id, in a new view',
      value: micros((i) => catalogue.asOf(catalogue.revision).project(scattered(i))),
      unit: 'µs',
    },
    {
      key: 'catalogueRowsMicros',
      text: 'the price rows of a provider',
      value: micros((i) => view.priceRows(`provider-${i % PROVIDERS}`)),
      unit: 'µs',
      target: { most: 5 },
    },
    {
      key: 'catalogueUnderMicros',
      text: 'the projects of a department',
      value: micros((i) => view.under('project', `root-${i % ROOTS}-d0`)),
      unit: 'µs',
    },
    {
      key: 'catalogueResidentMib',
      text: 'resident memory with writer and two folds',
      value: process.memoryUsage().rss / 1024 / 1024,
      unit: 'MiB',
    },
  ];
}

/** From the moment somebody asks for a change to the moment a service has it, publisher and topic included. */
async function measureReach(writer: CatalogueWriter, log: KafkaLog, say: (line: string) => void): Promise<Figure[]> {
  say('changes that reach a service');
  const reached = new Map<number, () => void>();
  const follower = followCatalogue(log, new Catalogue(), {
    onRevision: ({ revision }) => reached.get(revision.revision)?.(),
  });
  await follower.caughtUp;
  const stop = new AbortController();
  const publishing = keepPublishing(writer, { signal: stop.signal });
  const [all, committing]: [number[], number[]] = [[], []];
  for (let i = 0; i < CHANGES; i += 1) {
    const next = (await writer.head()).revision + 1;
    const arrival = new Promise<void>((resolve) => reached.set(next, resolve));
    const id = projectId(i);
    const value = { id, root: rootId(i), account: departmentId(i), name: `renamed ${i}` };
    const request = {
      actor: 'bench',
      reason: 'bench',
      changes: [{ act: 'change', entity: 'project', value } as const],
    };
    let committed = 0;
    const whole = await timed(async () => {
      committed = await timed(() => writer.commit(request));
      await arrival;
    });
    all.push(whole * 1000);
    committing.push(committed * 1000);
  }
  stop.abort();
  await Promise.all([publishing, follower.stop()]);
  return [
    { key: 'catalogueCommitP50Ms', text: 'one change committed, p50', value: percentile(committing, 0.5), unit: 'ms' },
    { key: 'catalogueReachP50Ms', text: 'and applied by a service, p50', value: percentile(all, 0.5), unit: 'ms' },
    {
      key: 'catalogueReachMaxMs',
      text: `the slowest of ${CHANGES}`,
      value: Math.max(...all),
      unit: 'ms',
      target: { most: 1_000 },
    },
  ];
}

const rootId = (i: number) => `root-${i % ROOTS}`;
const departmentId = (i: number) => `${rootId(i)}-d${Math.floor(i / ROOTS) % DEPARTMENTS}`;
const projectId = (i: number) => `project-${noise(i)}`;
/** What no packing makes smaller: ids and names of real catalogues look alike to nobody. */
const noise = (i: number) => hash('sha256', String(i)).slice(0, 16);

function create<K extends EntityKind>(entity: K, value: object): ChangeRequest {
  return { act: 'create', entity, value } as unknown as ChangeRequest;
}

function treeChanges(): ChangeRequest[] {
  return Array.from({ length: ROOTS }, (_, r) => [
    create('root', { id: rootId(r), name: `Root ${r}`, zone: r % 2 === 0 ? 'Asia/Shanghai' : 'UTC' }),
    ...Array.from({ length: DEPARTMENTS }, (_, d) => {
      const id = departmentId(r + d * ROOTS);
      return create('account', { id, root: rootId(r), parent: rootId(r), kind: 'department', name: `Department ${d}` });
    }),
  ]).flat();
}

function projectChanges(projects: number): ChangeRequest[] {
  const budget = { amount: '1000', currency: 'USD', period: 'month', thresholdPercents: [80, 100], hard: true };
  return Array.from({ length: projects }, (_, i) => {
    const optional =
      i % 2 === 0 ? { concurrencyMax: 10, qpsMax: 5, budgetClass: 'core', budget, tags: { team: `t${i % 50}` } } : {};
    const id = projectId(i);
    return create('project', {
      id,
      root: rootId(i),
      account: departmentId(i),
      name: `Project ${noise(-i)}`,
      ...optional,
    });
  });
}

function priceChanges(rows: number): ChangeRequest[] {
  return Array.from({ length: rows }, (_, i) => {
    const model = `model-${Math.floor(i / 4)}`;
    const leaf = ['uncached_input', 'cache_read', 'output_text', 'reasoning'][i % 4];
    return create('priceRow', {
      ...{ id: `price_${noise(i)}`, book: 'bench', provider: `provider-${Math.floor(i / 4) % PROVIDERS}`, model },
      ...{
        matcher: { any: [{ equals: model }, { startsWith: `${model}-` }] },
        leaf,
        unitPrice: `0.00000${1 + (i % 9_973)}`,
      },
      ...{ currency: 'USD', effectiveFrom: null, effectiveTo: null, daily: null, aboveInputTokens: 0 },
      ...{ serviceTier: null, region: null, root: null, source: { feed: 'bench', version: '1' }, flag: null },
    });
  });
}

function seconds(key: string, text: string, value: number): Figure {
  return { key, text, value, unit: 's' };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1000;
}
