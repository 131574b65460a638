import type { PriceRow } from '@suanpan/catalogue';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { CommandContext } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

const MILLION = 1_000_000n;

interface ListOptions {
  readonly provider?: string;
  readonly model?: string;
  readonly book?: string;
  readonly root?: string;
  readonly json?: boolean;
}

/** `price list`: the rows in force, whatever their effective time. */
export function listPricesCommand(group: Command, context: CommandContext): void {
  group
    .command('list')
    .description('list price rows')
    .option('--provider <name>', 'of one provider only')
    .option('--model <text>', 'only models whose name contains this')
    .option('--book <name>', 'of one book only, such as own')
    .option('--root <id>', 'own rows of one root only')
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => {
      const rows = await withCatalogue(context, (writer) => writer.list('priceRow', options.root));
      printList(
        context,
        options.json === true,
        rows.filter((row) => isWanted(row, options)),
        [
          { title: 'PROVIDER', text: (row) => row.provider },
          { title: 'MODEL', text: (row) => row.model },
          { title: 'LEAF', text: (row) => row.leaf },
          { title: 'PER MILLION', align: 'right', text: (row) => perMillion(row.unitPrice) },
          { title: 'CURRENCY', text: (row) => row.currency },
          { title: 'FROM', text: (row) => instant(row.effectiveFrom) },
          { title: 'TO', text: (row) => instant(row.effectiveTo) },
          { title: 'CONDITIONS', text: conditions },
          { title: 'BOOK', text: (row) => (row.root === null ? row.book : `${row.book} of ${row.root}`) },
          { title: 'ID', text: (row) => row.id },
        ],
      );
    });
}

function isWanted(row: PriceRow, { provider, model, book }: ListOptions): boolean {
  if (provider !== undefined && row.provider !== provider.toLowerCase()) return false;
  if (model !== undefined && !row.model.toLowerCase().includes(model.toLowerCase())) return false;
  return book === undefined || row.book === book;
}

/** The price of a million units: what price pages show. */
export function perMillion(unitPrice: string): string {
  const atto = attoFromDecimal(unitPrice);
  return atto === undefined ? '?' : decimalFromAtto(atto * MILLION);
}

function instant(epochMs: number | null): string {
  return epochMs === null ? '-' : formatInstant(epochMs).replace('T00:00:00.000Z', '');
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
