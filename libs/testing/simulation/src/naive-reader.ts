import { unpackLines } from '@suanpan/facts';
import type { LogRecord } from '@suanpan/kafka';
import type { Expected } from './judge.ts';
import { moneyText } from './money-text.ts';

/** The parts of an entry's text that the naive reader goes by. */
export interface PlainEntry {
  readonly currency: string;
  readonly amount: string;
  readonly corrects?: number;
  readonly component?: string;
  readonly servicePeriod?: string;
  readonly postingPeriod?: string;
  readonly lines: readonly { readonly quantity: number | string }[];
}

/** The parts of an outcome's text that the naive reader goes by. */
export interface PlainOutcome {
  readonly seq: number;
  readonly kind: string;
  readonly reason: string;
  readonly offset: number;
  readonly index: number;
  readonly first?: number;
  readonly revision: number;
  readonly entries: readonly PlainEntry[];
  readonly closing?: {
    readonly period: string;
    readonly totals: readonly { readonly account: string; readonly currency: string; readonly amount: string }[];
  };
}

/** An outcome with the text of what it is about. */
export interface PlainFact {
  readonly outcome: PlainOutcome;
  readonly subjectText: string;
}

/** An outcome in the judge's terms. */
export function plainly(outcome: PlainOutcome): Expected {
  const { kind, offset, index, first, revision, entries } = outcome;
  const money = entries.map(({ currency, amount, corrects, component, servicePeriod, postingPeriod }) =>
    moneyText({
      ...{ currency, micro: microOf(amount), component, service: servicePeriod, posting: postingPeriod, corrects },
    }),
  );
  return { offset, index, kind, ...(first === undefined ? {} : { first }), revision, money: money.sort() };
}

/** Millionths of a decimal text: every amount of the world is a whole number of them. */
export function microOf(amount: string): number {
  return Math.round(Number(amount) * 1_000_000);
}

/**
 * Reads the outcomes that count from a sound rated log, by the two rules in words: only the newest claim counts, and
 * only what continues the source. None of the code under test is used.
 */
export function readRated(records: readonly LogRecord[]): PlainOutcome[] {
  return readFacts(records).map(({ outcome }) => outcome);
}

/** {@link readRated} with what each outcome is about. */
export function readFacts(records: readonly LogRecord[]): PlainFact[] {
  const facts: PlainFact[] = [];
  let claim: string | undefined;
  let nextSource = 0;
  for (const { value } of records) {
    const [, first = '', ...lines] = unpackLines(value);
    const header = JSON.parse(first) as { kind: string; claim: string; from: number; to: number };
    if (header.kind === 'claim') claim = header.claim;
    if (header.kind !== 'batch' || header.claim !== claim || header.from !== nextSource) continue;
    nextSource = header.to;
    for (let i = 0; i < lines.length; i += 2) {
      facts.push({ outcome: JSON.parse(lines[i] ?? '') as PlainOutcome, subjectText: lines[i + 1] ?? '' });
    }
  }
  return facts;
}
