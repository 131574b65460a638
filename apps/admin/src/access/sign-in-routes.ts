import { Controller, Inject } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import type { Refused, SignedIn as SignedInPerson, SignIn } from '@suanpan/sign-in';
import type { FastifyRequest } from 'fastify';
import { type Answer, answerOf } from '../frame/answer.ts';
import type { PublicCall } from '../frame/call.ts';
import { flowCookieName, readCookie, sessionCookieName, setCookie } from '../frame/cookies.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { ORIGIN, PEOPLE, SIGN_IN } from '../frame/parts.ts';
import { demandSameSite } from '../frame/same-site.ts';
import type { KnownPeople } from './known-people.ts';
import {
  changePassword,
  finishProviderSignIn,
  signInByPassword,
  signOut,
  startProviderSignIn,
} from './sign-in-operations.ts';

@Controller()
export class SignInRoutes {
  readonly #origin: string | undefined;

  constructor(
    @Inject(SIGN_IN) private readonly signIn: SignIn,
    @Inject(PEOPLE) private readonly people: KnownPeople,
    @Inject(ORIGIN) origin: { readonly origin: string | undefined },
  ) {
    this.#origin = origin.origin;
  }

  @Serves(signInByPassword)
  async byPassword({ body, request, now }: PublicCall<typeof signInByPassword>) {
    // A session that another site signs a person into would be that site's, and the person would not know.
    demandSameSite(request.headers, this.#origin);
    return this.#enter(await this.signIn.byPassword({ ...body, from: fromOf(request), now }), now);
  }

  @Serves(changePassword)
  async changePassword({ body, request, now }: PublicCall<typeof changePassword>) {
    const token = this.#token(request);
    if (token === undefined) throw new Fault('session_missing', 'Sign in first.');
    return this.#enter(await this.signIn.changePassword({ token, ...body, from: fromOf(request), now }), now);
  }

  @Serves(startProviderSignIn)
  async start({ query, request, now }: PublicCall<typeof startProviderSignIn>): Promise<Answer> {
    const { returnTo } = query;
    const { redirect, flow, expiresAt } = await this.signIn.start({
      ...(returnTo === undefined ? {} : { returnTo }),
      from: fromOf(request),
      now,
    });
    const cookie = setCookie(flowCookieName(this.#origin), flow, (expiresAt - now) / 1000, this.#origin);
    return { headers: { location: redirect, 'set-cookie': cookie }, body: '' };
  }

  @Serves(finishProviderSignIn)
  async finish({ request, now }: PublicCall<typeof finishProviderSignIn>): Promise<Answer> {
    const flow = readCookie(request.headers.cookie, flowCookieName(this.#origin)) ?? '';
    const base = this.#origin ?? `http://${request.headers.host}`;
    const url = new URL(request.url, base).href;
    const entered = await this.signIn.finish({ url, flow, from: fromOf(request), now });
    if (!entered.ok) throw faultOf(entered);
    await this.people.know(entered.person);
    return { headers: { location: entered.returnTo, 'set-cookie': this.#cookie(entered, now) }, body: '' };
  }

  @Serves(signOut)
  async signOut({ request, now }: PublicCall<typeof signOut>) {
    const token = this.#token(request);
    if (token !== undefined) await this.signIn.signOut({ token, now });
    const cookie = setCookie(sessionCookieName(this.#origin), '', 0, this.#origin);
    return answerOf(signOut, {}, { headers: { 'set-cookie': cookie } });
  }

  /** The session a request of our own pages brings. */
  #token({ headers }: FastifyRequest): string | undefined {
    demandSameSite(headers, this.#origin);
    return readCookie(headers.cookie, sessionCookieName(this.#origin));
  }

  async #enter(entered: SignedInPerson | Refused, now: number): Promise<Answer> {
    if (!entered.ok) throw faultOf(entered);
    const person = await this.people.know(entered.person);
    const { passwordChangeDue, session } = entered;
    return answerOf(
      signInByPassword,
      { person, passwordChangeDue, expiresAt: session.expiresAt },
      { headers: { 'set-cookie': this.#cookie(entered, now) } },
    );
  }

  #cookie({ token, session }: SignedInPerson, now: number): string {
    return setCookie(sessionCookieName(this.#origin), token, (session.expiresAt - now) / 1000, this.#origin);
  }
}

function fromOf({ ip, headers }: FastifyRequest): { readonly address: string; readonly device: string } {
  return { address: ip, device: headers['user-agent'] ?? '' };
}

function faultOf({ code, detail, retryAfterSeconds }: Refused): Fault {
  return new Fault(code, detail, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}
