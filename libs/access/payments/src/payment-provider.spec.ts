import { afterEach, describe, expect, test } from '@jest/globals';
import { invoicePayments } from './invoice-payments.ts';
import { MemoryPayments } from './memory-payments.ts';
import { PROVIDER_CONTRACT, type ProviderBench } from './payment-provider.contract.ts';
import { StripeStub } from './spec-stripe-stub.ts';
import { stripePayments } from './stripe-payments.ts';

const KEY = 'sk_test_contract';
let stub: StripeStub | undefined;
afterEach(async () => {
  await stub?.stop();
  stub = undefined;
});

const BENCHES: readonly (readonly [string, () => Promise<ProviderBench>])[] = [
  ['stripe', stripeBench],
  ['invoice', async () => ({ payments: invoicePayments(), references: [' PO-4711 ', 'PO 4712'], exclusive: false })],
  ['memory', async () => ({ payments: memory(), references: ['pm_a', 'pm_b'], exclusive: true })],
];

async function stripeBench(): Promise<ProviderBench> {
  stub = await new StripeStub(KEY).start();
  stub.addMethod('pm_a');
  stub.addMethod('pm_b', 'us_bank_account', { bank_name: 'STRIPE TEST BANK', last4: '6789' });
  const payments = stripePayments({ secretKey: KEY, baseUrl: stub.url });
  return { payments, references: ['pm_a', 'pm_b'], exclusive: true };
}

function memory(): MemoryPayments {
  return new MemoryPayments({ pm_a: 'visa ending 4242', pm_b: 'visa ending 1881' });
}

describe.each(BENCHES)('the provider %s', (_name, open) => {
  test.each(PROVIDER_CONTRACT)('$name', async ({ run }) => {
    await run(await open());
  });
});

test('an invoice names its purchase order, trimmed, of any script', async () => {
  const bound = await invoicePayments().bind({ root: 'r', rootName: 'R', reference: ' 采购 7 ', requestId: '1' });
  expect(bound).toEqual({ reference: '采购 7', display: 'invoice, purchase order 采购 7' });
});

test('a provider in memory that is down says that it may answer later', async () => {
  const payments = memory();
  payments.down = true;
  const payment = { root: 'r', rootName: 'R', reference: 'pm_a', requestId: '1' };
  for (const act of [payments.bind(payment), payments.verify(payment), payments.unbind(payment)]) {
    await expect(act).rejects.toMatchObject({ code: 'payment_unavailable' });
  }
});
