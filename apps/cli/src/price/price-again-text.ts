import { OUTCOME_REASONS, type OutcomeReason } from '@suanpan/facts';
import { textTable } from '../output/table.ts';

/** What pricing again came to, as the API shows it. */
export interface PriceAgainResult {
  readonly kind: 'price-again';
  readonly dryRun: boolean;
  readonly calls: number;
  readonly changed: number;
  readonly directives: number;
  readonly changes: readonly Change[];
  readonly unchanged: Readonly<Record<string, number>>;
}

interface Change {
  readonly provider: string;
  readonly model: string;
  readonly month: string;
  readonly currency: string;
  readonly calls: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

const RIGHT = 'right' as const;

/** What pricing again changed, or would change, for people. */
export function priceAgainText({ dryRun, calls, changed, directives, changes, unchanged }: PriceAgainResult): string[] {
  const columns = [
    { title: 'MONTH' },
    { title: 'MODEL' },
    ...['CALLS', 'BEFORE', 'AFTER', 'DIFFERENCE'].map((title) => ({ title, align: RIGHT })),
    { title: 'CURRENCY' },
  ];
  const rows = changes.map(({ month, provider, model, calls: count, before, after, difference, currency }) => [
    ...[month, `${provider}/${model}`, count.toLocaleString('en'), before, after, difference, currency],
  ]);
  const counts = `${changed.toLocaleString('en')} of ${calls.toLocaleString('en')} calls`;
  const sent = dryRun
    ? `${counts} would cost something else.`
    : `${counts} cost something else now, by ${directives} directives.`;
  const same = Object.entries(unchanged).map(
    ([reason, count]) => `${count.toLocaleString('en')} calls stay as they are: ${reasonText(reason)}`,
  );
  return [...(rows.length === 0 ? [] : textTable(columns, rows)), sent, ...same];
}

function reasonText(reason: string): string {
  // What is left over of a range is that its price is the same.
  if (reason === 'nothing_left') return 'their price is the same';
  return reason in OUTCOME_REASONS ? OUTCOME_REASONS[reason as OutcomeReason] : reason;
}
