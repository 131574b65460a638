import { dividedBy, EXACT_ZERO, type Exact, exactOf, exactText, plus, times } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

const MILLION: Exact = { digits: 1_000_000n, scale: 0 };

/** A price row as the API shows it. */
export interface PriceRow {
  readonly id: string;
  readonly book: string;
  readonly provider: string;
  readonly model: string;
  readonly leaf: string;
  readonly unitPrice: string;
  readonly per?: number;
  readonly currency: string;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly daily: { readonly fromSecond: number; readonly toSecond: number } | null;
  readonly aboveInputTokens: number;
  readonly serviceTier: string | null;
  readonly region: string | null;
  readonly root: string | null;
  readonly account?: string;
  readonly flag: string | null;
}

interface ListOptions {
  readonly provider?: string;
  readonly model?: string;
  readonly book?: string;
  readonly root?: string;
  readonly at?: number;
  readonly json?: boolean;
}

/** `price list`: rows that stand, whatever their effective time. */
export function listPricesCommand(group: Command, context: CommandContext): void {
  group
    .command('list')
    .description('list price rows')
    .option('--provider <name>', 'of one provider only')
    .option('--model <text>', 'only models whose name contains this')
    .option('--book <name>', 'of one book only, such as own')
    .option('--root <id>', 'own rows of one root only')
    .option('--at <time>', 'only rows that hold at this time', instantOption)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => listPrices(context, options));
}

async function listPrices(context: CommandContext, options: ListOptions): Promise<void> {
  const { provider, book, root, model = '' } = options;
  const asOf = options.at === undefined ? undefined : formatInstant(options.at);
  const query = { provider: provider?.toLowerCase(), book, root, asOf };
  const rows = await adminOf(context).list<PriceRow>(at`prices`, query);
  const wanted = rows.filter((row) => row.model.toLowerCase().includes(model.toLowerCase()));
  printList(context, options.json === true, wanted, [
    { title: 'PROVIDER', text: (row) => row.provider },
    { title: 'MODEL', text: (row) => row.model },
    { title: 'LEAF', text: (row) => row.leaf },
    { title: 'PER MILLION', align: 'right', text: (row) => perMillion(row) },
    { title: 'CURRENCY', text: (row) => row.currency },
    { title: 'FROM', text: (row) => dayOrTime(row.effectiveFrom) },
    { title: 'TO', text: (row) => dayOrTime(row.effectiveTo) },
    { title: 'CONDITIONS', text: conditions },
    { title: 'BOOK', text: bookText },
    { title: 'ID', text: (row) => row.id },
  ]);
}

/** Whose book a row is from. */
export function bookText({ book, root, account }: PriceRow): string {
  const owner = account ?? root;
  return owner === null ? book : `${book} of ${owner}`;
}

/** The price of a million units: what price pages show. */
export function perMillion({ unitPrice, per = 1 }: Pick<PriceRow, 'unitPrice' | 'per'>): string {
  const exact = exactOf(unitPrice);
  return exact === undefined ? '?' : exactText(plus(dividedBy(times(exact, MILLION), BigInt(per)), EXACT_ZERO));
}

/** Everything that narrows a row, in a few words. */
export function conditions(row: PriceRow): string {
  const said: string[] = [];
  if (row.aboveInputTokens > 0) said.push(`input > ${row.aboveInputTokens}`);
  if (row.daily !== null) said.push(`daily ${clock(row.daily.fromSecond)}-${clock(row.daily.toSecond)} UTC`);
  if (row.serviceTier !== null) said.push(`tier ${row.serviceTier}`);
  if (row.region !== null) said.push(`region ${row.region}`);
  if (row.flag !== null) said.push(`flagged ${row.flag}`);
  return said.length === 0 ? '-' : said.join(', ');
}

function clock(second: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor((second % 3600) / 60))}`;
}
