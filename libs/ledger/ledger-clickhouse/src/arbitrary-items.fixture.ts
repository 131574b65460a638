import {
  CHARGES,
  type Directive,
  type Entry,
  LEAVES,
  MARKS,
  type Mark,
  OUTCOME_KINDS,
  OUTCOME_REASONS,
  type Outcome,
  type OutcomeReason,
  QUANTITIES,
  type ResultEvent,
  type UsageEvent,
} from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import fc from 'fast-check';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '漢字', '\0', '\n\n', "'; DROP", '🧮'),
);
const name = fc.oneof(fc.constantFrom('gpt-5', 'claude', 'qwen'), text);
const count = fc.oneof(fc.nat(5000), fc.maxSafeNat(), fc.constant(0));
const signed = fc.oneof(
  count,
  fc.nat(5000).map((number) => 0 - number),
  fc.maxSafeInteger(),
);
const instant = fc.integer({ min: Date.UTC(1960, 0, 1), max: Date.UTC(2200, 0, 1) });

const amount = fc
  .bigInt({ min: -(10n ** 36n), max: 10n ** 36n })
  .map((atto) => (atto % 3n === 0n ? atto % 10n ** 20n : atto))
  .map(decimalFromAtto);

/** An entry whose amount is the sum of its lines, one line per leaf. */
const entry = (event: fc.Arbitrary<UsageEvent>): fc.Arbitrary<Entry> =>
  fc
    .record({
      currency: fc.constantFrom('USD', 'CNY'),
      corrects: fc.option(count, { nil: undefined }),
      own: fc.option(event, { nil: undefined }),
      planned: fc.record(
        {
          plan: name,
          component: name,
          factors: fc.array(name, { maxLength: 2 }),
          servicePeriod: fc.constantFrom('2026-10', '2026-11'),
          postingPeriod: fc.constantFrom('2026-11', '2026-12'),
          account: name,
          project: name,
        },
        { requiredKeys: [] },
      ),
      lines: fc.uniqueArray(
        fc.record({
          leaf: fc.constantFrom(...LEAVES, ...CHARGES),
          quantity: signed,
          unitPrice: fc.constant('0.1'),
          amount,
          priceRow: name.map((row) => row.replaceAll(',', '')),
        }),
        { selector: ({ leaf }) => leaf, minLength: 1, maxLength: 6 },
      ),
    })
    .map(({ currency, corrects, own, lines, planned }) => ({
      ...planned,
      currency,
      lines: lines.map((line) => (line.leaf === 'second' ? { ...line, quantity: `${line.quantity}.25` } : line)),
      amount: decimalFromAtto(lines.reduce((sum, line) => sum + storedAtto(line.amount), 0n)),
      ...(corrects === undefined ? {} : { corrects }),
      ...(own === undefined ? {} : { event: own }),
    }));

/** Every quantity of the table. */
const quantities = Object.fromEntries(
  QUANTITIES.map(({ field, kind }) => [
    field,
    kind === 'decimal' ? fc.nat().map((micros) => (micros / 64).toFixed(6)) : count,
  ]),
) as { readonly inputTokens: typeof count; readonly outputTokens: typeof count };

const event: fc.Arbitrary<UsageEvent> = fc
  .record(
    {
      time: instant.map(formatInstant),
      id: text,
      source: name,
      root: name,
      account: name,
      project: name,
      credential: name,
      provider: name,
      requestedModel: name,
      servedModel: name,
      operation: name,
      ...quantities,
      serviceTier: name,
      region: name,
      batch: fc.boolean(),
      priority: name,
      latencyMs: count,
      timeToFirstTokenMs: count,
      httpStatus: fc.integer({ min: 100, max: 599 }),
      errorType: name,
      endUser: text,
      promptFingerprint: text,
      session: text,
      trace: text,
      tags: fc.dictionary(text, text, { maxKeys: 4 }),
      usageQuality: fc.constantFrom('reported', 'estimated', 'missing'),
      reportedCost: fc.record({ amount, currency: fc.constant('EUR') }),
      unread: fc.dictionary(name, fc.nat().map(String), { maxKeys: 3 }),
      inconsistencies: fc.constantFrom<UsageEvent['inconsistencies']>([], ['input_subsets_exceed_total']),
    },
    {
      requiredKeys: [
        ...([
          'time',
          'id',
          'source',
          'root',
          'account',
          'project',
          'credential',
          'provider',
          'requestedModel',
        ] as const),
        ...(['operation', 'inputTokens', 'outputTokens', 'usageQuality'] as const),
      ],
    },
  )
  .map((fields) => fields as UsageEvent);

const outcome: fc.Arbitrary<Outcome> = fc
  .record(
    {
      seq: count,
      kind: fc.constantFrom(...OUTCOME_KINDS),
      reason: fc.constantFrom(...(Object.keys(OUTCOME_REASONS) as OutcomeReason[])),
      detail: text,
      marks: fc.subarray(Object.keys(MARKS) as Mark[]),
      offset: count,
      index: fc.nat(1000),
      receivedAt: instant,
      postedAt: instant,
      revision: count,
      first: count,
      closes: fc.array(count, { maxLength: 3 }),
      entries: fc.array(entry(event), { maxLength: 3 }),
    },
    { requiredKeys: ['seq', 'kind', 'reason', 'offset', 'index', 'receivedAt', 'postedAt', 'revision', 'entries'] },
  )
  .map((fields) => fields as Outcome);

/** What an outcome may be about besides a call. */
const other = fc
  .record(
    {
      time: instant.map(formatInstant),
      id: text,
      source: name,
      root: name,
      account: name,
      project: name,
      result: fc.constant({ source: 's', id: 'call', accepted: true }),
    },
    { requiredKeys: ['time', 'id', 'source', 'root'] },
  )
  .map((fields) => fields as ResultEvent | Directive);

/** Any items the rated log could hand to the ledger, and many it never will. */
export const arbitraryItems: fc.Arbitrary<LedgerItem[]> = fc
  .array(
    fc.record({
      shard: fc.nat(70_000),
      ratedOffset: count,
      root: name,
      outcome,
      about: fc.oneof(
        event.map((call) => ({ event: call })),
        other.map((subject) => ({ event: undefined, other: subject })),
        fc.constant({ event: undefined }),
      ),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((items) => items.map(({ about, ...item }) => ({ ...item, ...about })));
