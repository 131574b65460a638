import { periodById } from '@suanpan/catalogue';
import type { Closing } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedSum } from '@suanpan/money';
import { assembleStatement, compareClosing, type Statement, type StatementRow } from '@suanpan/statement';
import type { GrowingCatalogue } from './growing-catalogue.ts';

/** One line of one entry, with where it is stated; no month for what is stated nowhere. */
export interface BookedRow {
  readonly root: string;
  readonly posting: string;
  readonly row: StatementRow;
}

/** What the ledger books, read plainly off its outcomes: where the call was, else where the entry says, else the fact itself. */
export function bookedRows(items: readonly LedgerItem[]): readonly BookedRow[] {
  return items.flatMap(({ root, outcome, event: subject, other }) =>
    outcome.entries.flatMap((entry): readonly BookedRow[] => {
      const event = entry.event ?? subject;
      const place = other as { readonly account?: string; readonly project?: string } | undefined;
      const head = {
        account: event?.account ?? entry.account ?? place?.account ?? '',
        project: event?.project ?? entry.project ?? place?.project ?? '',
        provider: event?.provider ?? '',
        model: event?.servedModel ?? event?.requestedModel ?? '',
        plan: entry.plan ?? '',
        component: entry.component ?? '',
        currency: entry.currency,
        servicePeriod: entry.servicePeriod ?? '',
      };
      return entry.lines.map(({ leaf, quantity, amount }) => ({
        root,
        posting: entry.postingPeriod ?? '',
        row: { ...head, item: leaf, quantity: storedSum(String(quantity)), amount: storedSum(amount) },
      }));
    }),
  );
}

/** A statement of a whole root and a month. */
export interface MadeStatement {
  readonly root: string;
  readonly period: string;
  readonly statement: Statement;
}

/** The statement of every root and month that anything was posted to. */
export function statementsOf(booked: readonly BookedRow[], catalogue: GrowingCatalogue): readonly MadeStatement[] {
  const months = new Set(
    booked.filter(({ posting }) => posting !== '').map(({ root, posting }) => `${root} ${posting}`),
  );
  return [...months].map((key) => {
    const [root = '', period = ''] = key.split(' ');
    const rows = booked.filter((one) => one.root === root && one.posting === period).map(({ row }) => row);
    return { root, period, statement: statementOf(root, period, rows, catalogue) };
  });
}

export function statementOf(
  root: string,
  month: string,
  rows: Iterable<StatementRow>,
  catalogue: GrowingCatalogue,
  asOf?: Statement['asOf'],
): Statement {
  const { newest } = catalogue;
  const calendar = newest.get('calendar', root);
  const period = calendar === undefined ? undefined : periodById(calendar, month);
  const { name = root, zone = 'UTC' } = newest.root(root) ?? {};
  const accounts = catalogue.all('account').filter((one) => one.root === root);
  const projects = catalogue.all('project').filter((one) => one.root === root);
  return assembleStatement({
    root: { id: root, name },
    account: root,
    period: period ?? { id: month, from: 0, to: 0 },
    zone,
    tree: { accounts, projects },
    rows,
    closed: false,
    ...(asOf === undefined ? {} : { asOf }),
  });
}

/** Sums by root, month and currency, as sorted text. */
type Money = Readonly<Record<string, string>>;

class MoneySums {
  readonly #sums = new Map<string, bigint>();

  add(key: string, atto: bigint): this {
    this.#sums.set(key, (this.#sums.get(key) ?? 0n) + atto);
    return this;
  }

  get texts(): Money {
    const kept = [...this.#sums].filter(([, atto]) => atto !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(kept.map(([key, atto]) => [key, decimalFromAtto(atto)]));
  }
}

/** What the outcomes post. */
export function postedByOutcomes(items: readonly LedgerItem[]): Money {
  const sums = new MoneySums();
  for (const { root, outcome } of items)
    for (const { postingPeriod, currency, amount } of outcome.entries)
      if (postingPeriod !== undefined) sums.add(`${root} ${postingPeriod} ${currency}`, storedSum(amount));
  return sums.texts;
}

/** What statements come to: their lines before rounding; what their trees say in all must be the same. */
export function statedBefore(statements: readonly MadeStatement[]): { readonly lines: Money; readonly totals: Money } {
  const [lines, totals] = [new MoneySums(), new MoneySums()];
  for (const { root, period, statement } of statements) {
    const key = (currency: string): string => `${root} ${period} ${currency}`;
    for (const line of [...statement.lines, ...statement.adjustments])
      lines.add(key(line.currency), storedSum(line.exactAmount));
    for (const { currency, exactAmount } of statement.totals) totals.add(key(currency), storedSum(exactAmount));
  }
  return { lines: lines.texts, totals: totals.texts };
}

/** All that differs between what closes found and what is booked on their months; a closed month never changes. */
export function closingDifferences(items: readonly LedgerItem[], booked: readonly BookedRow[]): readonly string[] {
  const closings = items.flatMap(({ root, outcome }) =>
    outcome.closing === undefined ? [] : [{ root, closing: outcome.closing }],
  );
  return closings.flatMap(({ root, closing }) => differencesOf(root, closing, booked));
}

function differencesOf(root: string, closing: Closing, booked: readonly BookedRow[]): readonly string[] {
  const rows = booked.filter((one) => one.root === root && one.posting === closing.period).map(({ row }) => row);
  const comparison = compareClosing(rows, closing);
  return comparison.agrees ? [] : [`${root} ${closing.period}: ${JSON.stringify(comparison)}`];
}
