import { Controller, Inject } from '@nestjs/common';
import { amendDirective, type Standing, targetOf, voidDirective } from '@suanpan/directives';
import type { Directive } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { type Answer, answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { amendedCall } from './call-changes.ts';
import { amendCall, voidCall } from './correction-operations.ts';
import type { Directives } from './directives.ts';
import type { Calls } from './find-call.ts';
import { CALLS, DIRECTIVES } from './money-parts.ts';
import { receiptOf } from './receipt.ts';
import { wishOf } from './wish.ts';

type CorrectionCall = Call<typeof voidCall> | Call<typeof amendCall>;

@Controller()
export class CorrectionRoutes {
  constructor(
    @Inject(CALLS) private readonly calls: Calls,
    @Inject(DIRECTIVES) private readonly directives: Directives,
  ) {}

  @Serves(voidCall)
  void(call: Call<typeof voidCall>) {
    return this.#correct(call, (standing, shard) => voidDirective(wishOf(call), shard, targetOf(standing)));
  }

  @Serves(amendCall)
  amend(call: Call<typeof amendCall>) {
    return this.#correct(call, (standing, shard) => {
      const event = amendedCall(standing.event, call.body.call, call.view);
      return amendDirective(wishOf(call), shard, targetOf(standing), event);
    });
  }

  async #correct(call: CorrectionCall, make: (standing: Standing, shard: number) => Directive): Promise<Answer> {
    const root = existing(call.view.root(call.params.root), 'root', call.params.root);
    const standing = await this.calls.standing(root, call.body.target);
    if (standing.state === 'voided') throw new Fault('target_settled', 'The call has been taken back.');
    const directive = make(standing, root.shard);
    return this.directives.accept(call, root, [directive], ([stored]) => {
      if (stored === undefined) throw new Fault('internal', 'A directive was not stored.');
      return answerOf(voidCall, receiptOf(stored));
    });
  }
}
