import type { Booked } from './booked-money.ts';

/** One sum of money in plain words, the same for what is due and for what was logged. */
export interface PlainMoney {
  readonly currency: string;
  /** Millionths. */
  readonly micro: number;
  readonly component?: string | undefined;
  readonly service?: string | undefined;
  readonly posting?: string | undefined;
  readonly corrects?: number | undefined;
}

export function moneyText({ currency, micro, component, service, posting, corrects }: PlainMoney): string {
  const parts = [component, service === undefined ? undefined : `of ${service}`, posting && `in ${posting}`];
  const told = [`${currency} ${micro}`, ...parts, corrects === undefined ? undefined : `for ${corrects}`];
  return told.filter((part) => part !== undefined).join(' ');
}

/** What was booked by the outcome at a seq, as the log tells it: the call is named where it is another outcome's. */
export function bookedText(seq: number): (booked: Booked) => string {
  return ({ about, component, micro, service, posting }) =>
    moneyText({
      ...{ currency: 'USD', micro, component, service, posting },
      corrects: about === undefined || about === seq ? undefined : about,
    });
}
