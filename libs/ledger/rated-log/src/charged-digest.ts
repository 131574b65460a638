import { hash } from 'node:crypto';
import type { Directive, Entry, EntryLine, EventFact, Outcome, UsageEvent } from '@suanpan/facts';
import { isResultEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { netEntries } from './net-entries.ts';
import { readDirective, targetsOf } from './read-directive.ts';
import { targetDigest } from './target-digest.ts';

/** Hex digits of a digest: 8 bytes. */
export const CHARGED_DIGITS = 16;

/** A call as it stands: which it is, and the net of what it is charged. */
export interface ChargedCall {
  readonly event: UsageEvent;
  /** Content digest and identity of the event, where they are known already. */
  readonly content?: string | undefined;
  readonly identity?: string | undefined;
  readonly entries: readonly Entry[];
}

/**
 * Digest of a call and of what it is charged now. A correction must name both as they are, so that nobody gets back what was never
 * charged. The order of entries and lines, and the month they are posted to, do not matter.
 */
export function chargedDigest({ event, entries, ...known }: ChargedCall): string {
  const identity = known.identity ?? eventIdentity(event.root, event.source, event.id);
  const content = known.content ?? targetDigest(event);
  const text = `${identity} ${content} ${event.account}\n${entriesText(entries)}`;
  return hash('sha256', text).slice(0, CHARGED_DIGITS);
}

/** Whether an outcome counts a call, which can be corrected from then on. */
export function countsCall({ kind }: Pick<Outcome, 'kind'>, subject: object): subject is UsageEvent {
  const isCounted = kind === 'rated' || kind === 'quarantined';
  return isCounted && !('unreadable' in subject) && !('directive' in subject) && !isResultEvent(subject);
}

/** What a call is charged when it is counted; entries that complete results are about the results. */
export function countedEntries(entries: readonly Entry[]): readonly Entry[] {
  return entries.every(({ corrects }) => corrects === undefined)
    ? entries
    : entries.filter(({ corrects }) => corrects === undefined);
}

/** The calls that the outcome of a directive has settled, as they stand from then on. */
export function settledCalls(
  { kind, reason, entries, closes }: Pick<Outcome, 'kind' | 'reason' | 'entries' | 'closes'>,
  subject: EventFact | Directive,
): (ChargedCall & { readonly seq: number })[] {
  const directive = kind === 'adjusted' && 'directive' in subject ? readDirective(subject) : undefined;
  if (directive === undefined) return [];
  const settled = new Map<number, ChargedCall & { readonly seq: number }>();
  for (const { seq, event, charged } of targetsOf(directive)) {
    const about = entries.filter(({ corrects }) => corrects === seq);
    const isSettled = about.length > 0 || closes?.includes(seq) === true || reason === 'voided' || reason === 'amended';
    // A directive may name a target twice; only the first can have been settled.
    if (!isSettled || settled.has(seq)) continue;
    const present = directive.directive === 'amend' ? directive.event : event;
    settled.set(seq, { seq, event: present, entries: [...(charged?.entries ?? []), ...about] });
  }
  return [...settled.values()];
}

function entriesText(entries: readonly Entry[]): string {
  const [only] = entries;
  const plain = entries.length === 1 && only !== undefined ? entryText(only) : undefined;
  if (plain !== undefined || only === undefined) return plain ?? '';
  // What cannot be read is compared as it is.
  const net = netEntries(entries) ?? entries;
  return net
    .map((entry) => entryText(entry) ?? JSON.stringify(entry))
    .sort()
    .join('\n');
}

/** One entry; `undefined` where its lines must be added up first. */
function entryText(entry: Entry): string | undefined {
  const { currency, plan, assignment, component, factors, servicePeriod, account, project, postingPeriod } = entry;
  const lines = entry.lines
    .filter(({ quantity, amount }) => shortest(quantity) !== '0' || amount !== '0')
    .map(lineTexts);
  if (lines.length === 0) return entry.lines.length === 0 && entry.amount !== '0' ? JSON.stringify(entry) : '';
  if (lines.length > 1) {
    lines.sort(([a], [b]) => (a < b ? -1 : 1));
    if (lines.some(([key], i) => key === lines[i - 1]?.[0])) return undefined;
  }
  const head = [currency, plan, assignment, component, servicePeriod, account, project, factors?.join(';')];
  return `${head.join('|')}|${postingPeriod === undefined}\n${lines.map(([key, sums]) => `${key}|${sums}`).join('\n')}`;
}

function lineTexts({ leaf, unitPrice, priceRow, quantity, amount }: EntryLine): readonly [key: string, sums: string] {
  return [`${leaf}|${unitPrice}|${priceRow}`, `${shortest(quantity)}|${amount}`];
}

/** A sender may write 19.165690; what is netted says 19.16569. */
function shortest(quantity: EntryLine['quantity']): string {
  const text = String(quantity);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
