import type { FaultCode } from '@suanpan/fault';
import type { Permission } from '@suanpan/permissions';
import type { z } from 'zod';
import type { Target } from './target.ts';

export type Method = 'GET' | 'POST' | 'PATCH';

/** What a request brings, checked and decoded. */
export interface Given<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

/**
 * Who may call an operation. `public`: anybody. `signed_in`: whoever is known, about themselves. `needs`: who has the
 * permission at the target. `each`: whoever is known, and gets those items where they have the permission.
 */
export type Access<G> =
  | 'public'
  | 'signed_in'
  | { readonly needs: Permission; readonly where: (given: G) => Target }
  | { readonly each: Permission };

/**
 * What an operation does. `read`: nothing. `session`: signs in or out. `new`: adds a fact, under an Idempotency-Key.
 * `change`: changes one entity, under an Idempotency-Key and the version it was read at.
 */
export type Effect = 'read' | 'session' | 'new' | 'change';

/** A request that the documentation shows and the tests send. */
export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For `change`: the address whose ETag is the version, where it is not the operation's own. */
  readonly versionAt?: string;
  /** The status to expect, where it is not the operation's own. */
  readonly expects?: number;
}

/** One operation of the API: the one place that routing, checks, documentation and tests read. */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  /** Unique; the name of the method in generated clients. */
  readonly id: string;
  readonly method: Method;
  /** As OpenAPI writes it: `/v1/projects/{project}`. */
  readonly path: `/v1/${string}`;
  readonly tag: string;
  readonly summary: string;
  readonly details?: string;
  readonly access: Access<Given<P, Q, B>>;
  readonly effect: Effect;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly status: 200 | 201 | 202 | 302;
  readonly answer: A;
  /** Content types beside JSON that the answer may have. */
  readonly alsoAs?: readonly string[];
  /** Codes of problems that are the operation's own, beside those of every operation. */
  readonly faults?: readonly FaultCode[];
  readonly examples?: Readonly<Record<string, Example>>;
}

type Absent = z.ZodUndefined;

/** Describes an operation. Throws for a description that does not hold together: a programming error. */
export function operation<
  A extends z.ZodType,
  P extends z.ZodType = Absent,
  Q extends z.ZodType = Absent,
  B extends z.ZodType = Absent,
>(described: Operation<P, Q, B, A>): Operation<P, Q, B, A> {
  const { id, method, effect, access, path } = described;
  if ((method === 'GET') !== (effect === 'read') && !(method === 'POST' && effect === 'read')) {
    throw new TypeError(`${id}: a ${method} cannot have the effect ${effect}.`);
  }
  if (access === 'public' && (effect === 'new' || effect === 'change')) {
    throw new TypeError(`${id}: nothing is changed for nobody.`);
  }
  if (/[^/]*:/.test(path)) throw new TypeError(`${id}: write {name}, not :name.`);
  return described;
}

/** What a request to an operation brings. */
export type GivenTo<O> = O extends Operation<infer P, infer Q, infer B> ? Given<P, Q, B> : never;
