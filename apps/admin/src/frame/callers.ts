import { authenticate, type Scope } from '@suanpan/api-keys';
import type { Catalogue } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { SignIn } from '@suanpan/sign-in';
import type { FastifyRequest } from 'fastify';
import type { KeyUses } from '../store/key-uses.ts';
import type { Caller } from './call.ts';
import { readCookie, sessionCookieName } from './cookies.ts';
import type { Operation } from './operation.ts';
import type { Callers } from './parts.ts';
import { demandSameSite } from './same-site.ts';

/** Callers by their API key, or by the session a browser's cookie holds. */
export class KnownCallers implements Callers {
  readonly #signIn: Pick<SignIn, 'session'>;
  readonly #uses: Pick<KeyUses, 'note'>;
  readonly #origin: string | undefined;

  /** `origin` is where people reach the service, such as `https://admin.example.com`; absent for whatever they name. */
  constructor(signIn: Pick<SignIn, 'session'>, uses: Pick<KeyUses, 'note'>, origin: string | undefined) {
    this.#signIn = signIn;
    this.#uses = uses;
    this.#origin = origin;
  }

  identify(request: FastifyRequest, operation: Operation, catalogue: Catalogue, now: number): Promise<Caller> {
    const token = readCookie(request.headers.cookie, sessionCookieName(this.#origin));
    // A key is sent on purpose, a cookie is not: where both are there the key counts.
    return token === undefined || request.headers.authorization !== undefined
      ? this.#byKey(request, operation, catalogue, now)
      : this.#bySession(request, operation, token, now);
  }

  /** The scope `admin` covers looking, too; what exactly a scope covers is decided with the permission. */
  async #byKey(request: FastifyRequest, { effect }: Operation, catalogue: Catalogue, now: number): Promise<Caller> {
    const ask = (scope: Scope) =>
      authenticate((hash) => catalogue.keyByHash(hash), request.headers.authorization, scope, now, request.ip);
    const asReader = effect === 'read' ? ask('read') : undefined;
    const found =
      asReader === undefined || (!asReader.ok && asReader.code === 'scope_missing') ? ask('admin') : asReader;
    if (!found.ok) throw new Fault(found.code, found.detail);
    this.#uses.note(found.key.id, now);
    return { actor: { kind: 'key', key: found.key }, label: `key:${found.key.id}` };
  }

  async #bySession(request: FastifyRequest, { effect }: Operation, token: string, now: number): Promise<Caller> {
    if (effect !== 'read') demandSameSite(request.headers, this.#origin);
    const answer = await this.#signIn.session({ token, now });
    if (!answer.ok) throw new Fault(answer.code, answer.detail);
    const { session } = answer;
    return {
      actor: { kind: 'person', id: session.person },
      label: `person:${session.person}`,
      session: session.id,
    };
  }
}
