import { expect } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import type { PaymentProvider } from './payment-provider.ts';

/** A provider with two methods that can be bound, in the form a payer would hand them over. */
export interface ProviderBench {
  readonly payments: PaymentProvider;
  readonly references: readonly [string, string];
  /** Whether a method can be the own of one root only. */
  readonly exclusive: boolean;
}

/** One promise of the port {@link PaymentProvider}, to be shown of every implementation. */
export interface ProviderCase {
  readonly name: string;
  run(bench: ProviderBench): Promise<void>;
}

const request = (reference: string, root = 'root_1', requestId = 'req-1') => ({
  ...{ root, reference, requestId },
  rootName: 'Ada & Söhne, Zürich',
});
const refused = expect.objectContaining({ code: 'payment_refused', detail: expect.stringMatching(/.{15,}/) });

/** What every provider promises. */
export const PROVIDER_CONTRACT: readonly ProviderCase[] = [
  {
    name: 'a method that is bound is recognised by people, and stays the same when it is verified',
    async run({ payments, references: [first, second] }) {
      const bound = await payments.bind(request(first));
      expect(bound.display).toMatch(/^[\x20-\x7e]{5,200}$/);
      expect(await payments.verify({ root: 'root_1', reference: bound.reference })).toEqual(bound);
      const other = await payments.bind(request(second, 'root_1', 'req-2'));
      expect(other.reference).not.toBe(bound.reference);
      expect(await payments.verify({ root: 'root_1', reference: bound.reference })).toEqual(bound);
    },
  },
  {
    name: 'binding again, as a retry or as another wish, answers the same and binds once',
    async run({ payments, references: [first] }) {
      const bound = await payments.bind(request(first));
      expect(await payments.bind(request(first))).toEqual(bound);
      expect(await payments.bind(request(first, 'root_1', 'req-2'))).toEqual(bound);
      expect(await payments.bind(request(bound.reference, 'root_1', 'req-3'))).toEqual(bound);
    },
  },
  {
    name: 'the same wish at the same moment is granted twice and carried out once',
    async run({ payments, references: [first] }) {
      const [one, two] = await Promise.all([payments.bind(request(first)), payments.bind(request(first))]);
      expect(two).toEqual(one);
    },
  },
  {
    name: 'letting go is done once it is done, and what was let go can be told',
    async run({ payments, references: [first], exclusive }) {
      const { reference } = await payments.bind(request(first));
      const payment = { root: 'root_1', reference };
      await payments.unbind({ ...payment, requestId: 'req-2' });
      await payments.unbind({ ...payment, requestId: 'req-2' });
      await payments.unbind({ ...payment, requestId: 'req-3' });
      if (exclusive) await expect(payments.verify(payment)).rejects.toEqual(refused);
    },
  },
  {
    name: 'letting go of what was never bound, or never was, is no fault',
    async run({ payments, references: [first] }) {
      await payments.unbind({ root: 'root_1', reference: first, requestId: 'req-1' });
      await payments.unbind({ root: 'root_1', reference: 'pm_nonesuch', requestId: 'req-1' });
      await payments.unbind({ root: 'root_1', reference: '../..', requestId: 'req-1' });
    },
  },
  {
    name: "another root's method is neither bound, verified nor let go, where methods are exclusive",
    async run({ payments, references: [first], exclusive }) {
      const { reference } = await payments.bind(request(first));
      if (!exclusive) return;
      const theirs = { root: 'root_2', reference };
      await expect(payments.bind(request(first, 'root_2'))).rejects.toEqual(refused);
      await expect(payments.verify(theirs)).rejects.toEqual(refused);
      await expect(payments.unbind({ ...theirs, requestId: 'req-2' })).rejects.toEqual(refused);
      expect(await payments.verify({ root: 'root_1', reference })).toMatchObject({ reference });
    },
  },
  {
    name: 'a reference that cannot be one is refused with a reason and quoted nowhere',
    async run({ payments }) {
      for (const reference of ['', ' ', '\u0000', 'a\nb', 'x'.repeat(5000), 'pm_/../x\r\ny', '\ud800']) {
        for (const act of [payments.bind(request(reference)), payments.verify({ root: 'root_1', reference })]) {
          const error: unknown = await act.then(
            () => undefined,
            (cause: unknown) => cause,
          );
          if (!isFault(error, 'payment_refused')) throw new Error(`Not refused: ${JSON.stringify(reference)}`);
          if (reference.length > 2) expect(error.message).not.toContain(reference);
        }
      }
    },
  },
];
