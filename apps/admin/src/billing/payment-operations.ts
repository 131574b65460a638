import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Id, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { PaymentMethod } from '../shapes/billing.ts';

const TAG = 'Payment methods';
const MethodParams = z.strictObject({ method: Named });
const here = ({ params }: { readonly params: { readonly method: string } }) =>
  ({ kind: 'paymentMethod', id: params.method }) as const;

export const listPaymentMethods = operation({
  id: 'listPaymentMethods',
  method: 'GET',
  path: '/v1/payment-methods',
  tag: TAG,
  summary: 'Payment methods the caller may see, by id',
  access: { each: 'payment.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('PaymentMethodPage', PaymentMethod),
  examples: { acme: { query: { root: 'acme' } } },
});

export const bindPaymentMethod = operation({
  id: 'bindPaymentMethod',
  method: 'POST',
  path: '/v1/payment-methods',
  tag: TAG,
  summary: 'Bind a way to pay to a root',
  details: 'The provider is asked first; only what it takes is written down.',
  access: { needs: 'payment.manage', where: ({ body }) => ({ kind: 'root', id: body.root }) },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
      root: Named,
      provider: z.enum(['stripe', 'invoice']),
      reference: plainText(200).describe("The provider's id of the method, or the purchase order of an invoice."),
      reason: Reason,
    })
    .meta({ id: 'NewPaymentMethod' }),
  status: 201,
  answer: PaymentMethod,
  faults: ['entity_exists', 'payment_refused', 'payment_unavailable'],
  examples: {
    invoice: {
      body: {
        id: 'pay_order',
        root: 'acme',
        provider: 'invoice',
        reference: 'PO-2026-4711',
        reason: 'Framework contract.',
      },
    },
  },
});

export const readPaymentMethod = operation({
  id: 'readPaymentMethod',
  method: 'GET',
  path: '/v1/payment-methods/{method}',
  tag: TAG,
  summary: 'One payment method',
  access: { needs: 'payment.view', where: here },
  effect: 'read',
  params: MethodParams,
  status: 200,
  answer: PaymentMethod,
  examples: { order: { params: { method: 'pay_order' } } },
});

export const verifyPaymentMethod = operation({
  id: 'verifyPaymentMethod',
  method: 'POST',
  path: '/v1/payment-methods/{method}/verify',
  tag: TAG,
  summary: 'Ask the provider whether a method still is the own of its root',
  access: { needs: 'payment.view', where: here },
  effect: 'read',
  params: MethodParams,
  status: 200,
  answer: z.strictObject({ display: z.string() }).meta({ id: 'VerifiedPaymentMethod' }),
  faults: ['payment_refused', 'payment_unavailable'],
  examples: { order: { params: { method: 'pay_order' } } },
});

export const detachPaymentMethod = operation({
  id: 'detachPaymentMethod',
  method: 'POST',
  path: '/v1/payment-methods/{method}/detach',
  tag: TAG,
  summary: 'Let a payment method go',
  access: { needs: 'payment.manage', where: here },
  effect: 'change',
  params: MethodParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'PaymentMethodDetaching' }),
  status: 200,
  answer: PaymentMethod,
  faults: ['payment_refused', 'payment_unavailable'],
  examples: {
    detach: {
      params: { method: 'pay_order' },
      body: { reason: 'The order is used up.' },
      versionAt: '/v1/payment-methods/pay_order',
    },
  },
});
