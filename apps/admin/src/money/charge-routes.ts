import { Controller, Inject } from '@nestjs/common';
import type { Root } from '@suanpan/catalogue';
import { correctionFee, creditDirective } from '@suanpan/directives';
import type { Directive } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { chargeFee, grantCredit } from './charge-operations.ts';
import type { Directives } from './directives.ts';
import { DIRECTIVES } from './money-parts.ts';
import { accountOf, requirePeriod, requireProject } from './of-root.ts';
import { receiptOf } from './receipt.ts';
import { wishOf } from './wish.ts';

const PRIORITY_FALLBACK = 100;

@Controller()
export class ChargeRoutes {
  constructor(@Inject(DIRECTIVES) private readonly directives: Directives) {}

  @Serves(chargeFee)
  fee(call: Call<typeof chargeFee>) {
    const { reason: _, project, detail, ...terms } = call.body;
    const root = existing(call.view.root(call.params.root), 'root', call.params.root);
    accountOf(call.view, root, terms.account);
    if (project !== undefined) requireProject(call.view, root, project, terms.account);
    requirePeriod(call.view, root, terms.period);
    const more = { ...(project === undefined ? {} : { project }), ...(detail === undefined ? {} : { detail }) };
    return this.#accept(call, root, correctionFee(wishOf(call), newId('fee'), { ...terms, ...more }));
  }

  @Serves(grantCredit)
  credit(call: Call<typeof grantCredit>) {
    const { account, currency, amount, credit = newId('credit') } = call.body;
    const { priority = PRIORITY_FALLBACK, from = null, expiresAt = null } = call.body;
    const root = existing(call.view.root(call.params.root), 'root', call.params.root);
    accountOf(call.view, root, account);
    if (expiresAt !== null && expiresAt <= (from ?? call.now)) {
      throw new Fault('entity_invalid', 'expiresAt must be later than from, and than now.');
    }
    const terms = { account, credit, currency, amount, priority, from, expiresAt };
    return this.#accept(call, root, creditDirective(wishOf(call), terms));
  }

  /** What is there under the same id and says something else is another one. */
  #accept(call: Call<typeof chargeFee> | Call<typeof grantCredit>, root: Root, wanted: Directive) {
    return this.directives.accept(call, root, [wanted], ([stored]) => {
      if (stored === undefined) throw new Fault('internal', 'A directive was not stored.');
      if (contentOf(stored.directive) !== contentOf(wanted)) {
        throw new Fault('entity_exists', `${wanted.id} exists, and says something else.`);
      }
      return answerOf(chargeFee, receiptOf(stored));
    });
  }
}

function contentOf({ time: _, reason: __, actor: ___, ...content }: Directive): string {
  return JSON.stringify(content);
}
