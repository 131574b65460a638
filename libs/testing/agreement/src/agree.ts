import type { Charging } from '@suanpan/charging';
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
export class Disagreement extends Error {}

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

  demandSame('the ledger and the outcomes', chain.ledger.items, items);
  const booked = bookedRows(chain.ledger.items);
  const statements = statementsOf(booked, catalogue);
  const { lines, totals } = statedBefore(statements);
  const posted = postedByOutcomes(items);
  demandSame('statement lines before rounding and outcomes', lines, posted);
  demandSame('totals of statements before rounding and outcomes', totals, posted);
  demandSame('closes and their months', closingDifferences(items, booked), []);

  count(parts.tally, history, items, statements);
  return { history, items, booked, statements };
}

export function demandSame(what: string, one: unknown, other: unknown): void {
  const [a, b] = [JSON.stringify(one, null, 1), JSON.stringify(other, null, 1)];
  if (a !== b) throw new Disagreement(`${what}:\n${a}\nand\n${b}`);
}

function count(
  tally: Tally | undefined,
  history: History,
  items: readonly LedgerItem[],
  statements: Played['statements'],
): void {
  if (tally === undefined) return;
  tally.add('runs');
  tally.add('revisions', history.catalogue.revision);
  tally.add('facts', items.length);
  for (const kind of ['rated', 'adjusted', 'quarantined', 'rejected', 'duplicate', 'conflict'] as const)
    tally.add(kind, items.filter(({ outcome }) => outcome.kind === kind).length);
  for (const reason of [
    'voided',
    'amended',
    'priced_again',
    'fee_charged',
    'period_closed',
    'result_accepted',
    'superseded',
  ] as const)
    tally.add(reason, items.filter(({ outcome }) => outcome.reason === reason).length);
  tally.add(
    'entries',
    items.reduce((sum, { outcome }) => sum + outcome.entries.length, 0),
  );
  tally.add('statements', statements.length);
  tally.add(
    'lines',
    statements.reduce((sum, { statement }) => sum + statement.lines.length + statement.adjustments.length, 0),
  );
  tally.add('claims', history.chain.claims);
  tally.add('permissions asked', history.told.asked);
}
