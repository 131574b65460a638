import { Fault } from '@suanpan/fault';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

/** One method at one address, as Fastify writes it: `/v1/things/:id`. */
export interface Route {
  readonly method: string;
  readonly url: string;
}

/** Fastify answers 404 when only the method is wrong; with the routes at hand the truth can be told. */
export class RouteMethods {
  readonly #routes: { readonly url: string; readonly path: RegExp; readonly methods: readonly string[] }[] = [];

  /** To be called for every route that is added. */
  note({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const methods = (Array.isArray(method) ? method : [method]).filter((each) => each !== 'HEAD');
    const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    const pattern = escaped.replace(/:[A-Za-z0-9_]+/g, '[^/]+').replaceAll('*', '.*');
    if (methods.length > 0) this.#routes.push({ url, path: new RegExp(`^${pattern}/?$`), methods });
  }

  /** Every method at every address, in the order of addition. */
  all(): Route[] {
    return this.#routes.flatMap(({ url, methods }) => methods.map((method) => ({ method, url })));
  }

  allowed(path: string): string[] {
    const matching = this.#routes.filter((route) => route.path.test(path));
    return [...new Set(matching.flatMap(({ methods }) => methods))].sort();
  }

  /** A `not_found` at an address that takes other methods becomes `method_not_allowed`, with `Allow`. */
  refine(fault: Fault, request: FastifyRequest, reply: FastifyReply): Fault {
    if (fault.code !== 'not_found') return fault;
    const allowed = this.allowed(request.url.split('?')[0] ?? '');
    if (allowed.length === 0 || allowed.includes(request.method)) return fault;
    reply.header('allow', allowed.join(', '));
    return new Fault('method_not_allowed', `This address takes ${allowed.join(', ')}.`);
  }
}
