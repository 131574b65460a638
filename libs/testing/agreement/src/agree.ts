import type { Charging } from '@suanpan/charging';
import { type Entry, OUTCOME_KINDS } from '@suanpan/facts';
import type { LedgerItem, LedgerStore } from '@suanpan/ledger-sink';
import { openOutcomes, type RaterGuards } from '@suanpan/rater';
import type { Act } from './acts.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import {
  type BookedRow,
  bookedRows,
  closingDifferences,
  type MadeStatement,
  postedByOutcomes,
  statedBefore,
  statementsOf,
} from './compare-statements.ts';
import type { FirstWorld } from './first-world.ts';
import { History } from './history.ts';
import { NaiveShard } from './naive-shard.ts';
import { SHARD } from './sent-record.ts';

/** What a history was checked on, added up over histories. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  get text(): string {
    return [...this.#counts].map(([name, count]) => `${count} ${name}`).join(', ');
  }
}

export interface AgreeParts {
  readonly charging: Charging;
  readonly guards?: RaterGuards;
  readonly ledger?: LedgerStore;
  readonly tally?: Tally;
}

/** A history that was played to its end, and what its ledger books. */
export interface Played {
  readonly history: History;
  readonly items: readonly LedgerItem[];
  readonly booked: readonly BookedRow[];
  readonly statements: readonly MadeStatement[];
}

/** The two sides do not agree; the message says where. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/** Deciding a log twice costs as much again, so that one history in some shows it. */
const REPLAY_EVERY = 4;

/** Plays a history on the real chain and on the naive one and compares everything. A difference is a {@link Disagreement}. */
export async function agree(first: FirstWorld, acts: readonly Act[], parts: AgreeParts): Promise<Played> {
  const history = new History(first, parts);
  await history.play(acts);
  const { chain, told, catalogue } = history;
  const { items } = chain;
  demandSame('a permission', told.accessDifferences, []);

  const naive = new NaiveShard(SHARD, (revision) => catalogue.view(revision));
  for (const record of chain.heard) naive.hear(record);
  const difference = compareOutcomes(items, naive.verdicts);
  if (difference !== undefined) throw new Disagreement(difference);
  const open = await openOutcomes(chain.store);
  demandSame(
    'what waits for a price',
    open.map(({ seq }) => seq),
    naive.open,
  );

  const isReplayed = chain.heard.length % REPLAY_EVERY === 0;
  if (isReplayed) demandSame('the log decided again, and as it was decided', await chain.replay(), []);
  demandSame('the ledger and the outcomes', chain.ledger.items, items);
  const booked = bookedRows(chain.ledger.items);
  const statements = statementsOf(booked, catalogue);
  const { lines, totals } = statedBefore(statements);
  const posted = postedByOutcomes(items);
  demandSame('statement lines before rounding and outcomes', lines, posted);
  demandSame('totals of statements before rounding and outcomes', totals, posted);
  demandSame('closes and their months', closingDifferences(items, booked), []);

  if (parts.tally !== undefined) count(parts.tally, history, items, statements);
  return { history, items, booked, statements };
}

/** Demands that two values are written alike; the message shows where they begin to differ. */
export function demandSame(what: string, one: unknown, other: unknown): void {
  const [a, b] = [one, other].map((value) => JSON.stringify(value, null, 1).split('\n')) as [string[], string[]];
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0 && a.length === b.length) return;
  const from = Math.max(0, (at < 0 ? a.length : at) - BEFORE);
  const near = (lines: readonly string[]): string => lines.slice(from, from + SHOWN).join('\n');
  throw new Disagreement(`${what}, from line ${from}:\n${near(a)}\nand\n${near(b)}`);
}

const BEFORE = 12;
const SHOWN = 20;

const REASONS = [
  ...['voided', 'amended', 'priced_again', 'fee_charged', 'period_closed', 'result_accepted', 'superseded', 'sealed'],
];
/** What tells an entry of each kind apart. */
const MARKS: readonly (readonly [name: string, of: (entry: Entry) => boolean])[] = [
  ['of tiers', ({ component }) => /#\d/.test(component ?? '')],
  ['of volume corrections', ({ component = '' }) => component.endsWith('#volume')],
  ['covered by money', ({ lines }) => lines[0]?.leaf === 'covered'],
  ['of overage', ({ lines }) => lines[0]?.leaf === 'overage'],
  ['of credits', ({ lines }) => lines[0]?.leaf === 'credit'],
  ['of true-ups', ({ lines }) => lines[0]?.leaf === 'true_up'],
  ['of results', ({ lines }) => lines[0]?.leaf === 'result'],
  ['for information', ({ servicePeriod, postingPeriod }) => servicePeriod !== undefined && postingPeriod === undefined],
  ['adjusting a closed month', ({ servicePeriod, postingPeriod }) => (postingPeriod ?? '') > (servicePeriod ?? '')],
];

function count(tally: Tally, history: History, items: readonly LedgerItem[], statements: Played['statements']): void {
  tally.add('runs');
  tally.add('revisions', history.catalogue.revision);
  tally.add('records', history.chain.heard.length);
  tally.add('facts', items.length);
  for (const kind of OUTCOME_KINDS) tally.add(kind, items.filter(({ outcome }) => outcome.kind === kind).length);
  for (const reason of REASONS) tally.add(reason, items.filter(({ outcome }) => outcome.reason === reason).length);
  const entries = items.flatMap(({ outcome }) => outcome.entries);
  tally.add('entries', entries.length);
  for (const [name, isOf] of MARKS) tally.add(name, entries.filter(isOf).length);
  tally.add('statements', statements.length);
  tally.add('lines', statements.flatMap(({ statement }) => [...statement.lines, ...statement.adjustments]).length);
  tally.add('claims', history.chain.claims);
  tally.add('permissions asked', history.told.asked);
}
