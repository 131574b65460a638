import { Fault } from '@suanpan/fault';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Answer, failure } from './answer.ts';
import type { EventDoor } from './event-door.ts';

/**
 * The public routes, in a Fastify scope of their own. Bodies are not parsed by Fastify: the door reads the raw stream, so
 * that a caller who is not let in costs no memory, and a thousand events cost one pass.
 */
export function eventRoutes(door: EventDoor, openApiText: string): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setErrorHandler((error, _request, reply) => send(reply, failure(faultOf(error))));
    scope.post('/v1/events', async (request, reply) => send(reply, await door(request.raw)));
    scope.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: '/v1/events',
      handler: (_request, reply) => send(reply, failure(new Fault('method_not_allowed', 'Events are sent with POST.'))),
    });
    scope.get('/v1/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(openApiText));
  };
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

/** Fastify refuses a few requests by itself, such as a content type that cannot be read; they keep their meaning. */
function faultOf(error: unknown): unknown {
  const status = (error as { readonly statusCode?: number }).statusCode;
  if (status === 415) return new Fault('media_type_unsupported', 'The content type cannot be read.');
  if (status === 413) return new Fault('request_too_large', 'The request is too large.');
  if (status === 400) return new Fault('request_malformed', 'The request cannot be read.');
  return error;
}
