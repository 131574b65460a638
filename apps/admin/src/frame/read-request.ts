import { RequestFault } from '@suanpan/service-runtime';
import { z } from 'zod';
import type { Given, Operation } from './operation.ts';

/** A request as Fastify hands it over. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const FLAWS_MAX = 20;

/** Checks and decodes a request. `request_invalid` names every place that is wrong. */
export function readRequest<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  operation: Operation<P, Q, B, A>,
  raw: RawRequest,
): Given<P, Q, B> {
  const issues: Issue[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown, prefix: string): unknown => {
    if (schema === undefined) return undefined;
    const read = z.safeDecode(schema, value as never);
    if (!read.success) issues.push(...read.error.issues.map((issue) => ({ issue, prefix })));
    return read.data;
  };
  const given = {
    params: read(operation.params, raw.params, '/path'),
    query: read(operation.query, raw.query, '/query'),
    body: read(operation.body, raw.body ?? undefined, ''),
  };
  if (issues.length > 0) throw invalid(issues);
  return given as Given<P, Q, B>;
}

interface Issue {
  readonly issue: z.core.$ZodIssue;
  readonly prefix: string;
}

function invalid(issues: readonly Issue[]): RequestFault {
  const flaws = issues.slice(0, FLAWS_MAX).map(({ issue, prefix }) => ({
    pointer: prefix + issue.path.map((part) => `/${pointerPart(part)}`).join(''),
    detail: issue.message,
  }));
  const count = issues.length === 1 ? 'One place' : `${issues.length} places`;
  return new RequestFault('request_invalid', `${count} of the request cannot be read.`, { flaws });
}

/** RFC 6901, section 3. */
function pointerPart(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}
