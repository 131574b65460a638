import type { ClickHouse } from '@suanpan/clickhouse';
import type { Directive as DirectiveFact, OutcomeKind, OutcomeReason } from '@suanpan/facts';
import { OUTCOME_REASONS } from '@suanpan/facts';
import type { z } from 'zod';
import type { Frozen } from '../frame/answer.ts';
import type { StoredDirective } from '../store/directive-outbox.ts';
import type { Directive } from './money-shapes.ts';

/** A directive as the API shows it. */
export type Receipt = Frozen<z.output<typeof Directive>>;

/** What there is to say of a directive without asking the ledger. */
export function receiptOf({ directive, acceptedAt, published }: StoredDirective): Receipt {
  const { id, root, source, actor = '', reason, directive: kind } = directive;
  const base = { id, root, kind, source, actor, reason, acceptedAt, ...aboutOf(directive) };
  return published === undefined ? { ...base, state: 'accepted' } : { ...base, state: 'sent', sentAt: published.at };
}

function aboutOf(directive: DirectiveFact): Partial<Receipt> {
  if (directive.directive === 'close') return { period: directive.period };
  if (directive.directive !== 'fee' && directive.directive !== 'credit') return {};
  const { account, currency, amount } = directive;
  const about = { account, money: { currency, amount } };
  if (directive.directive === 'credit') return about;
  const { period, component } = directive;
  return { ...about, period, ...(component === undefined ? {} : { component }) };
}

interface Row {
  readonly seq: string;
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  readonly detail: string;
  readonly first_seq: string | null;
  readonly currency: string;
  readonly amount: string | null;
}

const OUTCOME = `SELECT toString(seq) AS seq, any(kind) AS kind, any(reason) AS reason, any(detail) AS detail,
    any(toString(first_seq)) AS first_seq, currency, toString(sum(amount)) AS amount
  FROM ledger.usage WHERE shard = {shard:UInt32} AND root = {root:String} AND`;
const BY_SOURCE = `${OUTCOME} source_offset = {offset:UInt64} GROUP BY seq, currency ORDER BY currency`;
const BY_SEQ = `${OUTCOME} seq = {seq:UInt64} GROUP BY seq, currency ORDER BY currency`;

/** A directive with its outcome, if the ledger holds that by now. What was sent twice is told by its first record. */
export async function decidedReceipt(clickhouse: ClickHouse, stored: StoredDirective): Promise<Receipt> {
  const receipt = receiptOf(stored);
  const { shard, published } = stored;
  if (published === undefined) return receipt;
  const { root } = stored.directive;
  const at = { shard, root, offset: published.offset };
  const found = await clickhouse.queryRows<Row>(BY_SOURCE, at);
  const first = found[0]?.kind === 'duplicate' ? found[0].first_seq : null;
  const rows = first === null ? found : await clickhouse.queryRows<Row>(BY_SEQ, { shard, root, seq: first });
  const [row] = rows;
  if (row === undefined) return receipt;
  const { kind, reason, detail } = row;
  const money = rows.flatMap(({ currency, amount }) =>
    amount === null || currency === '' ? [] : [{ currency, amount }],
  );
  const outcome = { shard, seq: Number(row.seq), kind, reason, text: OUTCOME_REASONS[reason], detail, money };
  return { ...receipt, state: 'decided', outcome };
}
