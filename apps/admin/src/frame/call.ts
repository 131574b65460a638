import type { Catalogue, CatalogueView } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { AccessDecision, AccessNode, Actor, Permission } from '@suanpan/permissions';
import type { FastifyRequest } from 'fastify';
import type { Claim } from '../store/idempotency.ts';
import type { GivenTo, Operation } from './operation.ts';

/** Who calls. */
export interface Caller {
  readonly actor: Actor;
  /** As it stands in revisions: `person:ann`, `key:key_1`. */
  readonly label: string;
  /** The session that a person called by. */
  readonly session?: string;
}

/** What of a change must hold so that it is made once, and upon the state that was read. */
export interface Pending {
  readonly claim: Claim;
  /** The version that If-Match named; absent for what is new. */
  readonly expect: number | undefined;
  /** Set once the answer is stored together with the change. */
  finished: boolean;
}

/** What a handler needs to decide, beside what the request brings. */
export interface CallContext {
  readonly caller: Caller;
  /** When it arrived, epoch milliseconds. */
  readonly now: number;
  /** The catalogue as of the newest revision at that time. */
  readonly view: CatalogueView;
  readonly catalogue: Catalogue;
  /** May the caller do this there? */
  may(permission: Permission, node: AccessNode): AccessDecision;
  /** What was demanded so far; demanded once more before anything is written. */
  readonly demands: Demand[];
  readonly request: FastifyRequest;
}

/** Throws a fault if the caller may not do what it is about. */
export type Demand = (call: Pick<CallContext, 'caller' | 'view' | 'now' | 'may' | 'demands'>) => void;

/** A call that was let in. */
export type Call<O> = CallContext & GivenTo<O>;

/** A call of anybody, to an operation that is public. */
export type PublicCall<O> = Pick<CallContext, 'now' | 'request'> & GivenTo<O>;

/** What the frame keeps about a request between its steps. */
export interface Reception {
  readonly operation: Operation;
  readonly call: Call<Operation> | PublicCall<Operation>;
  pending: Pending | undefined;
}

const receptions = new WeakMap<FastifyRequest, Reception>();

/** Remembers how a request was received. */
export function receive(request: FastifyRequest, reception: Reception): void {
  receptions.set(request, reception);
}

/** How a request was received; `internal` for one that no guard has seen. */
export function receptionOf(request: FastifyRequest): Reception {
  const reception = receptions.get(request);
  if (reception === undefined) throw new Fault('internal', 'The request was not received.');
  return reception;
}
