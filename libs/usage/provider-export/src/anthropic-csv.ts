import { ATTO_PER_UNIT } from '@suanpan/money';
import { MS_PER_DAY, parseInstant } from '@suanpan/time';
import { exactAmount, exactCount, exactDecimal } from './exact-number.ts';
import type { ExportLines } from './export-lines.ts';
import type { ExportedCost, ExportedUsage } from './provider-export.ts';
import type { CsvDocument, CsvRow } from './read-csv.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_MINUTE = 60_000;

/** Whether the columns are those of an export of Anthropic's console. */
export function isAnthropicCsv({ columns }: CsvDocument): boolean {
  return (
    columns.includes('usage_date_utc') &&
    (columns.includes('usage_input_tokens_no_cache') || columns.includes('cost_usd'))
  );
}

/** Reads the console's export of tokens (`claude_api_tokens_….csv`) or of costs (`claude_api_cost_….csv`). */
export function readAnthropicCsv({ columns, rows }: CsvDocument): ExportLines {
  if (columns.includes('cost_usd')) return { usage: [], costs: rows.map(costOf) };
  return { usage: rows.map(usageOf), costs: [] };
}

function usageOf(row: CsvRow): ExportedUsage {
  const count = (column: string): bigint => (row.text(column) === '' ? 0n : row.value(column, exactCount));
  const uncached = row.value('usage_input_tokens_no_cache', exactCount);
  const cacheReadTokens = count('usage_input_tokens_cache_read');
  const cacheWrite5mTokens = count('usage_input_tokens_cache_write_5m');
  const cacheWrite1hTokens = count('usage_input_tokens_cache_write_1h');
  const tier = row.text('usage_type').toLowerCase();
  return {
    ...row.value('usage_date_utc', bucketOf),
    model: row.text('model_version') || null,
    serviceTier: tier || null,
    batch: tier === '' ? null : tier === 'batch',
    requests: null,
    inputTokens: uncached + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
    outputTokens: row.value('usage_output_tokens', exactCount),
  };
}

/** `cost_usd` is rounded to the digits it is written with, usually cents. `usage_type` is `message` or `batch` there. */
function costOf(row: CsvRow): ExportedCost {
  const type = row.text('usage_type').toLowerCase();
  return {
    ...row.value('usage_date_utc', bucketOf),
    model: row.text('model') || null,
    serviceTier: null,
    batch: type === '' ? null : type.includes('batch'),
    item: row.text('token_type') || row.text('cost_type') || null,
    currency: 'USD',
    amount: row.value('cost_usd', exactAmount).atto,
    uncertainty: halfOfLastDigit(row.text('cost_usd')),
  };
}

function halfOfLastDigit(text: string): bigint {
  const scale = exactDecimal(text)?.scale ?? 0;
  return scale > 0 ? ATTO_PER_UNIT / (2n * 10n ** BigInt(scale)) : ATTO_PER_UNIT / 2n;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const MINUTE = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:Z|\+00:00)?$/i;

/** A day, an hour or a minute, always UTC; how finely the rows are cut shows in how the time is written. */
function bucketOf(text: string): Pick<ExportedUsage, 'from' | 'to'> | undefined {
  if (DAY.test(text)) return spanOf(`${text}T00:00:00Z`, MS_PER_DAY);
  const parts = MINUTE.exec(text);
  if (parts === null) return undefined;
  const [, day = '', minute = ''] = parts;
  return spanOf(`${day}T${minute}:00Z`, minute.endsWith(':00') ? MS_PER_HOUR : MS_PER_MINUTE);
}

function spanOf(start: string, lengthMs: number): Pick<ExportedUsage, 'from' | 'to'> | undefined {
  const from = parseInstant(start);
  return from === undefined ? undefined : { from, to: from + lengthMs };
}
