import { USAGE_EVENTS } from '@suanpan/facts';
import { decidedUpTo } from './decided-up-to.ts';
import type { Pair } from './pair.ts';
import type { World } from './world.ts';

/** A second, an hour, a day, a year: clocks are wrong by little, or by a setting. */
const SKEW_UNITS_MS = [1_000, 3_600_000, 86_400_000, 365 * 86_400_000] as const;

/** No process is paused for so long; really it is 45 days. */
const RETENTION_MS = 2_500;

/** Retention takes away what is decided, and nothing else. What is decided cannot be told of a damaged log. */
function dropDecided(world: World): void {
  if (world.isDamaged) return;
  const shard = world.mischief.pick(world.shards);
  const start = world.log.start(USAGE_EVENTS.name, shard);
  const decided = decidedUpTo(world, shard);
  if (decided <= start) return;
  const to = world.mischief.between(start + 1, decided);
  // The world is not at rest before, so that nobody who reads it whole is overtaken.
  world.writerBegins();
  world.time.after(RETENTION_MS, () => {
    world.writerEnds();
    if (world.isDamaged) return;
    world.log.retainFrom(USAGE_EVENTS.name, shard, to);
    world.say(`retention drops usage.events/${shard} before ${to}`);
  });
}

/** Troubles of processes and clocks, planned over a span of virtual milliseconds. */
export function beginMischief(world: World, raters: Pair, sinks: Pair, spanMs: number): void {
  const { mischief } = world;
  const kinds = [
    () => raters.crash(mischief.pick(raters.seats)),
    () => raters.pause(raters.owner),
    () => raters.hand(),
    () => sinks.crash(mischief.pick(sinks.seats)),
    () => sinks.pause(sinks.owner),
    () => sinks.hand(),
    () => dropDecided(world),
    () => world.letDaysPass(mischief.between(1, 4)),
    () => world.skewBroker(mischief.between(-3, 3) * mischief.pick(SKEW_UNITS_MS)),
  ].filter(() => mischief.chance(0.6));
  if (kinds.length === 0) return;
  for (let i = mischief.between(1, 8); i > 0; i -= 1) {
    const act = mischief.pick(kinds);
    world.time.after(mischief.between(0, spanMs), () => !world.plan.healing && act());
  }
  for (const seat of [...raters.seats, ...sinks.seats]) {
    world.time.after(mischief.between(0, spanMs), () => void seat.takeSnapshot());
  }
}
