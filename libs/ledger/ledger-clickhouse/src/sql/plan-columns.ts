import { COLUMN_LEAVES } from '../leaf-columns.ts';

// What plans add to the table of usage. Each statement does nothing when it is run again.

const COLUMNS: readonly (readonly [name: string, comment: string])[] = [
  ['plan', 'Version of the plan that charged the entry; empty where the price book alone did.'],
  [
    'component',
    'Component of the plan, with its band: tiers#2. credit:<name> where prepaid money was used, else the kind of charge.',
  ],
  ['factors', 'What the amount was multiplied by beyond quantity and unit price, in order, joined by commas.'],
  [
    'service_period',
    'Month the usage falls in by the calendar of the root; picks prices and tiers. Empty without a calendar.',
  ],
  ['posting_period', 'Month whose statement holds the entry; empty where none does.'],
];

const ADDED = COLUMNS.map(
  ([name, comment]) =>
    `ADD COLUMN IF NOT EXISTS ${name} LowCardinality(String) COMMENT '${comment}' CODEC(ZSTD(1)) AFTER price_rows`,
);

/** Quantities are negative where usage is taken back. */
const SIGNED = COLUMN_LEAVES.map((leaf) => `MODIFY COLUMN quantity_${leaf} Int64 CODEC(T64, ZSTD(1))`);

const COMMENTS: readonly (readonly [name: string, comment: string])[] = [
  [
    'calls',
    '1 on the one row that counts the call, else 0. Count tokens only where it is 1. A call that was voided did happen and stays counted; what was taken back shows in amount and quantities.',
  ],
  ['event_id', 'The id the sender gave the event, or the directive; unique with root and source.'],
  ['source', 'Where the event or directive comes from: its CloudEvents source.'],
  ['account', 'The account the money belongs to: that of the call, else of the fee, credit or result.'],
  ['project', 'The project the call was made for; empty for what is about an account.'],
  [
    'time',
    'When the call finished, or its result was known, by its sender; picks the service period. For a directive: posted_at.',
  ],
  [
    'cost_other',
    'Cost of all other leaves (audio, images, requests, seconds, characters) and of charges without usage: fees, true-ups, credits, results.',
  ],
  ['other_quantities', 'Quantities of those leaves and charges as priced, by leaf; negative where taken back.'],
  ['other_costs', 'Costs of those leaves and charges, by leaf.'],
];

const LEAF_SUMS = COLUMN_LEAVES.map((leaf) => `sum(quantity_${leaf}), sum(cost_${leaf})`).join(', ');

/** The sums a statement is made of, in the parts of the rows; read by the view `statement_lines`. */
const BY_POSTING = `ADD PROJECTION IF NOT EXISTS by_posting (
    SELECT posting_period, root, account, project, provider, model, plan, component, currency, service_period,
      count(), sum(calls), sum(amount), ${LEAF_SUMS}, sumMap(other_quantities), sumMap(other_costs)
    GROUP BY posting_period, root, account, project, provider, model, plan, component, currency, service_period)`;

export const PLAN_COLUMNS: readonly string[] = [
  `ALTER TABLE ledger.usage ${[...ADDED].reverse().join(', ')}`,
  `ALTER TABLE ledger.usage ${SIGNED.join(', ')}`,
  `ALTER TABLE ledger.usage ${COMMENTS.map(([name, comment]) => `COMMENT COLUMN ${name} '${comment}'`).join(', ')}`,
];

export const POSTING_PROJECTION: readonly string[] = [
  `ALTER TABLE ledger.usage ${BY_POSTING}`,
  'ALTER TABLE ledger.usage MATERIALIZE PROJECTION by_posting',
];
