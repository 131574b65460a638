import { type Entry, OUTCOME_REASONS, type Outcome } from '@suanpan/facts';
import type { BatchHeader, RatedOutcome, RatedRecord } from '@suanpan/rated-log';
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
  const corrects = entry.corrects === undefined ? '' : `, completes seq ${entry.corrects}`;
  return [
    `Entry ${index}: ${entry.amount} ${entry.currency}${corrects}`,
    ...entry.lines.map(
      ({ leaf, quantity, unitPrice, amount, priceRow }) =>
        `  ${leaf.padEnd(18)} ${String(quantity).padStart(12)} × ${unitPrice} = ${amount} ${entry.currency}   (price row ${priceRow})`,
    ),
  ];
}
