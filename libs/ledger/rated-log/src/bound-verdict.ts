import { AMOUNT_DIGITS_MAX, type Directive, type Entry, type OutcomeReason, type UsageEvent } from '@suanpan/facts';
import { ATTO_PER_UNIT, storedAtto } from '@suanpan/money';
import { CounterTally, type DecideContext, type Verdict } from './decide-context.ts';
import { largeCounter } from './own-counters.ts';
import type { ReadFact } from './read-source.ts';
import { storedInteger } from './stored-value.ts';

/** An amount of more whole digits than this is large. There cannot be enough others to fill the column. */
const SMALL_DIGITS = 6;

/** Units that the large amounts of one root may come to in all, taken back or not: a hundred thousand roots then fit the column. */
const LARGE_TURNOVER_MAX = 10n ** 15n;

/**
 * Characters that the outcomes of one source record may come to, beside their subjects. With the record before it in the same batch
 * that is far below what a reader unpacks, in whatever script.
 */
export const RECORD_CHARS_MAX = 16 * 1024 * 1024;

/** What a field costs beside its text, roughly: its name, quotes, a comma. */
const LINE_CHARS = 80;
const ENTRY_CHARS = 160;
const NAME_CHARS = 8;

/** Why an outcome cannot stand as it was decided. */
export interface Excess {
  readonly reason: Extract<OutcomeReason, 'amount_too_large' | 'outcome_too_large'>;
  readonly detail: string;
}

/**
 * What is stored, summed and read back has a bound: a fact whose outcome would pass it is rejected, so that it stops nobody
 * else. `facts` is how many facts the record holds; each has an equal share of what the record may come to. Large amounts are counted
 * in a counter of the root, which may be changed here.
 */
export function excessOf(
  fact: ReadFact,
  verdict: Verdict,
  facts: number,
  context: DecideContext,
): Excess | { readonly counters: CounterTally | undefined } {
  const share = Math.floor(RECORD_CHARS_MAX / facts);
  const chars = charsOf(verdict);
  if (chars > share) {
    return { reason: 'outcome_too_large', detail: `${chars} characters of ${share}` };
  }
  const beyond = grantedTooLarge(fact.subject) ?? tooLarge(verdict.entries ?? []);
  if (beyond !== undefined) {
    return { reason: 'amount_too_large', detail: `${beyond} has more than ${AMOUNT_DIGITS_MAX} digits` };
  }
  return countLarge(fact, verdict, context);
}

/** A credit is money that is kept without an entry. */
function grantedTooLarge(subject: ReadFact['subject']): string | undefined {
  const directive = subject as Partial<Directive & UsageEvent> | undefined;
  if (directive?.directive !== 'credit' || typeof directive.amount !== 'string') return undefined;
  return wholeDigits(directive.amount) > AMOUNT_DIGITS_MAX ? directive.amount : undefined;
}

function tooLarge(entries: readonly Entry[]): string | undefined {
  for (const { amount, lines } of entries) {
    if (wholeDigits(amount) > AMOUNT_DIGITS_MAX) return amount;
    for (const line of lines) if (wholeDigits(line.amount) > AMOUNT_DIGITS_MAX) return line.amount;
  }
  return undefined;
}

function countLarge({ subject }: ReadFact, verdict: Verdict, context: DecideContext) {
  let units = 0n;
  for (const { amount } of verdict.entries ?? []) {
    if (wholeDigits(amount) > SMALL_DIGITS) units += unitsOf(amount);
  }
  const { counters } = verdict;
  if (units === 0n || subject === undefined) return { counters };
  const name = largeCounter(subject.root);
  const turnover = storedInteger(context.counter(name) ?? '0', 'the large amounts of a root') + units;
  if (turnover > LARGE_TURNOVER_MAX) {
    return { reason: 'amount_too_large', detail: `large amounts of the root come to ${turnover}` } as const;
  }
  const tally = counters ?? new CounterTally(context);
  tally.set(name, String(turnover));
  return { counters: tally };
}

function wholeDigits(amount: string): number {
  const point = amount.indexOf('.');
  const end = point < 0 ? amount.length : point;
  return amount.startsWith('-') ? end - 1 : end;
}

/** Units without sign, a part of one counted as a whole one. */
function unitsOf(amount: string): bigint {
  const atto = storedAtto(amount);
  return (atto < 0n ? -atto : atto) / ATTO_PER_UNIT + 1n;
}

/** The characters of what was decided, as outcomes are written; a little too many rather than too few. */
function charsOf({ detail = '', entries = [], closes = [], counters, closing }: Verdict): number {
  let chars = detail.length + closes.length * 17;
  for (const entry of entries) chars += entryChars(entry);
  for (const name of counters?.names ?? []) chars += name.length + NAME_CHARS + (counters?.value(name)?.length ?? 0);
  return closing === undefined ? chars : chars + JSON.stringify(closing).length;
}

function entryChars({
  amount,
  lines,
  event,
  factors = [],
  plan,
  assignment,
  component,
  account,
  project,
}: Entry): number {
  let chars = ENTRY_CHARS + amount.length;
  for (const text of [plan, assignment, component, account, project])
    chars += text === undefined ? 0 : text.length + 16;
  for (const factor of factors) chars += factor.length + 3;
  for (const line of lines) {
    const { quantity, unitPrice, priceRow } = line;
    const quantityChars = typeof quantity === 'number' ? 16 : quantity.length;
    chars += LINE_CHARS + quantityChars + unitPrice.length + line.amount.length + priceRow.length;
  }
  return event === undefined ? chars : chars + JSON.stringify(event).length;
}
