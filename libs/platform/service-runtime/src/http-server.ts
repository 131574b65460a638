import { STATUS_CODES } from 'node:http';
import { Fault, problemOf } from '@suanpan/fault';
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { PROBLEM_TYPE, sendProblem } from './problem-reply.ts';
import type { RouteMethods } from './route-methods.ts';
import type { ServiceLog } from './service-log.ts';

const REQUEST_WITHIN_MS = 30_000;
/** Longer than what load balancers keep a connection for, so that they and not we end it. */
const KEEP_ALIVE_MS = 75_000;
const SWEEP_EVERY_MS = 50;
const NOTHING_HERE = 'There is nothing at this address.';

export interface OperationsParts {
  readonly log: ServiceLog;
  readonly health: Health;
  readonly metrics: Metrics;
}

export interface ServerContent {
  /** Bytes a body may have at single addresses. */
  readonly bodyLimits?: Readonly<Record<string, number>> | undefined;
  /** Whether it serves health and metrics as well. */
  readonly withOperations: boolean;
}

/** The HTTP server of a service: limits, problems for every error, and health and metrics unless they have a server of their own. */
export function newHttpServer(
  limits: FastifyServerOptions,
  parts: OperationsParts,
  routes: RouteMethods,
  { bodyLimits = {}, withOperations }: ServerContent,
): FastifyInstance {
  const server = fastify({
    logger: false,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    ...limits,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply, parts.log),
    clientErrorHandler(error, socket) {
      answerUnreadable(error, socket);
    },
  });
  server.addHook('onRoute', (route) => {
    routes.note(route);
    const limit = bodyLimits[route.url];
    if (limit !== undefined) route.bodyLimit = limit;
  });
  // Where nothing is served, or by other methods only, it makes no difference what the body is.
  server.addHook('onRequest', async (request, reply) => {
    if (request.is404) throw routes.refine(new Fault('not_found', NOTHING_HERE), request, reply);
  });
  // Answers are about whoever asks, and never a page: nobody keeps them, and no browser guesses what they are.
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  if (withOperations) addOperations(server, parts);
  return server;
}

/** A server of health and metrics alone, for a port that only operators reach. */
export function newOperationsServer(parts: OperationsParts): FastifyInstance {
  const server = fastify({ logger: false, requestTimeout: REQUEST_WITHIN_MS, forceCloseConnections: true });
  addOperations(server, parts);
  return server;
}

function addOperations(server: FastifyInstance, { health, metrics }: OperationsParts): void {
  addHealth(server, health);
  server.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

/**
 * Adds routes in a scope of their own, without content-type parsers and off Nest's path. Their errors become problems
 * here; those of all other routes go through Nest's filter.
 */
export async function addScope(
  server: FastifyInstance,
  log: ServiceLog,
  fill: (scope: FastifyInstance) => void | Promise<void>,
): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
    await fill(scope);
  });
}

/**
 * Takes no more connections and resolves when the requests in hand have been answered. A client keeps its connection
 * open after the answer, so what has become idle is closed again and again.
 */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP_EVERY_MS);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
  }
}

function addHealth(server: FastifyInstance, health: Health): void {
  server.get('/health/live', async () => ({ live: true }));
  server.get('/health/ready', async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
}

/** What never became a request: no HTTP, headers too large, or too slow. */
function answerUnreadable(
  error: Error & { code?: string },
  socket: NodeJS.WritableStream & { writable: boolean },
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const fault = slow
    ? new Fault('request_timeout', 'The request took too long to arrive.')
    : new Fault('request_malformed', 'This is not HTTP as it should be.');
  const problem = problemOf(fault);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nconnection: close\r\n` +
      `content-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
