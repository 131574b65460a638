import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from './fault-of.ts';
import { sendProblem } from './problem-reply.ts';
import type { RouteMethods } from './route-methods.ts';
import type { ServiceLog } from './service-log.ts';

/** Nest's last word on every error of an HTTP request. */
export class ProblemFilter implements ExceptionFilter {
  readonly #log: ServiceLog;
  readonly #routes: RouteMethods;

  constructor(log: ServiceLog, routes: RouteMethods) {
    this.#log = log;
    this.#routes = routes;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(this.#routes.refine(faultOf(error), request, reply), request, reply, this.#log);
  }
}

// As a call and not as `@Catch()`, so that Node runs this file as it is.
Catch()(ProblemFilter);
