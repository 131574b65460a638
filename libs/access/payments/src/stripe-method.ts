/** A payment method at Stripe (docs.stripe.com/api/payment_methods/object), as far as it is used. */
export interface StripeMethod {
  readonly id: string;
  readonly display: string;
  /** Nobody, or the customer it is attached to with the root that customer was made for, if it was one of ours. */
  readonly customer: { readonly id: string; readonly root: string | undefined } | undefined;
}

/** Under this name a customer of ours carries its root. */
export const ROOT_METADATA = 'suanpan_root';

const METHOD_ID = /^pm_[A-Za-z0-9_]{1,200}$/;
const CUSTOMER_ID = /^cus_[A-Za-z0-9_]{1,200}$/;
const NAME = /^[\p{L}\p{N} ._&'-]{1,64}$/u;
const LAST4 = /^[0-9A-Za-z]{2,4}$/;

/** Tells whether a text can be the id of a payment method; whatever else it holds must not get into an address. */
export function isMethodId(text: string): boolean {
  return METHOD_ID.test(text);
}

/** Reads a payment method; `undefined` if the answer is not the object that was asked for. */
export function methodOf(body: Readonly<Record<string, unknown>>, id: string): StripeMethod | undefined {
  if (body.object !== 'payment_method' || body.id !== id || typeof body.type !== 'string') return undefined;
  if (body.customer === null || body.customer === undefined)
    return { id, display: displayOf(body), customer: undefined };
  const customer = customerOf(body.customer);
  return customer && { id, display: displayOf(body), customer };
}

/** The id of a customer; `undefined` if the answer is none. */
export function customerIdOf(body: Readonly<Record<string, unknown>>): string | undefined {
  return body.object === 'customer' && typeof body.id === 'string' && CUSTOMER_ID.test(body.id) ? body.id : undefined;
}

/** A customer is its id, or with `expand[]=customer` the whole object. */
function customerOf(value: unknown): StripeMethod['customer'] {
  if (typeof value === 'string') return { id: value, root: undefined };
  const customer = fieldsOf(value);
  if (typeof customer.id !== 'string') return undefined;
  const root = fieldsOf(customer.metadata)[ROOT_METADATA];
  return { id: customer.id, root: typeof root === 'string' ? root : undefined };
}

/** `visa ending 4242` for a card; for anything else its bank or its type, and the last digits if it has some. */
function displayOf(body: Readonly<Record<string, unknown>>): string {
  const type = String(body.type);
  const more = fieldsOf(body[type]);
  const name = [more.brand, more.bank_name, type.replaceAll('_', ' ')].find(
    (text) => typeof text === 'string' && NAME.test(text),
  );
  const last4 = typeof more.last4 === 'string' && LAST4.test(more.last4) ? ` ending ${more.last4}` : '';
  return `${name ?? 'payment method'}${last4}`;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
