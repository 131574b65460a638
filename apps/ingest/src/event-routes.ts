import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { EventDoor } from './event-door.ts';

/**
 * The routes for events and for those of a backfill, in a scope without content-type parsers: the door reads the raw
 * stream itself, so that a caller who is not let in costs no memory, and a thousand events cost one pass.
 */
export function eventRoutes(scope: FastifyInstance, door: EventDoor): void {
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const enter = async (
    { raw, ip }: { raw: IncomingMessage; ip: string },
    backfill: string | undefined,
    reply: FastifyReply,
  ) => {
    const { status, headers, body } = await door(raw, { address: ip, backfill });
    return reply.code(status).headers(headers).send(body);
  };
  scope.post('/v1/events', (request, reply) => enter(request, undefined, reply));
  scope.post<{ Params: { readonly id: string } }>('/v1/backfills/:id/events', (request, reply) =>
    enter(request, request.params.id, reply),
  );
}
