import { formatInstant, isInstantText, MS_PER_DAY, parseInstant } from '@suanpan/time';
import type { FieldReader } from './field-reader.ts';
import type { IntakeLimits } from './limits.ts';

/** The one event type that is taken in. */
export const EVENT_TYPE = 'suanpan.usage.v1';

/** An event's attributes as far as we use them. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  /** In the one form of `formatInstant`. */
  readonly time: string;
  readonly data: Record<string, unknown>;
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
]);

/** The number of extension attributes, none of which is kept. */
export function countExtensions(event: Record<string, unknown>): number {
  let count = 0;
  for (const name in event) if (!ATTRIBUTES.has(name)) count += 1;
  return count;
}

/** Checks the attributes of CloudEvents 1.0 (section "Context Attributes"); problems go to the reader. */
export function readEnvelope(
  event: Record<string, unknown>,
  receivedAt: number,
  limits: IntakeLimits,
  reader: FieldReader,
): Envelope {
  if (event.specversion !== '1.0') {
    reader.refuse('/specversion', 'specversion must be "1.0": only CloudEvents 1.0 is supported.');
  }
  const id = reader.requiredText('/id', event.id, 256);
  const source = reader.requiredText('/source', event.source, 512);
  const type = reader.requiredText('/type', event.type, 256);
  if (type !== EVENT_TYPE) {
    reader.refuse('/type', `The only event type supported is ${EVENT_TYPE}.`, 'event_type_unsupported');
  }
  const time = readTime(event.time, receivedAt, limits, reader);
  return { id, source, time, data: readData(event, reader) };
}

function readTime(value: unknown, receivedAt: number, limits: IntakeLimits, reader: FieldReader): string {
  if (value === undefined || value === null) {
    // CloudEvents leaves it optional. Here it picks the price and the period, and a retry must carry the same one:
    // the time of receipt would be a guess.
    reader.refuse('/time', 'time is required: it picks the price and the period the call falls in.');
    return '';
  }
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) {
    reader.refuse('/time', 'time must be an RFC 3339 date-time with an offset, such as 2026-11-24T01:02:03.004Z.');
    return '';
  }
  if (instant < receivedAt - limits.latenessDays * MS_PER_DAY) {
    const detail = `time lies more than ${limits.latenessDays} days before its receipt (SUANPAN_LATENESS_DAYS).`;
    reader.refuse('/time', detail, 'event_too_late');
  }
  if (instant > receivedAt + limits.aheadSeconds * 1000) {
    const detail = `time lies more than ${limits.aheadSeconds} seconds after its receipt (SUANPAN_AHEAD_SECONDS).`;
    reader.refuse('/time', detail, 'event_too_early');
  }
  const text = value as string;
  return isInstantText(text) ? text : formatInstant(instant);
}

function readData(event: Record<string, unknown>, reader: FieldReader): Record<string, unknown> {
  const type = event.datacontenttype;
  if (type !== undefined && type !== null && type !== 'application/json' && !isJsonType(type)) {
    reader.refuse('/datacontenttype', 'datacontenttype must be a JSON type.');
  }
  const data = event.data;
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  reader.refuse(
    '/data',
    event.data_base64 === undefined ? 'data must be a JSON object.' : 'data must be JSON, not base64.',
  );
  return {};
}

function isJsonType(type: unknown): boolean {
  return typeof type === 'string' && /^[a-z0-9!#$&^_.-]+\/([a-z0-9!#$&^_.-]+\+)?json\s*(;.*)?$/i.test(type);
}
