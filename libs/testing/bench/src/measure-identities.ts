import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLevelFoldStore } from '@suanpan/fold-store';
import { encodeSeen, identityKey } from '@suanpan/rated-log';
import { genesisPosition } from '@suanpan/rated-record';
import { utcDayNumber } from '@suanpan/time';
import type { Figure } from './report.ts';

const PER_WRITE = 2_000;

/**
 * A fold store with many identities: how long it takes to open, and what looking up and adding identities costs then, in
 * batches as a rater does it. Run on its own, because filling it takes minutes.
 */
export async function measureIdentities(identities: number, say: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'suanpan-bench-'));
  try {
    const filling = await openLevelFoldStore(folder);
    for (let done = 0; done < identities; done += PER_WRITE) {
      await filling.write(freshIdentities(), JSON.stringify(genesisPosition(0)));
      if (done % 1_000_000 === 0) say(`${done.toLocaleString('en')} identities`);
    }
    await filling.close();
    const openedAt = performance.now();
    const store = await openLevelFoldStore(folder);
    const openSeconds = (performance.now() - openedAt) / 1000;
    const cpu = process.cpuUsage();
    const rounds = 50;
    for (let i = 0; i < rounds; i += 1) {
      const puts = freshIdentities();
      await store.getMany(puts.map(([key]) => key));
      await store.write(puts, JSON.stringify(genesisPosition(0)));
    }
    const { user, system } = process.cpuUsage(cpu);
    await store.close();
    return [
      { key: 'identities', text: 'identities stored', value: identities, unit: '' },
      { key: 'identityOpenSeconds', text: 'opening the store', value: openSeconds, unit: 's', target: { most: 5 } },
      {
        key: 'identityCpuMicros',
        text: 'CPU of looking up and adding one',
        value: (user + system) / (rounds * PER_WRITE),
        unit: 'µs',
      },
      {
        key: 'identityResidentMib',
        text: 'resident memory',
        value: process.memoryUsage().rss / 1024 / 1024,
        unit: 'MiB',
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function freshIdentities(): [Uint8Array, Uint8Array][] {
  const seen = encodeSeen({ seq: 1, day: utcDayNumber(Date.now()), digest: '0011223344556677' });
  return Array.from({ length: PER_WRITE }, () => [identityKey(randomBytes(16).toString('hex')), seen]);
}
