import { countExtensions } from './envelope.ts';

/** What was left out of accepted events, by class of name: a name itself could hold anything. */
export interface DroppedCounts {
  /** Extension attributes of the envelope. */
  readonly attributes: number;
  /** Unknown fields of `data`. */
  readonly fields: number;
  /** Unknown fields of `data` whose name says that they hold what was said: a sender should stop sending these. */
  readonly contents: number;
  /** The first names of unknown fields, each once: for the answer to whoever sent them, and for nothing that is kept. */
  readonly names: readonly string[];
}

/** Names that an answer holds, and characters of each. */
const NAMES_MAX = 10;
const NAME_CHARS_MAX = 64;

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

/** Adds what one accepted event, in its structured form, had beyond the allow-list: attributes, and fields that were not read. */
export function addDropped(
  counts: { attributes: number; fields: number; contents: number; names: string[] },
  event: Record<string, unknown>,
  unreadFields: readonly string[],
): void {
  counts.attributes += countExtensions(event);
  for (let i = 0; i < unreadFields.length; i += 1) {
    const name = unreadFields[i] as string;
    const shown = name.slice(0, NAME_CHARS_MAX);
    if (counts.names.length < NAMES_MAX && !counts.names.includes(shown)) counts.names.push(shown);
    if (CONTENT_NAMES.has(name.toLowerCase())) counts.contents += 1;
    else counts.fields += 1;
  }
}
