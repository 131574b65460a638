import { setTimeout as delay } from 'node:timers/promises';
import { connectClickHouse } from '@suanpan/clickhouse';
import type { BenchStack } from './bench-stack.ts';
import { load } from './measure-ingest.ts';
import { cpuSeconds, percentile, residentMib } from './process-figures.ts';
import type { Figure } from './report.ts';

const EVENTS_PER_SECOND = 5_000;
const POLL_MS = 10;
const SEEN_WITHIN_MS = 20_000;

/** From the acknowledgement to the first query that sees the event, at a steady rate, with everything running. */
export async function measureQueryable(
  bench: BenchStack,
  seconds: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  say(`accepted to seen at ${EVENTS_PER_SECOND} events a second`);
  const clickhouse = connectClickHouse(bench.stack.addresses.clickhouse);
  const pids = Object.values(bench.stack.pids());
  const cpuAt = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  try {
    const count = async () =>
      Number((await clickhouse.queryRows<{ c: string }>('SELECT count() AS c FROM ledger.usage'))[0]?.c ?? 0);
    const before = await count();
    const seen: { at: number; rows: number }[] = [];
    const watching = new AbortController();
    const watch = (async () => {
      while (!watching.signal.aborted) {
        const rows = (await count()) - before;
        seen.push({ at: Date.now(), rows });
        await delay(POLL_MS);
      }
    })();
    const [cpu, startedAt] = [cpuAt(), performance.now()];
    const sent = await load(bench, { seconds, perSecond: EVENTS_PER_SECOND, firstNumber: 3_000_000 });
    const cores = (cpuAt() - cpu) / ((performance.now() - startedAt) / 1000);
    for (
      const endsAt = Date.now() + SEEN_WITHIN_MS;
      (seen.at(-1)?.rows ?? 0) < sent.accepted && Date.now() < endsAt;
    ) {
      await delay(POLL_MS);
    }
    watching.abort();
    await watch;
    const delays = delaysMs(sent.answeredAt, sent.accepted / Math.max(1, sent.answeredAt.length), seen);
    return [
      { key: 'queryableP50Ms', text: 'accepted to seen, p50', value: percentile(delays, 0.5), unit: 'ms' },
      {
        key: 'queryableP99Ms',
        text: 'accepted to seen, p99',
        value: percentile(delays, 0.99),
        unit: 'ms',
        target: { most: 300 },
      },
      { key: 'coresAt5000', text: 'cores in all at that rate', value: cores, unit: '', target: { most: 1 } },
      { key: 'unseenRequests', text: 'requests never seen', value: sent.answeredAt.length - delays.length, unit: '' },
    ];
  } finally {
    await clickhouse.close();
  }
}

/**
 * The n-th request acknowledged counts as seen when the ledger has grown by n requests: rows appear in the order of the
 * log, which is the order of acknowledgement but for requests that were on their way together.
 */
export function delaysMs(
  answeredAt: readonly number[],
  eventsPerRequest: number,
  seen: readonly { at: number; rows: number }[],
): number[] {
  const delays: number[] = [];
  let next = 0;
  answeredAt.forEach((at, n) => {
    while (next < seen.length && (seen[next]?.rows ?? 0) < (n + 1) * eventsPerRequest) next += 1;
    const first = seen[next];
    if (first !== undefined) delays.push(Math.max(0, first.at - at));
  });
  return delays;
}

/** Resident memory of every part. */
export function memoryFigures({ stack }: BenchStack): Figure[] {
  return Object.entries(stack.pids()).map(([name, pid]) => ({
    key: `residentMib_${name}`,
    text: `resident memory of ${name}`,
    value: residentMib(pid),
    unit: 'MiB',
  }));
}
