import type { BackfillStamp } from '@suanpan/facts';
import { formatInstant, isInstantText, MS_PER_DAY, parseInstant } from '@suanpan/time';
import { decodedData } from './decoded-data.ts';
import type { FieldReader } from './field-reader.ts';
import type { IntakeLimits } from './limits.ts';

/** The event type of a finished model call. */
export const USAGE_EVENT_TYPE = 'suanpan.usage.v1';

/** The event type of what became of a call. */
export const RESULT_EVENT_TYPE = 'suanpan.result.v1';

/**
 * Directives come from these, under ids that can be worked out. An event that took such an identity first would make the directive
 * a repeat: a fee that is never charged, a month that never closes.
 */
const OWN_SOURCES = 'suanpan/';

/** An event's attributes as far as we use them. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly instant: number;
  /** The same in the one form of `formatInstant`. */
  readonly time: string;
  readonly data: Record<string, unknown>;
}

/** What decides which sources and times are let in. */
export interface EnvelopeBounds {
  readonly receivedAt: number;
  readonly limits: IntakeLimits;
  /** The permission the request comes with; it stands in for the accepted lateness. */
  readonly backfill: BackfillStamp | undefined;
}

const ATTRIBUTES: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'subject',
  'data',
  'data_base64',
]);

/** The number of extension attributes, none of which is kept. */
export function countExtensions(event: Record<string, unknown>): number {
  let count = 0;
  for (const name in event) if (!ATTRIBUTES.has(name)) count += 1;
  return count;
}

/** Checks the attributes of CloudEvents 1.0 (section "Context Attributes"); problems go to the reader. */
export function readEnvelope(event: Record<string, unknown>, bounds: EnvelopeBounds, reader: FieldReader): Envelope {
  if (event.specversion !== '1.0') {
    reader.refuse('/specversion', 'specversion must be "1.0": only CloudEvents 1.0 is supported.');
  }
  const id = reader.requiredText('/id', event.id, 256);
  const source = reader.requiredText('/source', event.source, 512);
  if (source.startsWith(OWN_SOURCES))
    reader.refuse('/source', `Sources that begin with ${OWN_SOURCES} are the platform's own.`);
  const type = reader.requiredText('/type', event.type, 256);
  if (type !== USAGE_EVENT_TYPE && type !== RESULT_EVENT_TYPE) {
    const detail = `The event types supported are ${USAGE_EVENT_TYPE} and ${RESULT_EVENT_TYPE}.`;
    reader.refuse('/type', detail, 'event_type_unsupported');
  }
  if (bounds.backfill !== undefined && source !== bounds.backfill.source) {
    reader.refuse('/source', 'The backfill is for another source.', 'backfill_invalid');
  }
  const instant = readInstant(event.time, bounds, reader);
  const time = instant === undefined ? '' : timeText(event.time as string, instant);
  return { id, source, type, instant: instant ?? 0, time, data: readData(event, bounds.limits, reader) };
}

function timeText(text: string, instant: number): string {
  return isInstantText(text) ? text : formatInstant(instant);
}

/** The event's time, epoch milliseconds; if there is none the reader has the reason. */
function readInstant(value: unknown, bounds: EnvelopeBounds, reader: FieldReader): number | undefined {
  if (value === undefined || value === null) {
    // CloudEvents leaves it optional. Here it picks the price and the period, and a retry must carry the same one:
    // the time of receipt would be a guess.
    return reader.refuse('/time', 'time is required: it picks the price and the period the event falls in.');
  }
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) {
    const detail = 'time must be an RFC 3339 date-time with an offset, such as 2026-11-24T01:02:03.004Z.';
    return reader.refuse('/time', detail);
  }
  checkBounds(instant, bounds, reader);
  return instant;
}

function checkBounds(instant: number, { receivedAt, limits, backfill }: EnvelopeBounds, reader: FieldReader): void {
  if (backfill !== undefined) {
    if (instant < backfill.from || instant >= backfill.to) {
      reader.refuse('/time', 'time lies outside the range of the backfill.', 'backfill_invalid');
    }
  } else if (instant < receivedAt - limits.latenessDays * MS_PER_DAY) {
    const detail = `time lies more than ${limits.latenessDays} days before its receipt (SUANPAN_LATENESS_DAYS).`;
    reader.refuse('/time', detail, 'event_too_late');
  }
  // A backfill is a permission for the past: its range does not make a time that has not come believable.
  if (instant > receivedAt + limits.aheadSeconds * 1000) {
    const detail = `time lies more than ${limits.aheadSeconds} seconds after its receipt (SUANPAN_AHEAD_SECONDS).`;
    reader.refuse('/time', detail, 'event_too_early');
  }
}

function readData(event: Record<string, unknown>, limits: IntakeLimits, reader: FieldReader): Record<string, unknown> {
  const type = event.datacontenttype;
  if (type !== undefined && type !== null && type !== 'application/json' && !isJsonType(type)) {
    reader.refuse('/datacontenttype', 'datacontenttype must be a JSON type.');
  }
  const { data, data_base64: encoded } = event;
  if (typeof data === 'object' && data !== null && !Array.isArray(data) && encoded === undefined)
    return data as Record<string, unknown>;
  if (data !== undefined && encoded !== undefined) reader.refuse('/data_base64', 'Send data or data_base64, not both.');
  else if (encoded !== undefined) return decodedData(encoded, limits, reader);
  else reader.refuse('/data', 'data must be a JSON object.');
  return {};
}

function isJsonType(type: unknown): boolean {
  return typeof type === 'string' && /^[a-z0-9!#$&^_.-]+\/([a-z0-9!#$&^_.-]+\+)?json\s*(;.*)?$/i.test(type);
}
