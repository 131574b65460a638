import { Fault } from '@suanpan/fault';
import type { BoundMethod, PaymentProvider, RootPayment } from './payment-provider.ts';

const REFERENCE_MAX = 120;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/u;

/**
 * Payment by invoice: people send it and people see that it is paid, so there is nobody to ask. The reference is the purchase
 * order the payer wants to read on the invoice; two roots may well name the same.
 */
export function invoicePayments(): PaymentProvider {
  const bound = async ({ reference }: RootPayment): Promise<BoundMethod> => {
    const order = reference.trim();
    if (order === '' || order.length > REFERENCE_MAX || FORBIDDEN.test(order)) {
      const detail = `The purchase order must be a text of 1 to ${REFERENCE_MAX} characters on one line.`;
      throw new Fault('payment_refused', detail);
    }
    return { reference: order, display: `invoice, purchase order ${order}` };
  };
  return { provider: 'invoice', bind: bound, verify: bound, unbind: async () => undefined };
}
