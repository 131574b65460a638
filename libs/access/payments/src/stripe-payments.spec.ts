import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Fault, problemOf } from '@suanpan/fault';
import type { PaymentProvider } from './payment-provider.ts';
import { StripeStub, stripeError, type Trouble } from './spec-stripe-stub.ts';
import { stripePayments } from './stripe-payments.ts';

const KEY = 'sk_test_51SECRETsecretSECRET';
const WISH = { root: 'root_1', rootName: 'Ada & Söhne', reference: 'pm_1Q0PsIJvEtkwdCNY', requestId: 'req-1' };
const { root, reference } = WISH;

let stub: StripeStub;
let payments: PaymentProvider;
beforeEach(async () => {
  stub = await new StripeStub(KEY).start();
  stub.addMethod(reference);
  payments = provider();
});
afterEach(() => stub.stop());

function provider(more: object = {}): PaymentProvider {
  return stripePayments({ secretKey: KEY, baseUrl: stub.url, pauseMs: 1, timeoutMs: 5_000, ...more });
}

async function faultOf(act: Promise<unknown>): Promise<Fault> {
  return act.then(
    (value) => {
      throw new Error(`Not refused: ${JSON.stringify(value)}`);
    },
    (fault: Fault) => fault,
  );
}

/** Everything of a fault that could reach an answer or a log. */
const shown = (fault: Fault) => `${inspect(fault, { depth: 9, showHidden: true })} ${JSON.stringify(problemOf(fault))}`;

