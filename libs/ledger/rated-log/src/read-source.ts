import {
  type Directive,
  type EventFact,
  type ResultEvent,
  readSourceRecord,
  type SourceRecord,
  type UsageEvent,
} from '@suanpan/facts';
import { contentDigest, eventIdentity } from '@suanpan/identity';
import { ATTO_PER_UNIT, attoFromDecimal } from '@suanpan/money';
import type { EpochMs } from '@suanpan/time';

/** One line of a source record, read and identified: all that can be known before any state is loaded. */
export interface ReadFact {
  readonly index: number;
  readonly text: string;
  /** `undefined` for what cannot be read. */
  readonly subject: EventFact | Directive | undefined;
  readonly identity: string | undefined;
  readonly digest: string | undefined;
}

/** A source record, read. `record` is `undefined` for a value that is no frame: it still yields one outcome. */
export interface ReadSource {
  readonly offset: number;
  readonly appendedAt: EpochMs;
  readonly record: SourceRecord | undefined;
  readonly facts: readonly ReadFact[];
}

/** Reads and identifies the lines of a source record. Damaged ones are kept as facts without a subject. */
export function readSource(offset: number, appendedAt: EpochMs, value: Uint8Array): ReadSource {
  const record = readSourceRecord(value);
  if (record === undefined) {
    const fact = { index: 0, text: '', subject: undefined, identity: undefined, digest: undefined };
    return { offset, appendedAt, record, facts: [fact] };
  }
  return { offset, appendedAt, record, facts: record.lines.map((text, index) => readFact(index, text, record)) };
}

function readFact(index: number, text: string, record: SourceRecord): ReadFact {
  const subject = parseSubject(text);
  if (subject === undefined || subject.root !== record.header.root) {
    return { index, text, subject: undefined, identity: undefined, digest: undefined };
  }
  const identity = eventIdentity(subject.root, subject.source, subject.id);
  return { index, text, subject, identity, digest: contentDigest(text) };
}

function parseSubject(text: string): EventFact | Directive | undefined {
  try {
    const subject = JSON.parse(text) as Partial<UsageEvent> | null;
    const readable =
      typeof subject?.id === 'string' && typeof subject.source === 'string' && typeof subject.root === 'string';
    return readable && typeof subject.time === 'string' ? (subject as EventFact | Directive) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Tells whether an event has what pricing relies on; ingest writes no other, so that anything else is damage. */
export function isPriceable(event: UsageEvent): boolean {
  const { provider, requestedModel, inputTokens, outputTokens } = event;
  return (
    typeof provider === 'string' &&
    typeof requestedModel === 'string' &&
    [inputTokens, outputTokens].every((n) => Number.isSafeInteger(n) && n >= 0)
  );
}

/** Tells whether a result names its call and says what became of it. */
export function isReadableResult({ result }: ResultEvent): boolean {
  if (typeof result !== 'object' || result === null) return false;
  const { source, id, accepted, score } = result;
  const names = [source, id].every((name) => typeof name === 'string');
  return names && typeof accepted === 'boolean' && (score === undefined || isScore(score));
}

/** From 0 to 1. */
function isScore(score: unknown): boolean {
  const atto = typeof score === 'string' ? attoFromDecimal(score) : undefined;
  return atto !== undefined && atto >= 0n && atto <= ATTO_PER_UNIT;
}
