import { countExtensions, RESULT_EVENT_TYPE } from './envelope.ts';
import { RESULT_FIELDS } from './result-fields.ts';
import { DATA_FIELDS } from './usage-fields.ts';

/** What was left out of accepted events, by class of name: a name itself could hold anything. */
export interface DroppedCounts {
  /** Extension attributes of the envelope. */
  readonly attributes: number;
  /** Unknown fields of `data`. */
  readonly fields: number;
  /** Unknown fields of `data` whose name says that they hold what was said: a sender should stop sending these. */
  readonly contents: number;
}

const CONTENT_NAMES: ReadonlySet<string> = new Set([
  'prompt',
  'prompts',
  'messages',
  'message',
  'content',
  'contents',
  'input',
  'output',
  'completion',
  'choices',
  'response',
  'request',
  'text',
  'body',
]);

/** Adds what one accepted event, in its structured form, had beyond the allow-list. */
export function addDropped(
  counts: { attributes: number; fields: number; contents: number },
  event: Record<string, unknown>,
): void {
  counts.attributes += countExtensions(event);
  const data = event.data as Record<string, unknown>;
  const known = event.type === RESULT_EVENT_TYPE ? RESULT_FIELDS : DATA_FIELDS;
  for (const name in data) {
    if (known.has(name)) continue;
    if (CONTENT_NAMES.has(name.toLowerCase())) counts.contents += 1;
    else counts.fields += 1;
  }
}
