import { unpackLines } from '@suanpan/facts';
import type { LogRecord } from '@suanpan/kafka';
import type { Expected } from './judge.ts';

/** The parts of an outcome's text that the naive reader goes by. */
export interface PlainOutcome {
  readonly seq: number;
  readonly kind: string;
  readonly offset: number;
  readonly index: number;
  readonly first?: number;
  readonly revision: number;
  readonly entries: readonly { readonly currency: string; readonly amount: string; readonly corrects?: number }[];
}

/** An outcome in the judge's terms. */
export function plainly(outcome: PlainOutcome): Expected {
  const { kind, offset, index, first, revision, entries } = outcome;
  const money = entries.map(({ currency, amount, corrects }) => {
    const millionths = Math.round(Number(amount) * 1_000_000);
    return `${currency} ${millionths}${corrects === undefined ? '' : ` for ${corrects}`}`;
  });
  return { offset, index, kind, ...(first === undefined ? {} : { first }), revision, money };
}

/**
 * Reads the outcomes that count from a sound rated log, by the two rules in words: only the newest claim counts, and
 * only what continues the source. None of the code under test is used.
 */
export function readRated(records: readonly LogRecord[]): PlainOutcome[] {
  const outcomes: PlainOutcome[] = [];
  let claim: string | undefined;
  let nextSource = 0;
  for (const { value } of records) {
    const [, first = '', ...lines] = unpackLines(value);
    const header = JSON.parse(first) as { kind: string; claim: string; from: number; to: number };
    if (header.kind === 'claim') claim = header.claim;
    if (header.kind !== 'batch' || header.claim !== claim || header.from !== nextSource) continue;
    nextSource = header.to;
    for (let i = 0; i < lines.length; i += 2) outcomes.push(JSON.parse(lines[i] ?? '') as PlainOutcome);
  }
  return outcomes;
}
