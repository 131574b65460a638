import { QUANTITIES } from '@suanpan/facts';
import { COLUMN_LEAVES } from '../leaf-columns.ts';

/** What a column of the analysts' views means, and its unit; '' where it has none. */
export interface ColumnWords {
  readonly meaning: string;
  readonly unit: string;
}

const words = (unit: string, meanings: Readonly<Record<string, string>>): [string, ColumnWords][] =>
  Object.entries(meanings).map(([name, meaning]) => [name, { meaning, unit }]);

const MONEY = 'currency of the row';

const QUANTITY_WORDS = QUANTITIES.map(({ column }): [string, ColumnWords] => {
  const unit = column.endsWith('_tokens') ? 'tokens' : column;
  const what = column.replaceAll('_', ' ');
  return [column, { meaning: `Reported ${what} of calls, subsets included; each call counts once.`, unit }];
});

const COST_WORDS = [...COLUMN_LEAVES, 'other'].map((leaf): [string, ColumnWords] => [
  `cost_${leaf}`,
  { meaning: `The part of cost for ${leaf.replaceAll('_', ' ')}.`, unit: MONEY },
]);

/** By column; a view that means something else by a name says so in `OF_VIEW`. */
const COLUMNS: ReadonlyMap<string, ColumnWords> = new Map([
  ...QUANTITY_WORDS,
  ...COST_WORDS,
  ...words('UTC', {
    time: 'Start of the step of time the row is about.',
    received_at: 'When ingest received the event.',
    posted_at: 'Fold time of the decision; picks the posting period.',
  }),
  ...words("month (root's zone)", {
    service_period: 'Month the usage falls in by the calendar of the root; picks prices and tiers.',
    posting_period: 'Month whose statement holds the money; empty where none does.',
  }),
  ...words(MONEY, {
    cost: 'Exact cost. NULL, not zero, where nothing is priced (yet). Never add two currencies.',
    costs: 'Cost by currency, for calls that are charged in more than one.',
    other_costs: 'Costs of leaves and charges without a column of their own, by leaf.',
  }),
  ...words('reported_currency', { reported_cost: 'What the sender says it paid; never trusted.' }),
  ...words('calls', { calls: 'How many calls were counted; corrections and fees count none.' }),
  ...words('entries', { entries: 'How many entries of money the call has, corrections included.' }),
  ...words('ms', {
    latency_ms: 'Duration of the call; NULL if not reported.',
    time_to_first_token_ms: 'Time until the first token; NULL if not reported.',
  }),
  ...words('as the leaf says', { quantity: 'Priced quantity; negative where taken back.' }),
  ...words('', {
    root: 'The billing account; always your own.',
    account: 'The account below the root that the money belongs to.',
    project: 'The project the call was made for; empty for what is about an account.',
    credential: 'Id of the API key that sent the event.',
    event_id: 'The id the sender gave the event, or the directive; unique with root and source.',
    source: 'Where the event or directive comes from: its CloudEvents source.',
    provider: 'Who served the call.',
    model: 'The model that was priced: the one that answered if known, else the one asked for.',
    requested_model: 'The model the caller asked for.',
    served_model: 'The model that answered; empty if not known.',
    operation: 'Kind of call: chat, embeddings, image, …',
    kind: 'rated, quarantined, adjusted, duplicate or conflict: what became of the event.',
    reason: 'Stable code of why the outcome is what it is.',
    detail: 'What the reason refers to, such as the leaf without a price.',
    usage_quality: 'reported, estimated or missing: how far the counts can be trusted.',
    marks: 'Codes of what is not certain about the amount; empty where nothing is.',
    mark: 'Code of what is not certain about the amount.',
    unread_usage: 'Counts of the provider that were not read and not priced, by path.',
    currency: 'Currency of cost; empty where no money moved.',
    price_rows: 'Ids of the price rows used, joined by commas.',
    plan: 'Version of the plan that charged; empty where the price book alone did.',
    component:
      'Component of the plan, with its band; credit:<name> where prepaid money was used, else the kind of charge.',
    factors: 'What the amount was multiplied by beyond quantity and unit price, in order, joined by commas.',
    reported_currency: 'Currency of reported_cost.',
    service_tier: 'Service tier of the call; empty is the standard one.',
    region: 'Region the call was served from.',
    batch: '1 if the call was made through a batch interface.',
    priority: 'Priority the caller gave the call.',
    http_status: "HTTP status of the provider's answer; NULL if not reported.",
    error_type: 'Kind of failure of the call; empty if it did not fail.',
    end_user: 'Keyed hash of the end user.',
    prompt_fingerprint: 'Keyed hash of the prompt fingerprint.',
    session: 'Session the sender counts the call to.',
    trace: 'Trace the call belongs to.',
    tags: "The sender's own labels.",
    leaf: 'What was priced: a kind of usage, or a charge such as fee.',
    shard: 'Shard of the root.',
    seq: 'Number of the outcome within its shard; with shard and entry the key of a row.',
    entry: 'Place of the entry in its outcome, from 0.',
    corrects: 'The seq of the outcome in the same shard that the entry corrects or completes.',
    first_seq: 'The seq of the outcome that counted the event first.',
  }),
]);

const FINISHED: ColumnWords = { meaning: 'When the call finished, by its sender.', unit: 'UTC, ms' };

/** What a name means in one view alone. */
const OF_VIEW: Readonly<Record<string, Readonly<Record<string, ColumnWords>>>> = {
  calls: { time: FINISHED, kind: { meaning: 'What became of the event at first: rated or quarantined.', unit: '' } },
  entries: {
    time: {
      meaning: 'When the call finished or its result was known, by its sender; of a directive: posted_at.',
      unit: 'UTC, ms',
    },
  },
  unpriced: { time: FINISHED },
  duplicates_and_conflicts: {
    time: { meaning: 'When the call finished, as the repeated event says.', unit: 'UTC, ms' },
  },
  statement_lines: { time: { meaning: 'Start of the month of posting_period, as if it were UTC.', unit: 'month' } },
};

/** What a column of a view means; undefined for one that nobody has described. */
export function wordsOf(view: string, column: string): ColumnWords | undefined {
  return OF_VIEW[view]?.[column] ?? COLUMNS.get(column);
}

/** The comment a column has in the engine. */
export function commentOf({ meaning, unit }: ColumnWords): string {
  return unit === '' ? meaning : `${meaning} Unit: ${unit}.`;
}

/** The statement that puts comments on the columns of a view, for tools that show them. */
export function commentColumns(view: string, columns: readonly string[]): string {
  const parts = columns.flatMap((column) => {
    const found = wordsOf(view, column);
    return found === undefined ? [] : [`COMMENT COLUMN ${column} '${commentOf(found).replaceAll("'", "''")}'`];
  });
  return `ALTER TABLE analyst.${view} ${parts.join(', ')}`;
}

/** The names a view gives its columns, read from its own text: every column of ours is `… AS name` at the outermost level. */
export function columnsOfSelect(select: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  for (const { 0: token, 1: name } of select.matchAll(/\(|\)|'[^']*'|\bFROM\b|\bAS ([a-z0-9_]+)/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === 'FROM' && depth === 0) return names;
    else if (name !== undefined && depth === 0) names.push(name);
  }
  return names;
}