describe('on the wire', () => {
  const sent = () => stub.seen.map(({ method, url, body }) => [method, url, body]);

  test('binding looks, makes a customer and attaches, in the documented form', async () => {
    expect(await payments.bind(WISH)).toEqual({ reference, display: 'visa ending 4242' });
    expect(sent()).toEqual([
      ['GET', `/v1/payment_methods/${reference}?expand%5B%5D=customer`, ''],
      ['POST', '/v1/customers', 'name=Ada+%26+S%C3%B6hne&metadata%5Bsuanpan_root%5D=root_1'],
      ['POST', `/v1/payment_methods/${reference}/attach`, 'customer=cus_1'],
    ]);
    for (const { method, headers } of stub.seen) {
      expect(headers).toMatchObject({
        authorization: `Bearer ${KEY}`,
        'stripe-version': '2026-08-26.dahlia',
        accept: 'application/json',
        'user-agent': 'suanpan',
      });
      // Idempotency keys have no effect on a GET, and it has no body to describe.
      const form = method === 'POST' ? 'application/x-www-form-urlencoded' : undefined;
      expect(headers['content-type']).toBe(form);
      expect(typeof headers['idempotency-key']).toBe(method === 'POST' ? 'string' : 'undefined');
    }
    const keys = stub.posts().map(({ headers }) => String(headers['idempotency-key']));
    expect(keys[0]).toMatch(/^suanpan-customer-[0-9a-f]{64}$/);
    expect(keys[1]).toMatch(/^suanpan-attach-[0-9a-f]{64}$/);
    expect(stub.customers.get('cus_1')).toMatchObject({ name: 'Ada & Söhne', metadata: { suanpan_root: root } });
    expect(stub.customerOf(reference)).toBe('cus_1');
  });

  test('letting go looks and detaches, with an empty form', async () => {
    await payments.bind(WISH);
    stub.seen.length = 0;
    await payments.unbind({ root, reference, requestId: 'req-2' });
    expect(sent()).toEqual([
      ['GET', `/v1/payment_methods/${reference}?expand%5B%5D=customer`, ''],
      ['POST', `/v1/payment_methods/${reference}/detach`, ''],
    ]);
    expect(stub.posts()[0]?.headers).toMatchObject({
      'content-length': '0',
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': expect.stringMatching(/^suanpan-detach-[0-9a-f]{64}$/),
    });
    expect(stub.customerOf(reference)).toBeNull();
  });

  test('verifying only looks', async () => {
    await payments.bind(WISH);
    stub.seen.length = 0;
    expect(await payments.verify({ root, reference })).toEqual({ reference, display: 'visa ending 4242' });
    expect(stub.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  test('another wish, root, name or method never has the idempotency key of one before', async () => {
    stub.addMethod('pm_2');
    await payments.bind(WISH);
    await payments.bind({ ...WISH, reference: 'pm_2', rootName: 'Ada' });
    stub.attachElsewhere(reference);
    stub.addMethod(reference);
    await payments.bind({ ...WISH, requestId: 'req-2' });
    const keys = stub.posts().map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([
    ['card', { brand: 'amex', last4: '0005' }, 'amex ending 0005'],
    ['us_bank_account', { bank_name: 'STRIPE TEST BANK', last4: '6789' }, 'STRIPE TEST BANK ending 6789'],
    ['sepa_debit', { last4: '3000' }, 'sepa debit ending 3000'],
    ['link', {}, 'link'],
    ['card', { brand: 'visa\u0000<script>', last4: 42 }, 'card'],
  ])('a method of the type %s with %j is shown as %j', async (type, details, display) => {
    stub.addMethod('pm_other', type, details);
    expect(await payments.bind({ ...WISH, reference: 'pm_other' })).toEqual({ reference: 'pm_other', display });
  });
});

describe('a refusal of Stripe', () => {
  test('of the card is told with its reason, is not tried again and binds nothing', async () => {
    stub.declined.add(reference);
    const fault = await faultOf(payments.bind(WISH));
    expect(fault).toMatchObject({
      code: 'payment_refused',
      detail: 'Your card was declined. (card_declined, insufficient_funds)',
      internal: {
        status: 402,
        type: 'card_error',
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        requestId: 'req_3',
        logUrl: 'https://dashboard.stripe.com/test/logs/req_1',
      },
    });
    expect(stub.posts()).toHaveLength(2);
    expect(stub.customerOf(reference)).toBeNull();
  });

  test('of a method that does not exist names none of what was sent', async () => {
    for (const act of [
      payments.bind({ ...WISH, reference: 'pm_none' }),
      payments.verify({ root, reference: 'pm_none' }),
    ]) {
      const fault = await faultOf(act);
      expect(fault).toMatchObject({ code: 'payment_refused', detail: 'Stripe knows no such payment method.' });
    }
    expect(stub.posts()).toEqual([]);
  });

  test('of a request is told by its code alone', async () => {
    const body = stripeError('invalid_request_error', { code: 'parameter_unknown', param: 'x', message: `${KEY}?` });
    stub.troubles.push(undefined, { status: 400, body });
    const fault = await faultOf(payments.bind(WISH));
    expect(fault.detail).toBe('Stripe refused the payment method (parameter_unknown).');
    expect(shown(fault)).not.toContain(KEY);
  });

  test('to let go is told, unless the method has been let go all the same', async () => {
    await payments.bind(WISH);
    const body = stripeError('invalid_request_error', { code: 'parameter_missing', message: 'Not attached.' });
    stub.troubles.push(undefined, { status: 400, body });
    expect(await faultOf(payments.unbind(WISH))).toMatchObject({ code: 'payment_refused' });
    const nobody = { id: reference, object: 'payment_method', type: 'card', customer: null };
    stub.troubles.push(undefined, { status: 400, body }, { status: 200, body: nobody });
    await payments.unbind(WISH);
  });

  test('to attach what is attached to somebody else is told, and changes nothing', async () => {
    stub.attachElsewhere(reference, { suanpan_root: 'root_2' });
    const detail = 'The payment method belongs to another customer at Stripe.';
    expect(await faultOf(payments.bind(WISH))).toMatchObject({ code: 'payment_refused', detail });
    expect(await faultOf(payments.unbind(WISH))).toMatchObject({ code: 'payment_refused', detail });
    expect(stub.customerOf(reference)).toBe('cus_other');
    expect(stub.posts()).toEqual([]);
  });

  test('to attach that follows from another being faster is told as such, unless the other was ours', async () => {
    const attachFirst = (metadata: Record<string, string>) => {
      const body = stripeError('invalid_request_error', { message: 'Already attached.' });
      stub.addMethod(reference);
      stub.troubles.push(undefined, undefined, { status: 400, body }, undefined);
      const act = payments.bind({ ...WISH, requestId: JSON.stringify(metadata) });
      // Between the look and the attachment.
      const watch = setInterval(() => {
        if (stub.posts().length > 0) stub.attachElsewhere(reference, metadata);
      }, 0);
      return act.finally(() => clearInterval(watch));
    };
    expect(await faultOf(attachFirst({}))).toMatchObject({ code: 'payment_refused' });
    stub.seen.length = 0;
    expect(await attachFirst({ suanpan_root: root })).toEqual({ reference, display: 'visa ending 4242' });
  });
});

describe('trouble that passes', () => {
  const passing: readonly (readonly [string, Trouble])[] = [
    ['429', { status: 429, body: stripeError('invalid_request_error', { code: 'rate_limit' }) }],
    ['500', { status: 500, body: stripeError('api_error') }],
    ['503 without JSON', { status: 503, body: '<html>Unavailable</html>' }],
    ['409', { status: 409, body: stripeError('idempotency_error', { code: 'idempotency_key_in_use' }) }],
    [
      '400 that is to be tried again',
      { status: 400, body: stripeError('api_error'), headers: { 'stripe-should-retry': 'true' } },
    ],
    ['a lost answer', 'lose the answer'],
    ['a garbled answer', 'garble the answer'],
    ['an answer that is no object', { status: 200, body: '[]' }],
  ];

  test.each(passing)('%s is tried again with the same key and body, and done once', async (_name, trouble) => {
    stub.troubles.push(undefined, trouble, undefined, trouble);
    expect(await payments.bind(WISH)).toEqual({ reference, display: 'visa ending 4242' });
    const [first, second, third, fourth] = stub.posts();
    expect(second).toMatchObject({ url: first?.url, body: first?.body });
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(fourth).toMatchObject({ url: third?.url, body: third?.body });
    expect(fourth?.headers['idempotency-key']).toBe(third?.headers['idempotency-key']);
    expect(third?.headers['idempotency-key']).not.toBe(first?.headers['idempotency-key']);
    expect(stub.customers.size).toBe(1);
  });

  test.each(passing)(
    '%s that stays is told after three tries, and the same request may be sent again',
    async (_name, trouble) => {
      stub.troubles.push(undefined, trouble, trouble, trouble);
      const fault = await faultOf(payments.bind(WISH));
      expect(fault).toMatchObject({ code: 'payment_unavailable', retryAfterSeconds: 5, internal: { tries: 3 } });
      expect(shown(fault)).not.toContain(KEY);
      expect(stub.posts()).toHaveLength(3);
      // Whatever had been done: the retry finds it, and there is one customer and one attachment.
      expect(await payments.bind(WISH)).toEqual({ reference, display: 'visa ending 4242' });
      expect(stub.customers.size).toBe(1);
    },
  );

  test.each<Trouble>(['hang', 'hang in the body'])(
    'an answer that does not come (%s) is given up in time',
    async (trouble) => {
      const hasty = provider({ timeoutMs: 80, triesMax: 2 });
      stub.troubles.push(trouble, trouble);
      const fault = await faultOf(hasty.bind(WISH));
      expect(fault).toMatchObject({ code: 'payment_unavailable', internal: { failure: 'timeout', tries: 2 } });
      expect(stub.seen).toHaveLength(2);
      stub.troubles.push(trouble);
      expect(await hasty.bind(WISH)).toMatchObject({ reference });
    },
  );

  test('is not tried again against the advice of Stripe', async () => {
    const headers = { 'stripe-should-retry': 'false' };
    stub.troubles.push({ status: 500, body: stripeError('api_error'), headers });
    expect(await faultOf(payments.bind(WISH))).toMatchObject({ code: 'payment_unavailable', internal: { tries: 1 } });
    expect(stub.seen).toHaveLength(1);
  });

  test('pauses longer each time, and never longer than the bound', async () => {
    const tookMs = async (settings: object) => {
      stub.troubles.push({ status: 500 }, { status: 500 }, { status: 500 });
      const startedAt = performance.now();
      await provider({ triesMax: 4, ...settings }).bind(WISH);
      return performance.now() - startedAt;
    };
    // Pauses of at least 20, 40 and 80 ms.
    expect(await tookMs({ pauseMs: 40 })).toBeGreaterThanOrEqual(139);
    // Without the bound the first pause alone would take ten seconds or more.
    expect(await tookMs({ pauseMs: 20_000, pauseMaxMs: 10 })).toBeLessThan(5_000);
  });

  test('such as nobody at the address is a passing fault that shows no address', async () => {
    await stub.stop();
    const fault = await faultOf(payments.verify({ root, reference }));
    expect(fault).toMatchObject({ code: 'payment_unavailable', internal: { failure: 'connection', tries: 3 } });
    expect(shown(fault)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
    stub = await new StripeStub(KEY).start();
  });
});

test('an attachment whose wish was repeated after Stripe forgot its keys is found by its root', async () => {
  await payments.bind(WISH);
  const customers = stub.customers.size;
  expect(await payments.bind({ ...WISH, requestId: 'a day later' })).toEqual({
    reference,
    display: 'visa ending 4242',
  });
  expect(stub.customers.size).toBe(customers);
});

describe('the secret key', () => {
  test('is shown by nothing: not by the provider, nor by a fault when Stripe repeats it', async () => {
    const wrong = stripePayments({ secretKey: 'sk_test_WRONGwrongWRONG', baseUrl: stub.url, pauseMs: 1 });
    const fault = await faultOf(wrong.bind(WISH));
    expect(fault).toMatchObject({ code: 'payment_unavailable', internal: { status: 401, tries: 1 } });
    expect(`${shown(fault)} ${inspect(wrong, { depth: 9, showHidden: true })}`).not.toContain('WRONG');
  });

  test('is not sent to where a redirect leads', async () => {
    const other = await new StripeStub(KEY).start();
    other.addMethod(reference);
    stub.troubles.push({ status: 302, headers: { location: `${other.url}/v1/payment_methods/${reference}` } });
    expect(await faultOf(payments.bind(WISH))).toMatchObject({ code: 'payment_unavailable' });
    expect(other.seen).toEqual([]);
    await other.stop();
  });

  test.each([
    ['', 'https://api.stripe.com'],
    ['pk_live_1234567890', 'https://api.stripe.com'],
    ['sk_live_1234\r\nx: y', 'https://api.stripe.com'],
    [KEY, 'http://api.stripe.com'],
    [KEY, 'http://127.0.0.1.example.com'],
    [KEY, 'ftp://127.0.0.1'],
    [KEY, 'https://user@api.stripe.com'],
    [KEY, 'api.stripe.com'],
  ])('%j with the address %j is refused before anything is sent, and not repeated', (secretKey, baseUrl) => {
    const open = () => stripePayments({ secretKey, baseUrl });
    expect(open).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    if (secretKey !== '') expect(open).not.toThrow(secretKey);
  });
});

describe('an answer that is not what was asked for', () => {
  test.each([
    ['another object', { object: 'customer', id: reference }],
    ['another method', { object: 'payment_method', id: 'pm_other', type: 'card', customer: null }],
    ['a customer of no form', { object: 'payment_method', id: reference, type: 'card', customer: 7 }],
  ])('(%s) is believed in nothing', async (_name, body) => {
    stub.troubles.push({ status: 200, body });
    expect(await faultOf(payments.bind(WISH))).toMatchObject({ code: 'payment_unavailable' });
    expect(stub.posts()).toEqual([]);
  });

  test('where a customer or an attachment was wished for binds nothing', async () => {
    for (const body of [
      { object: 'customer', id: '../x' },
      { object: 'source', id: 'cus_1' },
    ]) {
      stub.troubles.push(undefined, { status: 200, body });
      expect(await faultOf(payments.bind(WISH))).toMatchObject({ code: 'payment_unavailable' });
    }
    const attached = { object: 'payment_method', id: reference, type: 'card', customer: 'cus_9' };
    stub.troubles.push(undefined, undefined, { status: 200, body: attached });
    expect(await faultOf(payments.bind({ ...WISH, requestId: 'req-2' }))).toMatchObject({
      code: 'payment_unavailable',
    });
    expect(stub.customerOf(reference)).toBeNull();
  });

  test('an error without an error object is nothing Stripe said', async () => {
    stub.troubles.push({ status: 404, body: 'no such host' });
    const fault = await faultOf(payments.verify({ root, reference }));
    expect(fault).toMatchObject({ code: 'payment_unavailable', internal: { status: 404, failure: 'malformed' } });
  });
});
