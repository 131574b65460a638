import { attoFromDecimal, decimalFromAtto, sumByCurrency } from '@suanpan/money';
import { textTable } from '../output/table.ts';

/** One line of the bill: what was used of one thing, and what it costs. */
export interface BillLine {
  readonly what: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Empty where nothing has a price. */
  readonly currency: string;
  /** Decimal text; null where the cost is not known, which is not zero. */
  readonly amount: string | null;
}

/** The bill of one trace. */
export interface Bill {
  readonly byModel: readonly BillLine[];
  readonly byHour: readonly BillLine[];
  /** One per currency; two currencies are never added. */
  readonly totals: readonly BillLine[];
}

/** Makes a bill of its lines by model and by hour; the totals are those of the models. */
export function billOf(byModel: readonly BillLine[], byHour: readonly BillLine[]): Bill {
  return { byModel, byHour, totals: totalsOf(byModel) };
}

function totalsOf(lines: readonly BillLine[]): BillLine[] {
  const money = sumByCurrency(
    lines.flatMap(({ currency, amount }) => {
      const atto = amount === null ? undefined : attoFromDecimal(amount);
      return atto === undefined ? [] : [{ currency, atto }];
    }),
  );
  const currencies = [...new Set(lines.map((line) => line.currency))];
  return currencies.map((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const atto = money.get(currency);
    return {
      what: 'total',
      calls: sum(own, (line) => line.calls),
      inputTokens: sum(own, (line) => line.inputTokens),
      outputTokens: sum(own, (line) => line.outputTokens),
      currency,
      amount: atto === undefined ? null : decimalFromAtto(atto),
    };
  });
}

function sum(lines: readonly BillLine[], count: (line: BillLine) => number): number {
  return lines.reduce((total, line) => total + count(line), 0);
}

/** The bill as people read it: a line per model, and where there are several their sum. */
export function billText({ byModel, totals }: Bill): string[] {
  return [...section('MODEL', byModel), ...(byModel.length === 1 ? [] : ['', ...totals.map(totalLine)])];
}

function section(title: string, lines: readonly BillLine[]): string[] {
  const right = 'right' as const;
  const columns = [
    { title },
    { title: 'CALLS', align: right },
    { title: 'INPUT TOKENS', align: right },
    { title: 'OUTPUT TOKENS', align: right },
    { title: 'COST', align: right },
  ];
  const rows = lines.map((line) => [
    line.what,
    grouped(line.calls),
    grouped(line.inputTokens),
    grouped(line.outputTokens),
    costText(line),
  ]);
  return textTable(columns, rows);
}

function totalLine(line: BillLine): string {
  const tokens = `${grouped(line.inputTokens)} input and ${grouped(line.outputTokens)} output tokens`;
  return `total: ${grouped(line.calls)} calls, ${tokens}, ${costText(line)}`;
}

function costText({ amount, currency }: BillLine): string {
  return amount === null ? 'no price known' : `${amount} ${currency}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
