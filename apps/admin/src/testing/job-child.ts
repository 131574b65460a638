// Takes the oldest job up and kills itself with SIGKILL after some of its steps. The spec of crashes runs it as a process of its
// own: `node job-child.ts <database> <ledger url> <user> <password> <steps> <now>`,
// now in epoch milliseconds. It reaches the log through its parent.
import { openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { connectClickHouse } from '@suanpan/clickhouse';
import { LedgerProgress } from '../money/ledger-progress.ts';
import { priceAgainWork } from '../money/price-again-work.ts';
import { connectAdminTables } from '../store/data-source.ts';
import { DirectiveOutbox } from '../store/directive-outbox.ts';
import { JobStore } from '../store/job-store.ts';
import { die, logOfParent as log } from './log-of-parent.ts';

const [database = '', url = '', user = '', password = '', steps = '', nowMs = ''] = process.argv.slice(2);

const began = performance.now();
const clock = { now: () => Number(nowMs) + Math.floor(performance.now() - began) };
const writer = await openCatalogueWriter({ database, log, shards: 4 });
const source = await connectAdminTables(database);
const ledger = connectClickHouse({ url, user, password });
const store = new JobStore(source, clock);
const progress = new LedgerProgress(log, ledger);
const outbox = new DirectiveOutbox(source);
const work = priceAgainWork({ writer, ledger, log, outbox, progress, clock });
const job = await store.take();
if (job === undefined) throw new RangeError('There is no job to take up.');
let left = Number(steps);
await work(job, {
  signal: new AbortController().signal,
  told: async () => undefined,
  step: async (step, also) => {
    // The last one gets as far as its writes, and is killed before they are committed.
    left -= 1;
    await store.step(job, step, async (tables) => {
      await also?.(tables);
      if (left === 0) die();
    });
  },
});
