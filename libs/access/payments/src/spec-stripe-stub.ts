import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the stub does instead of its work, for one request. */
export type Trouble =
  /** Answers this and does nothing. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers, or stops in the middle of the answer. */
  | 'hang'
  | 'hang in the body'
  /** Does its work and then loses the answer. */
  | 'lose the answer'
  /** Does its work and sends something that is not JSON. */
  | 'garble the answer';

interface Method {
  readonly id: string;
  readonly type: string;
  readonly details: Record<string, unknown>;
  customer: string | null;
}

type Reply = readonly [status: number, body: unknown];

const CARD = { brand: 'visa', checks: { cvc_check: 'pass' }, exp_month: 12, exp_year: 2034, last4: '4242' };

export function stripeError(type: string, more: Record<string, unknown> = {}) {
  return { error: { type, request_log_url: 'https://dashboard.stripe.com/test/logs/req_1', ...more } };
}

/**
 * A stand-in for api.stripe.com over real HTTP: the few resources that are used, their errors and shapes as documented, and
 * the idempotency layer with its memory. It refuses what Stripe would refuse: no key, another version's body, JSON for a form.
 */
export class StripeStub {
  readonly seen: SeenRequest[] = [];
  /** Troubles for the requests to come, in their order; undefined lets one through. */
  readonly troubles: (Trouble | undefined)[] = [];
  readonly customers = new Map<string, Record<string, unknown>>();
  /** Methods whose issuer declines. */
  readonly declined = new Set<string>();
  readonly #methods = new Map<string, Method>();
  readonly #replays = new Map<string, { readonly of: string; readonly reply: Reply }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  url = '';

  constructor(readonly secretKey: string) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Adds a method as Stripe's own page would have made it. */
  addMethod(id: string, type = 'card', details: Record<string, unknown> = CARD): void {
    this.#methods.set(id, { id, type, details, customer: null });
  }

  /** Attaches a method to somebody, past us. */
  attachElsewhere(id: string, metadata: Record<string, string> = {}): void {
    this.customers.set('cus_other', { id: 'cus_other', object: 'customer', metadata });
    const method = this.#methods.get(id);
    if (method !== undefined) method.customer = 'cus_other';
  }

  customerOf(id: string): string | null | undefined {
    return this.#methods.get(id)?.customer;
  }

  posts(): readonly SeenRequest[] {
    return this.seen.filter(({ method }) => method === 'POST');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    this.seen.push({ method, url, headers, body });
    const trouble = this.troubles.shift();
    response.setHeader('request-id', `req_${this.seen.length}`);
    if (trouble === 'hang') return;
    if (trouble === 'hang in the body') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"object":');
      return;
    }
    if (typeof trouble === 'object') {
      for (const [name, value] of Object.entries(trouble.headers ?? {})) response.setHeader(name, value);
      const text = typeof trouble.body === 'string' ? trouble.body : JSON.stringify(trouble.body ?? {});
      response.writeHead(trouble.status).end(text);
      return;
    }
    const [status, answer] = this.#once(method, url, headers, body, response);
    if (trouble === 'lose the answer') return void request.socket.destroy();
    const text = trouble === 'garble the answer' ? '<html>502</html>' : JSON.stringify(answer);
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  }

  /** The layer before the endpoints: key, form, and the memory of what was done under an idempotency key. */
  #once(
    method: string,
    url: string,
    headers: IncomingMessage['headers'],
    body: string,
    response: ServerResponse,
  ): Reply {
    if (headers.authorization !== `Bearer ${this.secretKey}`) {
      const message = `Invalid API Key provided: ${headers.authorization}`;
      return [401, stripeError('invalid_request_error', { message })];
    }
    if (method !== 'POST') return this.#get(url);
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
      return [400, stripeError('invalid_request_error', { message: 'Not form-encoded.' })];
    }
    const key = String(headers['idempotency-key'] ?? '');
    const of = `${url} ${body}`;
    const known = this.#replays.get(key);
    if (known !== undefined) {
      if (known.of !== of) return [400, stripeError('idempotency_error', { message: `Keys for ${key} differ.` })];
      response.setHeader('idempotent-replayed', 'true');
      return known.reply;
    }
    const reply = this.#post(url, new URLSearchParams(body));
    if (key !== '') this.#replays.set(key, { of, reply });
    return reply;
  }

  #get(url: string): Reply {
    const { pathname, searchParams } = new URL(url, this.url);
    const id = /^\/v1\/payment_methods\/([^/]+)$/.exec(pathname)?.[1] ?? '';
    return this.#shown(id, searchParams.getAll('expand[]').includes('customer'));
  }

  #post(url: string, form: URLSearchParams): Reply {
    if (url === '/v1/customers') {
      const id = `cus_${this.customers.size + 1}`;
      const metadata = { suanpan_root: form.get('metadata[suanpan_root]') };
      const customer = { id, object: 'customer', name: form.get('name'), metadata, livemode: false };
      this.customers.set(id, customer);
      return [200, customer];
    }
    const [, id = '', act] = /^\/v1\/payment_methods\/([^/]+)\/(attach|detach)$/.exec(url) ?? [];
    const method = this.#methods.get(id);
    if (method === undefined) return missing(id);
    if (act === 'detach') {
      if (method.customer === null) return [400, stripeError('invalid_request_error', { message: 'Not attached.' })];
      method.customer = null;
      return this.#shown(id, false);
    }
    if (this.declined.has(id)) {
      const reasons = { code: 'card_declined', decline_code: 'insufficient_funds', message: 'Your card was declined.' };
      return [402, stripeError('card_error', reasons)];
    }
    if (method.customer !== null) {
      return [400, stripeError('invalid_request_error', { message: 'Already attached to a customer.' })];
    }
    method.customer = form.get('customer');
    return this.#shown(id, false);
  }

  #shown(id: string, expanded: boolean): Reply {
    const method = this.#methods.get(id);
    if (method === undefined) return missing(id);
    const { type, details } = method;
    const customer = expanded && method.customer !== null ? this.customers.get(method.customer) : method.customer;
    return [200, { id, object: 'payment_method', type, [type]: details, customer, livemode: false, metadata: {} }];
  }
}

function missing(id: string): Reply {
  const message = `No such PaymentMethod: '${id}'`;
  return [404, stripeError('invalid_request_error', { code: 'resource_missing', param: 'payment_method', message })];
}
