import type { ResultEvent } from '@suanpan/facts';
import type { FieldReader } from './field-reader.ts';

/** Names of a result event's `data` that are read; everything else is dropped and counted. */
export const RESULT_FIELDS: ReadonlySet<string> = new Set(['call', 'accepted', 'score', 'project']);

/** What a sender says became of a call. */
export interface ReportedResult {
  readonly project: string | undefined;
  /** Absent if the reader has a problem. */
  readonly result: ResultEvent['result'] | undefined;
}

/**
 * Reads the data of a result event: which call, whether its outcome was accepted, and how good it was. A call whose source
 * is not named has the source of the result itself.
 */
export function readResult(data: Record<string, unknown>, ownSource: string, reader: FieldReader): ReportedResult {
  for (const name in data) if (!RESULT_FIELDS.has(name)) reader.unread(name);
  const call = readCallReference(data.call, ownSource, reader);
  const accepted = reader.flag('/data/accepted', data.accepted);
  if (accepted === undefined) reader.refuse('/data/accepted', 'accepted is required: true or false.');
  const score = reader.share('/data/score', data.score);
  const project = reader.text('/data/project', data.project, 64);
  if (call === undefined || accepted === undefined) return { project, result: undefined };
  return { project, result: { ...call, accepted, ...(score === undefined ? {} : { score }) } };
}

function readCallReference(
  value: unknown,
  ownSource: string,
  reader: FieldReader,
): Pick<ResultEvent['result'], 'source' | 'id'> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reader.refuse(
      '/data/call',
      'call is required: an object of the id and, if it is another, source of the call.',
    );
  }
  const { source, id } = value as Record<string, unknown>;
  return {
    source: reader.text('/data/call/source', source, 512) ?? ownSource,
    id: reader.requiredText('/data/call/id', id, 256),
  };
}
