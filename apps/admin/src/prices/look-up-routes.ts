import { Controller } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import { findMarkup } from '@suanpan/price-usage';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { lookUpPrices } from './look-up-operations.ts';
import { type CallTerms, callOf, lookUpPriceRows } from './look-up-prices.ts';

@Controller()
export class LookUpRoutes {
  @Serves(lookUpPrices)
  lookUp({ body, view, now }: Call<typeof lookUpPrices>) {
    const { account: id, time = now, inputTokens = 0, ...rest } = body;
    const account = id === undefined ? undefined : existing(view.account(id), 'account', id);
    const terms: CallTerms = { ...rest, root: account?.root ?? '', account: account?.id ?? '', time, inputTokens };
    const markup = findMarkup(callOf(terms, 'uncached_input'), view);
    if (markup.contenders !== undefined)
      throw new Fault('price_ambiguous', `mark-ups ${markup.contenders.join(' and ')}`);
    const found = lookUpPriceRows(terms, view);
    return answerOf(lookUpPrices, { revision: view.revision, time, ...found, markup: markup.found ?? null });
  }
}
