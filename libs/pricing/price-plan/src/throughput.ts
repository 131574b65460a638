import type { PlanAssignment } from '@suanpan/catalogue';
import { type CounterMoves, damagedCounter, readJson } from './counter-moves.ts';
import { minutesCounter } from './counter-names.ts';
import { microOf, microText } from './quantity.ts';

const MS_PER_MINUTE = 60_000;
/** How many minutes back from the newest a throughput commitment remembers; what comes later than that finds nothing left. */
const MINUTES_KEPT = 120;

/** The newest minute that used anything, and what the kept minutes used; minutes since 1970. */
interface Minutes {
  readonly newest: number;
  readonly used: ReadonlyMap<number, bigint>;
}

/** What a throughput commitment has left in the minute of an instant, in millionths of tokens. */
export function throughputLeft(
  moves: CounterMoves,
  assignment: PlanAssignment,
  component: { readonly id: string; readonly microPerMinute: bigint },
  instant: number,
): bigint {
  const minutes = readMinutes(moves, minutesCounter(assignment.root, assignment.id, component.id));
  const minute = minuteOf(instant);
  if (!isKept(minutes, minute)) return 0n;
  const left = component.microPerMinute - (minutes.used.get(minute) ?? 0n);
  return left > 0n ? left : 0n;
}

/** Adds to what the minute of an instant has used; nothing where the minute is no longer kept. */
export function moveThroughput(
  moves: CounterMoves,
  assignment: PlanAssignment,
  component: string,
  instant: number,
  micro: bigint,
): void {
  const name = minutesCounter(assignment.root, assignment.id, component);
  const before = readMinutes(moves, name);
  const minute = minuteOf(instant);
  if (!isKept(before, minute) || micro === 0n) return;
  const newest = Math.max(before.newest, minute);
  const used = new Map(before.used);
  used.set(minute, (used.get(minute) ?? 0n) + micro);
  const kept = [...used].filter(([at, quantity]) => at > newest - MINUTES_KEPT && quantity !== 0n);
  const texts = kept.sort(([a], [b]) => a - b).map(([at, quantity]) => [at, microText(quantity)]);
  moves.set(name, JSON.stringify([newest, texts]));
}

function minuteOf(instant: number): number {
  return Math.floor(instant / MS_PER_MINUTE);
}

function isKept({ newest }: Minutes, minute: number): boolean {
  return minute > newest - MINUTES_KEPT;
}

function readMinutes(moves: CounterMoves, name: string): Minutes {
  const value = readJson(moves, name);
  if (value === undefined) return { newest: Number.NEGATIVE_INFINITY, used: new Map() };
  if (!Array.isArray(value) || typeof value[0] !== 'number' || !Array.isArray(value[1])) throw damagedCounter(name);
  const used = new Map<number, bigint>();
  for (const pair of value[1] as unknown[]) {
    const [minute, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const micro = typeof text === 'string' ? microOf(text) : undefined;
    if (typeof minute !== 'number' || micro === undefined) throw damagedCounter(name);
    used.set(minute, micro);
  }
  return { newest: value[0], used };
}
