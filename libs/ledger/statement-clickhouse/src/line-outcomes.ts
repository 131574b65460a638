import type { ClickHouse } from '@suanpan/clickhouse';
import type { OutcomeKind, OutcomeReason } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { decimalFromAtto } from '@suanpan/money';
import type { LineKeys } from '@suanpan/statement';
import { answeredAtto } from './decimal.ts';
import { lineOutcomesQuery } from './sql/statement-queries.ts';

/** One entry behind a statement line. */
export interface LineOutcome {
  readonly shard: number;
  readonly seq: number;
  readonly entry: number;
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  readonly detail: string;
  /** When the call finished, epoch milliseconds; for a directive when it was posted. */
  readonly time: number;
  readonly postedAt: number;
  /** Identity of the event or directive, with the root. */
  readonly eventId: string;
  readonly source: string;
  readonly credential: string;
  /** The outcome it corrects, in the same shard. */
  readonly corrects?: number;
  readonly revision: number;
  readonly priceRows: readonly string[];
  readonly factors: readonly string[];
  /** What of the line is this entry's, decimal text. */
  readonly quantity: string;
  readonly amount: string;
}

export interface LinePage {
  readonly outcomes: readonly LineOutcome[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

export interface LineScope {
  readonly root: string;
  /** The posting period. */
  readonly period: string;
  /** As the line has them. */
  readonly keys: LineKeys;
}

const LIMIT_MAX = 1000;
const LIMIT_DEFAULT = 100;
const CURSOR = /^(\d{1,10})\.(\d{1,20})\.(\d{1,10})$/;
const BEGINNING = { beginning: true, shard: 0, seq: '0', entry: 0 };

interface Row extends Readonly<Record<'seq' | 'detail' | 'time' | 'posted_at' | 'event_id' | 'source', string>> {
  readonly shard: number;
  readonly entry: number;
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  readonly credential: string;
  readonly corrects: string | null;
  readonly revision: string;
  readonly price_rows: string;
  readonly factors: string;
  readonly quantity: string;
  readonly amount: string;
}

/**
 * Reads entries behind a line in the order of the log, a page at a time. The cursor is the key of the last entry read, so that
 * nothing is skipped or repeated while rows arrive. A cursor that is none is `cursor_invalid`.
 */
export async function readLineOutcomes(
  clickhouse: ClickHouse,
  { root, period, keys }: LineScope,
  { after, limit = LIMIT_DEFAULT }: { readonly after?: string; readonly limit?: number } = {},
): Promise<LinePage> {
  const size = Math.min(Math.max(1, limit), LIMIT_MAX);
  const { servicePeriod, ...own } = keys;
  const params = { ...own, service_period: servicePeriod, root, period, ...positionOf(after), limit: size + 1 };
  const rows = await clickhouse.queryRows<Row>(lineOutcomesQuery(keys.item), params);
  const outcomes = rows.slice(0, size).map(outcomeOf);
  const last = outcomes.at(-1);
  if (rows.length <= size || last === undefined) return { outcomes };
  return { outcomes, next: `${last.shard}.${last.seq}.${last.entry}` };
}

/** All entries behind a line, page by page. */
export async function* streamLineOutcomes(clickhouse: ClickHouse, scope: LineScope): AsyncGenerator<LineOutcome> {
  let after: string | undefined;
  do {
    const page = await readLineOutcomes(clickhouse, scope, {
      ...(after === undefined ? {} : { after }),
      limit: LIMIT_MAX,
    });
    yield* page.outcomes;
    after = page.next;
  } while (after !== undefined);
}

function positionOf(after: string | undefined): Readonly<Record<string, unknown>> {
  if (after === undefined) return BEGINNING;
  const [, shard, seq, entry] = CURSOR.exec(after) ?? [];
  if (shard === undefined || Number(shard) >= 2 ** 32 || Number(entry) >= 2 ** 32 || BigInt(seq ?? '') >= 2n ** 64n) {
    throw new Fault('cursor_invalid', 'The cursor does not belong to this list.');
  }
  return { beginning: false, shard: Number(shard), seq, entry: Number(entry) };
}

function outcomeOf(row: Row): LineOutcome {
  return {
    ...{
      shard: row.shard,
      seq: Number(row.seq),
      entry: row.entry,
      kind: row.kind,
      reason: row.reason,
      detail: row.detail,
    },
    ...{ time: Number(row.time), postedAt: Number(row.posted_at), eventId: row.event_id, source: row.source },
    credential: row.credential,
    ...(row.corrects === null ? {} : { corrects: Number(row.corrects) }),
    ...{ revision: Number(row.revision), priceRows: listOf(row.price_rows), factors: listOf(row.factors) },
    quantity: decimalFromAtto(answeredAtto(row.quantity)),
    amount: decimalFromAtto(answeredAtto(row.amount)),
  };
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').filter((part) => part !== '');
}
