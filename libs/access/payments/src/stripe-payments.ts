import { hash } from 'node:crypto';
import { Fault } from '@suanpan/fault';
import type { BindRequest, BoundMethod, PaymentProvider, PaymentRequest, RootPayment } from './payment-provider.ts';
import { openStripe, type StripeAnswer, type StripeCaller, type StripeSettings, unavailable } from './stripe-call.ts';
import { customerIdOf, isMethodId, methodOf, ROOT_METADATA, type StripeMethod } from './stripe-method.ts';

/**
 * Payment methods at Stripe. The payer gives card or account to Stripe's own page and hands us the id of the payment method;
 * binding makes a customer for the root and attaches the method to it. The customer carries the root in its metadata, so that
 * who owns a method can be read back at any time: after a crash between two calls, or when a key has outlived its day.
 */
export function stripePayments(settings: StripeSettings): PaymentProvider {
  const call = openStripe(settings);
  return {
    provider: 'stripe',
    bind: (request) => bind(call, request),
    verify: (payment) => verify(call, payment),
    unbind: (request) => unbind(call, request),
  };
}

async function bind(call: StripeCaller, request: BindRequest): Promise<BoundMethod> {
  const { root, rootName, reference } = request;
  const method = await find(call, reference);
  if (method === undefined) throw unknown();
  if (method.customer !== undefined) return owned(method, root);
  const form = { name: rootName, [`metadata[${ROOT_METADATA}]`]: root };
  const made = await call({
    path: '/v1/customers',
    post: { form, idempotencyKey: keyOf('customer', request, rootName) },
  });
  const customer = customerIdOf(accepted(made));
  if (customer === undefined) throw unavailable({ failure: 'unexpected' });
  const attached = await call({
    path: `/v1/payment_methods/${reference}/attach`,
    post: { form: { customer }, idempotencyKey: keyOf('attach', request, customer) },
  });
  if (!attached.ok) {
    // Somebody may have been faster: another try of ours, or somebody else.
    const now = await find(call, reference);
    if (now?.customer?.root !== root) throw refused(attached);
    return owned(now, root);
  }
  const bound = methodOf(attached.body, reference);
  if (bound?.customer?.id !== customer) throw unavailable({ failure: 'unexpected' });
  return { reference, display: bound.display };
}

async function verify(call: StripeCaller, { root, reference }: RootPayment): Promise<BoundMethod> {
  const method = await find(call, reference);
  if (method === undefined) throw unknown();
  return owned(method, root);
}

async function unbind(call: StripeCaller, request: PaymentRequest): Promise<void> {
  const { root, reference } = request;
  if (!isMethodId(reference)) return;
  const method = await find(call, reference);
  if (method?.customer === undefined) return;
  owned(method, root);
  const path = `/v1/payment_methods/${reference}/detach`;
  const detached = await call({ path, post: { form: {}, idempotencyKey: keyOf('detach', request, '') } });
  if (detached.ok) return;
  const now = await find(call, reference);
  if (now?.customer !== undefined) throw refused(detached);
}

/** The method with its customer; `undefined` if there is none. */
async function find(call: StripeCaller, reference: string): Promise<StripeMethod | undefined> {
  if (!isMethodId(reference)) {
    throw new Fault('payment_refused', 'The reference must be the id of a Stripe payment method, pm_….');
  }
  const answer = await call({ path: `/v1/payment_methods/${reference}?expand%5B%5D=customer` });
  if (!answer.ok && answer.error.code === 'resource_missing') return undefined;
  const method = methodOf(accepted(answer), reference);
  if (method === undefined) throw unavailable({ failure: 'unexpected' });
  return method;
}

function owned({ id, display, customer }: StripeMethod, root: string): BoundMethod {
  if (customer === undefined) throw new Fault('payment_refused', 'The payment method is not bound at Stripe.');
  if (customer.root !== root) {
    throw new Fault('payment_refused', 'The payment method belongs to another customer at Stripe.');
  }
  return { reference: id, display };
}

function accepted(answer: StripeAnswer): Readonly<Record<string, unknown>> {
  if (!answer.ok) throw refused(answer);
  return answer.body;
}

function refused({ error }: Extract<StripeAnswer, { ok: false }>): Fault {
  return new Fault('payment_refused', error.detail, { internal: { ...error.internal } });
}

function unknown(): Fault {
  return new Fault('payment_refused', 'Stripe knows no such payment method.');
}

/** One key per step and content: a retry repeats it, and no two contents ever share one. At most 255 characters. */
function keyOf(step: string, { requestId, root, reference }: PaymentRequest, more: string): string {
  return `suanpan-${step}-${hash('sha256', JSON.stringify([requestId, root, reference, more]))}`;
}
