import { Fault } from '@suanpan/fault';
import { parseInstant } from '@suanpan/time';
import { exactAmount, exactCount } from './exact-number.ts';
import { currencyOf, type ExportLines } from './export-lines.ts';
import { parseLineItem } from './line-item.ts';
import type { ExportedCost, ExportedUsage } from './provider-export.ts';
import type { CsvDocument, CsvRow } from './read-csv.ts';

const MS_PER_SECOND = 1000;

/** Whether the columns are those of an export of OpenAI's usage dashboard. */
export function isOpenAiCsv({ columns }: CsvDocument): boolean {
  return columns.includes('start_time') && (columns.includes('input_tokens') || columns.includes('amount_value'));
}

/** Reads the dashboard's export of usage or costs. It has a row without numbers for each bucket in which nothing happened. */
export function readOpenAiCsv({ columns, rows }: CsvDocument): ExportLines {
  if (columns.includes('amount_value')) {
    return { usage: [], costs: rows.filter((row) => row.text('amount_value') !== '').map(costOf) };
  }
  return { usage: rows.filter((row) => row.text('input_tokens') !== '').map(usageOf), costs: [] };
}

function usageOf(row: CsvRow): ExportedUsage {
  const count = (column: string): bigint => (row.text(column) === '' ? 0n : row.value(column, exactCount));
  return {
    ...bucketOf(row),
    model: row.text('model') || null,
    serviceTier: row.text('service_tier') || null,
    batch: flagOf(row),
    requests: row.value('num_model_requests', exactCount),
    inputTokens: row.value('input_tokens', exactCount),
    cacheReadTokens: count('input_cached_tokens'),
    cacheWrite5mTokens: count('input_cache_write_tokens'),
    cacheWrite1hTokens: 0n,
    outputTokens: count('output_tokens'),
  };
}

function costOf(row: CsvRow): ExportedCost {
  const { atto, isQuantised } = row.value('amount_value', exactAmount);
  const item = row.text('line_item') || null;
  return {
    ...bucketOf(row),
    ...parseLineItem(item),
    item,
    currency: currencyOf(row.text('amount_currency'), `Row ${row.number}`),
    amount: atto,
    uncertainty: isQuantised ? 1n : 0n,
  };
}

function bucketOf(row: CsvRow): Pick<ExportedUsage, 'from' | 'to'> {
  return { from: timeOf(row, 'start_time'), to: timeOf(row, 'end_time') };
}

/** Unix seconds, or the same instant written out. */
function timeOf(row: CsvRow, column: string): number {
  return row.value(column, (text) => {
    const seconds = exactCount(text);
    return seconds === undefined ? parseInstant(text) : Number(seconds) * MS_PER_SECOND;
  });
}

function flagOf(row: CsvRow): boolean | null {
  const text = row.text('batch').toLowerCase();
  if (text === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Fault('export_malformed', `Row ${row.number} has no readable batch.`);
}
