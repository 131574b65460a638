import { isAscii, isUtf8 } from 'node:buffer';
import { type JsonSpan, scanJson } from '@suanpan/facts';
import type { ContentMode } from './content-mode.ts';
import type { IntakeLimits } from './limits.ts';
import { type Problem, problem } from './rejection.ts';

/** The events of a request's body, parsed but not read. */
export interface ParsedBody {
  /** One value per event; undefined where {@link problems} has the reason. */
  readonly values: readonly unknown[];
  readonly spans: readonly JsonSpan[];
  /** Events that are no JSON of ours, by index. */
  readonly problems: ReadonlyMap<number, Problem>;
  /** Every text is printable ASCII without quotes and backslashes. */
  readonly plain: boolean;
}

export type ParseResult =
  | { readonly ok: true; readonly body: ParsedBody }
  | { readonly ok: false; readonly problem: Problem };

const NO_PROBLEMS: ReadonlyMap<number, Problem> = new Map();

/**
 * Parses a body into events. Normally all of it is parsed at once. If that fails although the brackets tell the events
 * apart (a NaN, a byte that is not UTF-8, one event nested too deeply), each event is parsed on its own, so that the bad
 * ones alone are refused.
 */
export function parseBody(bytes: Buffer, mode: ContentMode, limits: IntakeLimits): ParseResult {
  if (bytes.length > limits.requestBytesMax) {
    return refuse('request_too_large', `The request is larger than ${limits.requestBytesMax} bytes.`);
  }
  const outer = mode === 'batched' ? 1 : 0;
  const { state, spans } = scanJson(bytes, outer, limits.batchEventsMax);
  if (state === 'broken') return refuse('request_malformed', brokenDetail(mode));
  if (state === 'crowded') {
    return refuse('batch_too_large', `The batch holds more than ${limits.batchEventsMax} events.`);
  }
  const ascii = isAscii(bytes);
  const plain = ascii && !bytes.includes(92) && !bytes.includes(127);
  const values = parseWhole(bytes, outer, spans, limits, ascii);
  if (values !== undefined) return { ok: true, body: { values, spans, problems: NO_PROBLEMS, plain } };
  const parsed = parseEach(bytes, spans, limits);
  const first = parsed.problems.get(0);
  if (outer === 0 && first?.code === 'event_malformed') return refuse('request_malformed', first.detail);
  return { ok: true, body: { ...parsed, spans, plain: false } };
}

function parseWhole(
  bytes: Buffer,
  outer: 0 | 1,
  spans: readonly JsonSpan[],
  limits: IntakeLimits,
  ascii: boolean,
): readonly unknown[] | undefined {
  for (const span of spans) if (span.depth > limits.depthMax) return undefined;
  if (!ascii && !isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString(ascii ? 'latin1' : 'utf8'));
    const values = outer === 1 ? value : [value];
    // The scan and the parser must see the same events, or an index would point at another event than it says.
    return Array.isArray(values) && values.length === spans.length ? values : undefined;
  } catch {
    // What is wrong and where is found event by event.
    return undefined;
  }
}

function parseEach(bytes: Buffer, spans: readonly JsonSpan[], limits: IntakeLimits) {
  const problems = new Map<number, Problem>();
  const values = spans.map(({ start, end, depth }, index) => {
    const slice = bytes.subarray(start, end);
    if (depth > limits.depthMax) {
      problems.set(index, problem('event_too_deep', '', `The event is nested deeper than ${limits.depthMax} levels.`));
    } else if (end - start > limits.eventBytesMax) {
      // Found by its span; there is no need to parse it.
    } else if (!isUtf8(slice)) problems.set(index, problem('event_malformed', '', 'The event is not valid UTF-8.'));
    else {
      try {
        return JSON.parse(slice.toString('utf8')) as unknown;
      } catch (error) {
        problems.set(index, problem('event_malformed', '', syntaxDetail(error)));
      }
    }
    return undefined;
  });
  return { values, problems };
}

/** The parser's message quotes the text; only the position is passed on. */
function syntaxDetail(error: unknown): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return position === undefined
    ? 'The event is not valid JSON.'
    : `The event is not valid JSON at byte ${position} of it.`;
}

function brokenDetail(mode: ContentMode): string {
  return mode === 'batched'
    ? 'The body is not one JSON array whose strings and brackets are closed.'
    : 'The body is not one JSON value whose strings and brackets are closed.';
}

function refuse(code: Problem['code'], detail: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: problem(code, '', detail) };
}
