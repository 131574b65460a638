import type { FastifyInstance } from 'fastify';
import type { EventDoor } from './event-door.ts';

/**
 * The route for events, in a scope without content-type parsers: the door reads the raw stream itself, so that a caller
 * who is not let in costs no memory, and a thousand events cost one pass.
 */
export function eventRoutes(scope: FastifyInstance, door: EventDoor): void {
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.post('/v1/events', async (request, reply) => {
    const { status, headers, body } = await door(request.raw);
    return reply.code(status).headers(headers).send(body);
  });
}
