import { type Problem, problem } from './rejection.ts';

/** The three ways a CloudEvent travels over HTTP (CloudEvents HTTP protocol binding 1.0.2, section 3). */
export type ContentMode = 'structured' | 'batched' | 'binary';

/** Header values by lower-case name; a repeated header is a list. */
export type HeaderValues = Readonly<Record<string, string | readonly string[] | undefined>>;

const ACCEPTED =
  'Send application/cloudevents+json, application/cloudevents-batch+json, or JSON with ce-* headers (binary mode).';

/** Tells by the content type, and for plain JSON by the presence of `ce-*` headers, how the events are written. */
export function contentModeOf(
  headers: HeaderValues,
): { readonly ok: true; readonly mode: ContentMode } | { readonly ok: false; readonly problem: Problem } {
  const contentType = headers['content-type'];
  if (contentType === undefined && headers['ce-specversion'] !== undefined) {
    // The binding lets an event in binary mode go without: its data is JSON here, whatever it is called.
    return { ok: true, mode: 'binary' };
  }
  if (typeof contentType !== 'string') return unsupported(`The request names no content type. ${ACCEPTED}`);
  const known = MODE_BY_TYPE.get(contentType);
  if (known === 'structured' || known === 'batched') return { ok: true, mode: known };
  const [name = '', ...parameters] = contentType.toLowerCase().split(';');
  const mode = MODE_BY_TYPE.get(name.trim()) ?? (name.trim().endsWith('+json') ? 'binary' : undefined);
  if (mode === undefined || name.trim().startsWith('application/cloudevents') !== (mode !== 'binary')) {
    return unsupported(`The content type is not one of events in JSON. ${ACCEPTED}`);
  }
  for (const parameter of parameters) {
    if (/^\s*charset\s*=/.test(parameter) && !/^\s*charset\s*=\s*"?utf-?8"?\s*$/.test(parameter)) {
      return unsupported('JSON is UTF-8; another charset is not supported.');
    }
  }
  if (mode === 'binary' && headers['ce-specversion'] === undefined && headers['ce-id'] === undefined) {
    return unsupported(`Plain JSON needs ce-* headers. ${ACCEPTED}`);
  }
  return { ok: true, mode };
}

const MODE_BY_TYPE: ReadonlyMap<string, ContentMode> = new Map<string, ContentMode>([
  ['application/cloudevents+json', 'structured'],
  ['application/cloudevents-batch+json', 'batched'],
  ['application/json', 'binary'],
]);

function unsupported(detail: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: problem('media_type_unsupported', '', detail) };
}
