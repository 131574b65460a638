import { textTable } from '../output/table.ts';

interface Figure {
  readonly provider: string;
  readonly ledger: string;
  /** Provider minus ledger. */
  readonly difference: string;
}

/** Both sides of a bill, as the API shows them. */
export interface Comparison {
  readonly provider: string;
  readonly isComplete: boolean;
  readonly agrees: boolean;
  readonly rows: readonly {
    readonly day: string;
    readonly model: string;
    readonly calls?: Figure;
    readonly tokens?: Readonly<Record<'input' | 'cacheRead' | 'cacheWrite' | 'output', Figure>>;
    readonly money?: Readonly<Record<string, Figure>>;
    readonly reason: string;
    readonly detail: string;
  }[];
}

const AGREES = 'agrees';
const RIGHT = 'right' as const;

/** The days and models that differ, with the likely reason; with `all` those that agree, too. */
export function comparisonText({ provider, isComplete, agrees, rows }: Comparison, all: boolean): string[] {
  const shown = rows.filter(({ reason }) => all || reason !== AGREES);
  const columns = [
    { title: 'DAY' },
    { title: 'MODEL' },
    ...['CALLS', 'TOKENS IN', 'TOKENS OUT', 'MONEY'].map((title) => ({ title, align: RIGHT })),
    { title: 'LIKELY REASON' },
  ];
  const cells = shown.map(({ day, model, calls, tokens, money = {}, reason, detail }) => [
    ...[day, model === '' ? 'all' : model, figureText(calls)],
    ...[figureText(tokens?.input), figureText(tokens?.output)],
    Object.entries(money)
      .map(([currency, figure]) => `${figureText(figure)} ${currency}`)
      .join(', ') || '-',
    reason === AGREES ? AGREES : `${reason}: ${detail}`,
  ]);
  const count = rows.length - rows.filter(({ reason }) => reason === AGREES).length;
  return [
    ...(shown.length === 0 ? [] : textTable(columns, cells)),
    agrees
      ? `${provider} and the ledger agree on ${rows.length} rows.`
      : `${provider} and the ledger differ in ${count} of ${rows.length} rows.`,
    ...(isComplete ? [] : ['The export says that there is more of it; the last page was not among the files.']),
  ];
}

/** What the provider says, and by how much that differs from the ledger. */
function figureText(figure: Figure | undefined): string {
  if (figure === undefined) return '-';
  const { provider, difference } = figure;
  if (!/[1-9]/.test(difference)) return provider;
  return `${provider} (${difference.startsWith('-') ? '' : '+'}${difference})`;
}
