import type { Catalogue } from '@suanpan/catalogue';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './call.ts';
import type { Operation } from './operation.ts';

/** The newest catalogue, as the database has it: every revision committed before the call, by whichever replica. */
export type CatalogueDesk = Pick<CatalogueWriter, 'mirror'>;

/** Tells who sends a request. */
export interface Callers {
  /** Throws a fault of 401 for nobody, of 403 for who may not come in this way. */
  identify(request: FastifyRequest, operation: Operation, catalogue: Catalogue, now: number): Promise<Caller>;
}

export const CATALOGUE_DESK = Symbol('suanpan.admin.catalogue');
export const CALLERS = Symbol('suanpan.admin.callers');
export const CLOCK = Symbol('suanpan.admin.clock');
export const CHANGES = Symbol('suanpan.admin.changes');
export const IDEMPOTENCY = Symbol('suanpan.admin.idempotency');
export const CURSORS = Symbol('suanpan.admin.cursors');
export const LISTS = Symbol('suanpan.admin.lists');
export const SIGN_IN = Symbol('suanpan.admin.sign-in');
export const PEOPLE = Symbol('suanpan.admin.people');
export const ORIGIN = Symbol('suanpan.admin.origin');
export const PAYMENTS = Symbol('suanpan.admin.payments');
export const WRITER = Symbol('suanpan.admin.writer');
export const KEY_USES = Symbol('suanpan.admin.key-uses');
