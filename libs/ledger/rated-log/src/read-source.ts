import {
  type Directive,
  type PriceAgainTarget,
  type SourceHeader,
  type SourceRecord,
  type UsageEvent,
  unpackSourceRecord,
} from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import { contentDigest, eventIdentity } from '@suanpan/identity';
import type { EpochMs } from '@suanpan/time';

/** One line of a source record, read and identified: all that can be known before any state is loaded. */
export interface ReadFact {
  readonly index: number;
  readonly text: string;
  /** `undefined` for what cannot be read. */
  readonly subject: UsageEvent | Directive | undefined;
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
  const record = readFrame(value);
  if (record === undefined) {
    const fact = { index: 0, text: '', subject: undefined, identity: undefined, digest: undefined };
    return { offset, appendedAt, record, facts: [fact] };
  }
  return { offset, appendedAt, record, facts: record.lines.map((text, index) => readFact(index, text, record)) };
}

function readFrame(value: Uint8Array): SourceRecord | undefined {
  try {
    const record = unpackSourceRecord(value);
    return isHeader(record.header) ? record : undefined;
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return undefined;
    throw error;
  }
}

/** A header whose numbers are none would poison every position built on it. */
function isHeader({ root, shard, revision, receivedAt }: SourceHeader): boolean {
  return typeof root === 'string' && [shard, revision, receivedAt].every((n) => Number.isSafeInteger(n) && n >= 0);
}

function readFact(index: number, text: string, record: SourceRecord): ReadFact {
  const subject = parseSubject(text);
  if (subject === undefined || subject.root !== record.header.root) {
    return { index, text, subject: undefined, identity: undefined, digest: undefined };
  }
  const identity = eventIdentity(subject.root, subject.source, subject.id);
  return { index, text, subject, identity, digest: contentDigest(text) };
}

function parseSubject(text: string): UsageEvent | Directive | undefined {
  try {
    const subject = JSON.parse(text) as Partial<UsageEvent> | null;
    const readable =
      typeof subject?.id === 'string' && typeof subject.source === 'string' && typeof subject.root === 'string';
    return readable && typeof subject.time === 'string' ? (subject as UsageEvent | Directive) : undefined;
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

/** The targets of a directive; `undefined` if it is no price-again directive that can be followed. */
export function readTargets(directive: Directive): readonly PriceAgainTarget[] | undefined {
  const { directive: kind, targets } = directive as { directive?: unknown; targets?: unknown };
  if (kind !== 'price-again' || !Array.isArray(targets)) return undefined;
  return targets.every(isTarget) ? targets : undefined;
}

function isTarget(target: unknown): target is PriceAgainTarget {
  const { seq, event } = (target ?? {}) as { seq?: unknown; event?: unknown };
  return Number.isSafeInteger(seq) && (seq as number) >= 0 && typeof event === 'object' && event !== null;
}
