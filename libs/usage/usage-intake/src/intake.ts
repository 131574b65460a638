import type { CatalogueView } from '@suanpan/catalogue';
import { type BackfillStamp, countKeys, type JsonSpan } from '@suanpan/facts';
import type { AdmissionReader } from './admission.ts';
import { attributesOf } from './binary-headers.ts';
import type { ContentMode, HeaderValues } from './content-mode.ts';
import { addDropped, type DroppedCounts } from './dropped.ts';
import { FieldReader } from './field-reader.ts';
import type { IntakeLimits } from './limits.ts';
import type { Mask } from './mask.ts';
import { type ParsedBody, parseBody } from './parse-body.ts';
import { type ReadingContext, readEvent } from './read-event.ts';
import { type Problem, problem, type Rejection } from './rejection.ts';
import type { CallRefusal, IntakeKey } from './resolve-project.ts';

/** One request, read in full, from a caller who is known. */
export interface IntakeRequest {
  readonly mode: ContentMode;
  /** The body after decompression. */
  readonly body: Buffer;
  readonly headers: HeaderValues;
  /** By the clock of whoever received it, epoch milliseconds. */
  readonly receivedAt: number;
  readonly key: IntakeKey;
  readonly refusalOf: CallRefusal;
  /** The catalogue as of the revision the record will be stamped with. */
  readonly view: CatalogueView;
  /** The permission a backfill is sent with: only its source and range are let in, however old. */
  readonly backfill?: BackfillStamp | undefined;
}

/** What stays the same from request to request. */
export interface IntakeRules {
  readonly limits: IntakeLimits;
  readonly mask: Mask;
  readonly readAdmission: AdmissionReader;
}

export type IntakeResult =
  | {
      readonly ok: true;
      /** Events in the request; those that are not among the rejections are accepted. */
      readonly count: number;
      /** Canonical lines of the accepted events, in the request's order. */
      readonly lines: readonly string[];
      /** In the request's order. */
      readonly rejected: readonly Rejection[];
      readonly dropped: DroppedCounts;
    }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Decides which events of a request are accepted and writes their canonical lines. It is pure but for the mask's memory:
 * the same request gives the same result. One bad event never costs another; only a body in which the events cannot be
 * told apart, or that is too large, is refused as a whole.
 */
export function intake(request: IntakeRequest, rules: IntakeRules): IntakeResult {
  const parsed = parseBody(request.body, request.mode, rules.limits);
  if (!parsed.ok) return parsed;
  const { body } = parsed;
  const context: ReadingContext = {
    receivedAt: request.receivedAt,
    key: request.key,
    refusalOf: request.refusalOf,
    view: request.view,
    limits: rules.limits,
    backfill: request.backfill,
    mask: rules.mask,
    readAdmission: rules.readAdmission,
  };
  const events = request.mode === 'binary' ? binaryEvent(request, body) : body;
  const reader = new FieldReader();
  const lines: string[] = [];
  const rejected: Rejection[] = [];
  const dropped = { attributes: 0, fields: 0, contents: 0, names: [] as string[] };
  for (let index = 0; index < events.values.length; index += 1) {
    const event = events.values[index];
    const found = events.problems.get(index) ?? spanProblem(body, index, rules.limits) ?? shapeProblem(event);
    reader.begin(events.plain);
    const line = found === undefined ? readEvent(event as Record<string, unknown>, context, reader) : '';
    const refusal = found ?? reader.problem;
    if (refusal === undefined) {
      lines.push(line);
      addDropped(dropped, event as Record<string, unknown>, reader.unreadFields);
    } else {
      const pointer = request.mode === 'batched' ? `/${index}${refusal.pointer}` : refusal.pointer;
      rejected.push({ index, code: refusal.code, pointer, detail: refusal.detail });
    }
  }
  return { ok: true, count: events.values.length, lines, rejected, dropped };
}

type Events = Pick<ParsedBody, 'values' | 'problems' | 'plain'>;

/** Brings an event in binary mode into the structured form: attributes from the headers, the body as its data. */
function binaryEvent(request: IntakeRequest, body: ParsedBody): Events {
  const headers = attributesOf(request.headers);
  if (!headers.ok) return { values: [undefined], problems: new Map([[0, headers.problem]]), plain: false };
  return { values: [{ ...headers.attributes, data: body.values[0] }], problems: body.problems, plain: false };
}

function spanProblem(body: ParsedBody, index: number, limits: IntakeLimits): Problem | undefined {
  const span = body.spans[index] as JsonSpan;
  if (span.end - span.start > limits.eventBytesMax) {
    return problem('event_too_large', '', `The event is larger than ${limits.eventBytesMax} bytes.`);
  }
  if (countKeys(body.values[index]) !== span.keysWritten) {
    return problem('event_duplicate_key', '', 'An object of the event names a key twice, so its value is not known.');
  }
  return undefined;
}

function shapeProblem(event: unknown): Problem | undefined {
  if (typeof event === 'object' && event !== null && !Array.isArray(event)) return undefined;
  return problem('event_invalid', '', 'An event must be a JSON object.');
}
