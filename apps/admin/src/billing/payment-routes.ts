import { hash } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import type { PaymentMethod } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import type { PaymentProvider } from '@suanpan/payments';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type ChangeCall, type Changes, claimOf, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS, PAYMENTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import {
  bindPaymentMethod,
  detachPaymentMethod,
  listPaymentMethods,
  readPaymentMethod,
  verifyPaymentMethod,
} from './payment-operations.ts';

@Controller()
export class PaymentRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(PAYMENTS) private readonly providers: readonly PaymentProvider[],
  ) {}

  @Serves(listPaymentMethods)
  async list(call: Call<typeof listPaymentMethods>) {
    const { root } = call.query;
    const page = await this.lists.page(call, 'paymentMethod', {
      list: listPaymentMethods.id,
      filters: { root },
      ...(root === undefined ? {} : { root }),
      keep: (method) => call.may('payment.view', accountNode(method.root)).allowed,
    });
    return answerOf(listPaymentMethods, page);
  }

  @Serves(bindPaymentMethod)
  async bind(call: Call<typeof bindPaymentMethod>) {
    const { id = newId('pay'), root, provider, reference } = call.body;
    const { name: rootName } = existing(call.view.root(root), 'root', root);
    const bound = await this.#provider(provider).bind({ root, rootName, reference, requestId: requestIdOf(call) });
    const value: PaymentMethod = { id, root, provider, ...bound, status: 'active' };
    return this.changes.commit(call, [{ act: 'create', entity: 'paymentMethod', value }], (revision) =>
      answerOf(bindPaymentMethod, after(revision, 'paymentMethod', id), {
        version: revision.revision,
        headers: { location: `/v1/payment-methods/${id}` },
      }),
    );
  }

  @Serves(readPaymentMethod)
  read(call: Call<typeof readPaymentMethod>) {
    const method = this.#method(call);
    return answerOf(readPaymentMethod, method, { version: call.catalogue.changedBy('paymentMethod', method.id) });
  }

  @Serves(verifyPaymentMethod)
  async verify(call: Call<typeof verifyPaymentMethod>) {
    const { provider, root, reference } = this.#method(call);
    const { display } = await this.#provider(provider).verify({ root, reference });
    return answerOf(verifyPaymentMethod, { display });
  }

  @Serves(detachPaymentMethod)
  async detach(call: Call<typeof detachPaymentMethod>) {
    const method = this.#method(call);
    const { provider, root, reference } = method;
    await this.#provider(provider).unbind({ root, reference, requestId: requestIdOf(call) });
    const value: PaymentMethod = { ...method, status: 'detached' };
    return this.changes.commit(
      call,
      [{ act: 'change', entity: 'paymentMethod', value, ...expected(call) }],
      (revision) =>
        answerOf(detachPaymentMethod, after(revision, 'paymentMethod', method.id), { version: revision.revision }),
    );
  }

  #method({ view, params }: Pick<Call<typeof readPaymentMethod>, 'view' | 'params'>): PaymentMethod {
    return existing(view.get('paymentMethod', params.method), 'paymentMethod', params.method);
  }

  #provider(name: PaymentMethod['provider']): PaymentProvider {
    const found = this.providers.find(({ provider }) => provider === name);
    if (found === undefined) throw new Fault('payment_refused', `Payment by ${name} is not set up here.`);
    return found;
  }
}

/** Names the wish at the provider: a retry after a crash is the same wish, because it comes under the same key. */
function requestIdOf(call: Pick<ChangeCall, 'request'>): string {
  const { actor, key } = claimOf(call);
  return hash('sha256', `${actor}\n${key}`);
}
