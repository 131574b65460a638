import { packLines, USAGE_EVENTS, USAGE_RATED, unpackLines } from '@suanpan/facts';
import type { LogRecord } from '@suanpan/kafka';
import { showsLoss } from './audit.ts';
import { decidedUpTo } from './decided-up-to.ts';
import { Ingest } from './ingest.ts';
import { checkLandedRows, checkLedger, verdictsOf } from './invariants.ts';
import type { Verdicts } from './judge.ts';
import type { World } from './world.ts';

/** Damage that no protocol can prevent; it must be repaired, or halt what it touches under a name. */
export const CORRUPTIONS = [
  'ratedTruncated',
  'ratedRecreated',
  'ratedFlipped',
  'sourceTruncated',
  'sourceRecreated',
  'sourceExpired',
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
  /** The source records that had been decided by then. */
  readonly decided: readonly LogRecord[];
  /** Whether all must be well again without anybody's help. */
  readonly heals: boolean;
}

/** Damages the world once; `undefined` if there is nothing yet that could be damaged. */
export function corrupt(world: World, name: CorruptionName): Damage | undefined {
  const shard = world.mischief.pick(world.shards);
  const before = verdictsOf(world, shard);
  const decided = world.source(shard).slice(0, decidedUpTo(world, shard));
  const done = WAYS[name](world, shard);
  if (!done) return undefined;
  world.isDamaged = true;
  world.say(`damage: ${name} in shard ${shard}`);
  return { name, shard, before, decided, heals: name === 'chunkLost' || name === 'chunkDoubled' };
}

/** A damaged world names its damage, or is whole all the same; either way its ledger says nothing wrong. */
export async function checkDamage(world: World, damage: Damage, atRest: boolean): Promise<void> {
  const isSource = damage.name.startsWith('source') && !isSourceBack(world, damage);
  const verdicts = world.shards.map((shard) => {
    const isGone = isSource && shard === damage.shard;
    return [shard, isGone ? [damage.before, grownAgain(world, damage)] : [verdictsOf(world, shard)]] as const;
  });
  checkLandedRows(world, new Map(verdicts));
  if (world.halts.size > 0) return;
  // Nobody reads the log of a shard without traffic: what is gone there shows in the reconcile table.
  if (atRest && (await showsLoss(world, damage.shard))) return;
  // A cut or damaged rated log that everybody had read already is decided again to the same outcomes, or never read again.
  if (isSource || damage.name === 'stampBeyondEnd') {
    world.violate('damage is named', `${damage.name} in shard ${damage.shard} was passed over`);
  } else if (atRest) checkLedger(world, damage.shard, verdictsOf(world, damage.shard).outcomes);
  else world.violate('damage is named', `${damage.name}: nothing halted and nothing came to rest`);
}

/** What the source implies that was decided before the damage and has grown on since. */
function grownAgain(world: World, { shard, decided }: Damage): Verdicts {
  return verdictsOf(world, shard, [...decided, ...world.source(shard).slice(decided.length)]);
}

/** Retries that land late can write the lost records again, to the letter: then nothing is lost. */
function isSourceBack(world: World, { shard, decided }: Damage): boolean {
  return decided.every(({ value }, offset) => world.source(shard)[offset]?.value.equals(value));
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
  sourceExpired: (world, shard) => {
    const { length } = world.source(shard);
    const decided = decidedUpTo(world, shard);
    if (decided >= length) return false;
    world.log.retainFrom(USAGE_EVENTS.name, shard, world.mischief.between(decided + 1, length));
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
    const id = world.mischief.pick(chunkIds);
    const rows = world.ledger.rows.rowsOfChunk(id);
    world.ledger.land(
      world.mischief.chance(0.5) ? id : world.newId('zombie'),
      world.now,
      rows.slice(world.mischief.between(0, rows.length - 1)),
    );
    return rows.length > 0;
  },
};

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
