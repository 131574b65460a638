import { expect, test } from '@jest/globals';
import { CORRUPTIONS, type CorruptionName } from './corruption.ts';
import { type SeedReport, simulate } from './simulate.ts';

const SEEDS = 60;

/** What each damage may be called by whoever meets it first. */
const NAMES: Readonly<Record<CorruptionName, readonly string[]>> = {
  ratedTruncated: ['log_truncated', 'log_rewritten', 'chain_broken', 'ledger_disagrees'],
  ratedRecreated: ['log_truncated', 'log_rewritten', 'chain_broken', 'ledger_disagrees'],
  ratedFlipped: ['log_corrupt', 'log_rewritten'],
  sourceTruncated: ['log_truncated', 'log_rewritten'],
  sourceRecreated: ['log_truncated', 'log_rewritten'],
  sourceExpired: ['log_gap'],
  stampBeyondEnd: ['revision_unknown'],
  chunkLost: [],
  chunkDoubled: [],
};

async function damagedSeeds(damage: CorruptionName): Promise<SeedReport[]> {
  const reports: SeedReport[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const report = await simulate(seed, { damage });
    if (report.damage !== undefined) reports.push(report);
  }
  return reports;
}

test.each(CORRUPTIONS)(
  '%s is repaired or halts its shard under a name, and the ledger is never wrong',
  async (damage) => {
    const reports = await damagedSeeds(damage);
    expect(reports.length).toBeGreaterThan(SEEDS / 2);
    expect(reports.flatMap(({ seed, violations }) => violations.map(({ rule }) => `${seed}: ${rule}`))).toEqual([]);
    const named = new Set(reports.flatMap(({ halts }) => [...halts.values()]));
    expect(NAMES[damage]).toEqual(expect.arrayContaining([...named]));
    if (NAMES[damage].length > 0) expect(named.size).toBeGreaterThan(0);
    else expect(reports.some(({ repairs }) => repairs > 0)).toBe(true);
  },
  60_000,
);
