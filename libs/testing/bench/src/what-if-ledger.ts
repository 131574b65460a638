import type { ClickHouse } from '@suanpan/clickhouse';
import { MS_PER_DAY } from '@suanpan/time';

export const BENCH_ROOT = 'bench';
export const BENCH_MODELS = 5;
export const BENCH_PROJECTS = 50;
export const BENCH_ACCOUNTS = 10;
/** Price of a token in and out, by the number of the model and before and after the middle of the span: digits behind 10^-8. */
export const priceDigits = (model: number, isLater: boolean) => ({
  input: 250 + model * 30 - (isLater ? 20 : 0),
  output: 1_000 + model * 120 - (isLater ? 80 : 0),
});

/** Rows of one insert: what one block, with all projections, may take in memory. */
const ROWS_PER_INSERT = 250_000;

export interface BenchSpan {
  readonly rows: number;
  readonly from: number;
  readonly days: number;
}

/**
 * Fills the ledger with calls that are priced by the list, evenly over the span, inside the engine. Each insert is one block with
 * one `chunk_at`, as the sink writes; amounts are the sums of their costs, or the table would refuse them.
 */
export async function fillLedger(
  clickhouse: ClickHouse,
  { rows, from, days }: BenchSpan,
  say: (line: string) => void,
): Promise<void> {
  const stepMs = (days * MS_PER_DAY) / rows;
  for (let first = 0; first < rows; first += ROWS_PER_INSERT) {
    const count = Math.min(ROWS_PER_INSERT, rows - first);
    await clickhouse.exec(insert(first, count, from, stepMs, (days * MS_PER_DAY) / 2), {}, { settings: ONE_BLOCK });
    if ((first / ROWS_PER_INSERT) % 8 === 0) say(`${(first + count).toLocaleString('en')} rows in the ledger`);
  }
}

const ONE_BLOCK = {
  max_block_size: String(ROWS_PER_INSERT),
  min_insert_block_size_rows: String(ROWS_PER_INSERT),
  max_insert_block_size: String(ROWS_PER_INSERT),
  max_partitions_per_insert_block: '1',
  max_threads: 1,
  max_insert_threads: '1',
} as const;

function insert(first: number, count: number, from: number, stepMs: number, middleMs: number): string {
  const offset = `intDiv(toInt64(number * ${Math.round(stepMs * 1_000)}), 1000)`;
  const later = `(${offset} >= ${middleMs})`;
  const digits = (of: 'input' | 'output') => {
    const [before, after, byModel] = [priceDigits(0, false)[of], priceDigits(0, true)[of], priceDigits(1, false)[of]];
    return `(if(${later}, ${after}, ${before}) + m * ${byModel - before})`;
  };
  // Whole digits moved behind the point: 10^-8 × 10^18 = 10^10, without a division that could round.
  const cost = (tokens: string, of: 'input' | 'output') =>
    `reinterpret(toInt128(${tokens}) * ${digits(of)} * 10000000000, 'Decimal(38, 18)')`;
  return `INSERT INTO ledger.usage (shard, seq, entry, rated_offset, source_offset, chunk, chunk_at, kind, reason, revision,
      received_at, posted_at, calls, time, root, account, project, credential, event_id, source, provider, model,
      requested_model, operation, input_tokens, output_tokens, usage_quality, currency, amount, service_period,
      posting_period, quantity_uncached_input, cost_uncached_input, quantity_output_text, cost_output_text)
    WITH cityHash64(number) AS h, h % ${BENCH_MODELS} AS m, intDiv(h, 7) % ${BENCH_PROJECTS} AS p,
      200 + intDiv(h, 1000) % 4000 AS i, 20 + intDiv(h, 9000000) % 900 AS o,
      fromUnixTimestamp64Milli(toInt64(${from}) + ${offset}, 'UTC') AS t,
      ${cost('i', 'input')} AS ci, ${cost('o', 'output')} AS co
    SELECT 0, number, 0, intDiv(number, 1000), intDiv(number, 100), 'bench-${first}',
      fromUnixTimestamp64Milli(toInt64(${from}), 'UTC'), 'rated', 'priced', 1, t, t, 1, t, '${BENCH_ROOT}',
      concat('account-', toString(p % ${BENCH_ACCOUNTS})), concat('project-', toString(p)), 'key',
      concat('e-', toString(number)), 'bench', 'openai', concat('model-', toString(m)), concat('model-', toString(m)),
      'chat', i, o, 'reported', 'USD', ci + co, formatDateTime(t, '%Y-%m'), formatDateTime(t, '%Y-%m'), i, ci, o, co
    FROM numbers(${first}, ${count})`;
}
