import { createParamDecorator, type ExecutionContext, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { receptionOf } from './call.ts';
import type { Operation } from './operation.ts';

const OPERATIONS = new WeakMap<object, Operation>();
const METHODS = { GET: RequestMethod.GET, POST: RequestMethod.POST, PATCH: RequestMethod.PATCH } as const;

/** Hands a handler its call: what the request brings, checked, and who sent it. */
const Received = createParamDecorator(
  (_: unknown, context: ExecutionContext) => receptionOf(context.switchToHttp().getRequest<FastifyRequest>()).call,
);

/** Serves an operation by a method of a controller. Its first parameter is the `Call`, or for a public one the `PublicCall`. */
// biome-ignore lint/suspicious/noExplicitAny: an operation of any schemas; each handler's own type is checked where it is written
export function Serves(served: Operation<any, any, any, any>): MethodDecorator {
  return (prototype, key, descriptor) => {
    const handler = descriptor.value as object;
    OPERATIONS.set(handler, served);
    RequestMapping({ path: served.path.replaceAll(/\{(\w+)\}/g, ':$1'), method: METHODS[served.method] })(
      prototype,
      key,
      descriptor,
    );
    HttpCode(served.status)(prototype, key, descriptor);
    Received()(prototype, key, 0);
  };
}

/** The operation that a handler serves; `undefined` for one that does not say. */
export function operationOf(handler: object): Operation | undefined {
  return OPERATIONS.get(handler);
}

/** Every operation of some controllers, in the order they are written. */
export function operationsOf(controllers: readonly (abstract new (...given: never[]) => object)[]): Operation[] {
  return controllers.flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const member: unknown = name === 'constructor' ? undefined : prototype[name];
      const served = typeof member === 'function' ? operationOf(member) : undefined;
      return served === undefined ? [] : [served];
    }),
  );
}
