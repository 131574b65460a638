import { Fault } from '@suanpan/fault';
import { z } from 'zod';
import type { Operation } from './operation.ts';

/** What is sent back: ready to be written, and to be stored for a repeat of the request. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What an operation answers beside the body. */
export interface AnswerMore {
  /** The revision that changed the entity last: its version, sent as ETag. */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The same, to be read only. */
export type Frozen<T> = T extends (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/** Writes an answer as the operation describes it. What does not fit the description is a defect of ours: `internal`. */
export function answerOf<A extends z.ZodType>(
  { id, answer }: Pick<Operation<z.ZodType, z.ZodType, z.ZodType, A>, 'id' | 'answer'>,
  value: Frozen<z.output<A>>,
  more: AnswerMore = {},
): Answer {
  const written = z.safeEncode(answer, value as z.output<A>);
  if (!written.success) {
    throw new Fault('internal', 'The answer could not be written.', {
      internal: { operation: id, issues: z.prettifyError(written.error) },
    });
  }
  const version = more.version === undefined ? {} : { etag: etagOf(more.version) };
  return { headers: { ...JSON_TYPE, ...version, ...more.headers }, body: JSON.stringify(written.data) };
}

/** The ETag of an entity that a revision changed last. */
export function etagOf(version: number): string {
  return `"${version}"`;
}
