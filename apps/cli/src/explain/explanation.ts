import { type Closing, type Entry, MARKS, OUTCOME_REASONS, type Outcome } from '@suanpan/facts';
import type { BatchHeader, RatedOutcome, RatedRecord } from '@suanpan/rated-record';
import { formatInstant } from '@suanpan/time';

/** Everything there is to say about one outcome, from the record of the rated log that holds it. */
export interface Explanation {
  readonly shard: number;
  readonly ratedOffset: number;
  readonly outcome: Outcome;
  readonly reasonText: string;
  readonly subject: RatedOutcome['subject'];
  readonly chain: {
    readonly claim: string;
    readonly hash: string;
    readonly prev: string;
    readonly firstSeq: number;
    readonly count: number;
    readonly sourceFrom: number;
    readonly sourceTo: number;
  };
}

/** Builds the explanation of an outcome that stands in a batch. */
export function explain(
  record: RatedRecord,
  header: BatchHeader,
  ratedOffset: number,
  rated: RatedOutcome,
): Explanation {
  const { claim, prev, firstSeq, count, from, to } = header;
  return {
    shard: header.shard,
    ratedOffset,
    outcome: rated.outcome,
    reasonText: OUTCOME_REASONS[rated.outcome.reason],
    subject: rated.subject,
    chain: { claim, hash: record.hash, prev, firstSeq, count, sourceFrom: from, sourceTo: to },
  };
}

/** Writes an explanation for people: what came in, what was decided and why, the arithmetic, and where it is proven. */
export function explanationText(explanation: Explanation): string {
  const { outcome, shard, chain, ratedOffset, reasonText, subject } = explanation;
  const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`;
  return [
    `Outcome ${shard}/${outcome.seq}: ${outcome.kind} — ${reasonText}${detail}`,
    ...(outcome.marks ?? []).map((mark) => `  marked ${mark}: ${MARKS[mark] ?? 'not known to this version'}`),
    ...(outcome.first === undefined ? [] : [`  first counted as ${shard}/${outcome.first}`]),
    '',
    'What came in',
    ...JSON.stringify(subject, null, 2)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...(outcome.entries.length === 0
      ? ['No money moved.']
      : outcome.entries.flatMap((entry, i) => entryText(entry, i))),
    ...(outcome.closes === undefined ? [] : [`Settles without money: seq ${outcome.closes.join(', ')}`]),
    ...(outcome.closing === undefined ? [] : closingText(outcome.closing)),
    ...(outcome.counters === undefined ? [] : countersText(outcome.counters)),
    '',
    'How it was decided',
    `  catalogue revision  ${outcome.revision}`,
    `  received            ${formatInstant(outcome.receivedAt)}`,
    `  posted (fold time)  ${formatInstant(outcome.postedAt)}`,
    '',
    'Where it stands',
    `  usage.events ${shard}  offset ${outcome.offset}, line ${outcome.index}`,
    `  usage.rated  ${shard}  offset ${ratedOffset}, batch of seq ${chain.firstSeq} to ${chain.firstSeq + chain.count - 1}, source ${chain.sourceFrom} to ${chain.sourceTo - 1}`,
    `  claim ${chain.claim}`,
    `  hash  ${chain.hash}`,
    `  after ${chain.prev}`,
  ].join('\n');
}

function entryText(entry: Entry, index: number): string[] {
  const corrects = entry.corrects === undefined ? '' : `, corrects or completes seq ${entry.corrects}`;
  const factors = entry.factors ?? [];
  const times = factors.map((factor) => ` × ${factor}`).join('');
  return [
    `Entry ${index}: ${entry.amount} ${entry.currency}${corrects}`,
    ...placeText(entry),
    ...entry.lines.map(({ leaf, quantity, unitPrice, amount, priceRow }) => {
      const from =
        priceRow === '' ? (entry.plan === undefined ? '' : '   (price of the plan)') : `   (price row ${priceRow})`;
      return `  ${leaf.padEnd(18)} ${String(quantity).padStart(12)} × ${unitPrice}${times} = ${amount} ${entry.currency}${from}`;
    }),
  ];
}

/** What decided the entry beside prices, and which month states it; a band of tiers shows as `tiers#2`. */
function placeText({ plan, component, servicePeriod, postingPeriod, account, project }: Entry): string[] {
  const parts = [
    ['plan', plan],
    ['component', component],
    ['used in', servicePeriod],
    ['stated in', servicePeriod === undefined ? postingPeriod : (postingPeriod ?? 'no statement')],
    ['account', account],
    ['project', project],
  ].filter((part): part is [string, string] => part[1] !== undefined);
  return parts.length === 0 ? [] : [`  ${parts.map(([name, value]) => `${name} ${value}`).join(', ')}`];
}

function closingText({ period, totals, balances }: Closing): string[] {
  return [
    '',
    `What ${period} came to`,
    ...totals.map(({ account, currency, amount }) => `  ${account.padEnd(24)} ${amount} ${currency}`),
    ...balances.map(({ name, unit, left }) => `  left of ${name}: ${left} ${unit}`),
  ];
}

/** Of the facts of one record only the last that moved a counter tells it, so that these are values after that record. */
function countersText(counters: NonNullable<Outcome['counters']>): string[] {
  return ['', 'Counters afterwards', ...counters.map(([name, value]) => `  ${name} = ${value ?? 'forgotten'}`)];
}
