import { isTransient, problemOf } from '@suanpan/fault';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from './fault-of.ts';
import { RequestFault } from './request-fault.ts';
import type { ServiceLog } from './service-log.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/**
 * Answers an error as an RFC 9457 problem. What is our doing is logged as an error with its causes, what is the
 * caller's as debug. A passing fault that says when another try makes sense gets `Retry-After`.
 */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: ServiceLog): void {
  const fault = faultOf(error);
  const problem = problemOf(fault);
  const fields = { err: fault, method: request.method, path: request.url.split('?')[0], requestId: request.id };
  if (problem.status >= 500 && fault.code !== 'unavailable') log.error(fields, 'a request failed');
  else log.debug(fields, 'a request was refused');
  // A response that has begun cannot become a problem; breaking it off is the only sign left.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (fault.retryAfterSeconds !== undefined && isTransient(fault))
    reply.header('retry-after', String(Math.ceil(fault.retryAfterSeconds)));
  if (fault instanceof RequestFault) reply.headers(fault.headers);
  const errors = fault instanceof RequestFault && fault.flaws.length > 0 ? { errors: fault.flaws } : {};
  // As bytes: Fastify would add a charset to text, which the type does not have.
  void reply
    .code(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify({ ...problem, ...errors })));
}
