import { packLines, USAGE_EVENTS, USAGE_RATED, unpackLines } from '@suanpan/facts';
import { Ingest } from './ingest.ts';
import { verdictsOf } from './invariants.ts';
import type { Verdicts } from './judge.ts';
import { readRated } from './naive-reader.ts';
import type { World } from './world.ts';

/** Damage that no protocol can prevent; it must be repaired, or halt what it touches under a name. */
export const CORRUPTIONS = [
  'ratedTruncated',
  'ratedRecreated',
  'ratedFlipped',
  'sourceTruncated',
  'sourceRecreated',
  'stampBeyondEnd',
  'chunkLost',
  'chunkDoubled',
] as const;
export type CorruptionName = (typeof CORRUPTIONS)[number];

/** What was damaged. */
export interface Damage {
  readonly name: CorruptionName;
  readonly shard: number;
  /** What the judge said of the source before it was damaged. */
  readonly before: Verdicts;
  /** Whether all must be well again without anybody's help. */
  readonly heals: boolean;
}

/** Damages the world once; `undefined` if there is nothing yet that could be damaged. */
export function corrupt(world: World, name: CorruptionName): Damage | undefined {
  const shard = world.mischief.pick(world.shards);
  const before = verdictsOf(world, shard);
  const done = WAYS[name](world, shard);
  if (!done) return undefined;
  world.say(`damage: ${name} in shard ${shard}`);
  return { name, shard, before, heals: name === 'chunkLost' || name === 'chunkDoubled' };
}

const WAYS: Readonly<Record<CorruptionName, (world: World, shard: number) => boolean>> = {
  ratedTruncated: (world, shard) => {
    const { length } = world.rated(shard);
    if (length < 4) return false;
    world.log.truncate(USAGE_RATED.name, shard, world.mischief.between(1, length - 1));
    return true;
  },
  ratedRecreated: (world, shard) => {
    if (world.rated(shard).length < 2) return false;
    world.log.truncate(USAGE_RATED.name, shard, 0);
    return true;
  },
  ratedFlipped: flipRated,
  sourceTruncated: (world, shard) => {
    const decided = decidedUpTo(world, shard);
    if (decided < 3) return false;
    world.log.truncate(USAGE_EVENTS.name, shard, world.mischief.between(1, decided - 1));
    return true;
  },
  sourceRecreated: (world, shard) => {
    if (decidedUpTo(world, shard) < 1) return false;
    world.log.truncate(USAGE_EVENTS.name, shard, 0);
    return true;
  },
  stampBeyondEnd: (world, shard) => {
    world.log.put(USAGE_EVENTS.name, shard, [new Ingest(world).beyondTheCatalogue(shard)]);
    return true;
  },
  chunkLost: (world) => {
    const { chunkIds } = world.ledger.rows;
    if (chunkIds.length === 0) return false;
    world.ledger.lose(world.mischief.pick(chunkIds));
    return true;
  },
  chunkDoubled: (world) => {
    const { chunkIds } = world.ledger.rows;
    if (chunkIds.length === 0) return false;
    const rows = world.ledger.rows.rowsOfChunk(world.mischief.pick(chunkIds));
    world.ledger.land(world.newId('zombie'), rows.slice(world.mischief.between(0, rows.length - 1)));
    return rows.length > 0;
  },
};

/** Source offset up to which the rated log has decided. */
function decidedUpTo(world: World, shard: number): number {
  return (readRated(world.rated(shard)).at(-1)?.offset ?? -1) + 1;
}

/** Changes one digit of an amount, or any byte of the packed record. */
function flipRated(world: World, shard: number): boolean {
  const records = world.rated(shard);
  if (records.length === 0) return false;
  const record = world.mischief.pick(records.slice(-3));
  const text = unpackLines(record.value).join('\n');
  const flipped = text.replace(
    /"amount":"([^"]*)(\d)"/,
    (_, head, digit) => `"amount":"${head}${(Number(digit) % 9) + 1}"`,
  );
  if (flipped !== text) {
    world.log.overwrite(USAGE_RATED.name, shard, record.offset, packLines(flipped.split('\n')));
    return true;
  }
  const value = Buffer.from(record.value);
  const at = world.mischief.between(0, value.length - 1);
  value[at] = (value[at] ?? 0) ^ 0x10;
  world.log.overwrite(USAGE_RATED.name, shard, record.offset, value);
  return true;
}
