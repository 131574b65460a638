import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { Clock } from '@suanpan/time';
import type { FastifyRequest } from 'fastify';
import { type Call, type Caller, receive } from './call.ts';
import { askingOf, demand } from './demand.ts';
import type { GivenTo, Operation } from './operation.ts';
import { operationOf } from './operation-decorator.ts';
import { CALLERS, CATALOGUE_DESK, type Callers, type CatalogueDesk, CLOCK } from './parts.ts';
import { readRequest } from './read-request.ts';

/**
 * Lets a request in, or says why not, in this order: does the handler say what it needs, who calls, what is asked, does the
 * thing exist and may the caller know that, may the caller do it. A handler that names nothing is closed to everybody.
 */
@Injectable()
export class Door implements CanActivate {
  constructor(
    @Inject(CALLERS) private readonly callers: Callers,
    @Inject(CATALOGUE_DESK) private readonly desk: CatalogueDesk,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationOf(context.getHandler());
    if (operation === undefined) throw new Fault('permission_denied', 'This address does not say what it needs.');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const now = this.clock.now();
    if (operation.access === 'public') {
      receive(request, { operation, call: { ...readRequest(operation, request), now, request }, pending: undefined });
      return true;
    }
    const catalogue = await this.desk.mirror();
    const caller = await this.callers.identify(request, operation, catalogue, now);
    const given = readRequest(operation, request);
    const call = callOf(request, given, { caller, catalogue, now });
    const { access } = operation;
    if (access !== 'signed_in' && 'needs' in access) demand(call, access.needs, access.where(given));
    receive(request, { operation, call, pending: undefined });
    return true;
  }
}

function callOf(
  request: FastifyRequest,
  given: GivenTo<Operation>,
  { caller, catalogue, now }: { readonly caller: Caller; readonly catalogue: Catalogue; readonly now: number },
): Call<Operation> {
  const view = catalogue.asOf(catalogue.revision);
  return { ...given, ...askingOf(caller, view, now), catalogue, request };
}
