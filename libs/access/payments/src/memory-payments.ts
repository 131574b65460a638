import type { PaymentMethod } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { BindRequest, BoundMethod, PaymentProvider, PaymentRequest, RootPayment } from './payment-provider.ts';

/** A provider in memory: what specs and the demo bind methods at. It knows the methods it was given, by reference. */
export class MemoryPayments implements PaymentProvider {
  readonly provider: PaymentMethod['provider'];
  /** While true the provider cannot be reached. */
  down = false;
  readonly #displays: ReadonlyMap<string, string>;
  readonly #owners = new Map<string, string>();

  constructor(displays: Readonly<Record<string, string>>, provider: PaymentMethod['provider'] = 'stripe') {
    this.#displays = new Map(Object.entries(displays));
    this.provider = provider;
  }

  async bind({ root, reference }: BindRequest): Promise<BoundMethod> {
    const method = this.#method(reference);
    const owner = this.#owners.get(reference) ?? root;
    if (owner !== root) throw new Fault('payment_refused', 'The payment method belongs to somebody else.');
    this.#owners.set(reference, root);
    return method;
  }

  async verify({ root, reference }: RootPayment): Promise<BoundMethod> {
    const method = this.#method(reference);
    if (this.#owners.get(reference) !== root) throw new Fault('payment_refused', 'The payment method is not bound.');
    return method;
  }

  async unbind({ root, reference }: PaymentRequest): Promise<void> {
    this.#reach();
    const owner = this.#owners.get(reference) ?? root;
    if (owner !== root) throw new Fault('payment_refused', 'The payment method belongs to somebody else.');
    this.#owners.delete(reference);
  }

  #method(reference: string): BoundMethod {
    this.#reach();
    const display = this.#displays.get(reference);
    if (display === undefined) throw new Fault('payment_refused', 'The provider knows no such payment method.');
    return { reference, display };
  }

  #reach(): void {
    if (this.down) throw new Fault('payment_unavailable', 'The payment provider cannot be reached right now.');
  }
}
