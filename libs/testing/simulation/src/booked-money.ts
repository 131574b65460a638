import { MINIMUM_MICRO, monthAfter, monthAt, RESULT_MICRO, RESULT_MODEL, STEP_MODELS, STEPS } from './billing-terms.ts';
import type { MeantEvent } from './meaning.ts';

/** One sum of money as the judge books it, in millionths of a dollar. */
export interface Booked {
  /** The call it is about; absent for fees and true-ups. */
  readonly about?: number;
  readonly component: string;
  readonly micro: number;
  /** Tokens of a step. */
  readonly tokens?: number;
  readonly service: string;
  readonly posting: string;
}

/** What one list token costs in millionths of a dollar, `undefined` while nobody knows. */
export type ListPrice = (model: string) => number | undefined;

/**
 * The money of one root, booked by the plan of the world: nothing is kept but the list of everything that was booked, and every
 * question is answered by adding it up.
 */
export class BookedMoney {
  readonly #booked: Booked[] = [];
  readonly #granted: { readonly credit: string; readonly micro: number }[] = [];
  #closed: string | undefined;

  /** Books an accepted result, which is about itself: it stays when its call is taken back. */
  result(time: number, about: number): Booked[] {
    const service = monthAt(time);
    const at = { about, service, posting: this.#posting(service) };
    const paid = this.#credits(RESULT_MICRO).map((credit) => ({ ...at, ...credit }));
    return this.#book([{ ...at, component: 'outcome', micro: RESULT_MICRO }, ...paid]);
  }

  /** Books a call; `undefined` while its model has no price. */
  charge(event: MeantEvent, about: number, listPrice: ListPrice): Booked[] | undefined {
    const service = monthAt(event.time);
    if (event.model === RESULT_MODEL) return [];
    const isStep = STEP_MODELS.includes(event.model);
    // What a call without tokens would have cost is never asked.
    const unit = isStep || event.tokens === 0 ? 0 : listPrice(event.model);
    if (unit === undefined) return undefined;
    const at = { about, service, posting: this.#posting(service) };
    const charges = isStep
      ? steps(this.#tokens(service), event.tokens).map((step) => ({ ...at, ...step }))
      : [{ ...at, component: 'list', micro: unit * event.tokens }].filter(() => event.tokens > 0);
    const due = charges.reduce((sum, { micro }) => sum + micro, 0);
    return this.#book([...charges, ...this.#credits(due).map((paid) => ({ ...at, ...paid }))]);
  }

  /** Takes a call back: steps from the top of what the month holds now, everything else as it is. */
  takeBack(about: number): Booked[] {
    const stands = new Map<string, Booked>();
    for (const one of this.#booked.filter((booked) => booked.about === about)) {
      const component = one.tokens === undefined ? one.component : 'steps';
      const key = `${component} ${one.service}`;
      const before = stands.get(key);
      const tokens = (one.tokens ?? 0) + (before?.tokens ?? 0);
      stands.set(key, { ...one, component, micro: one.micro + (before?.micro ?? 0), tokens });
    }
    const back: Booked[] = [];
    for (const { component, micro, tokens = 0, service } of stands.values()) {
      const at = { about, service, posting: this.#posting(service) };
      if (component !== 'steps') back.push({ ...at, component, micro: -micro });
      else {
        const left = this.#tokens(service) - tokens;
        for (const step of steps(left, tokens)) {
          back.push({ ...at, component: step.component, micro: -step.micro, tokens: -step.tokens });
        }
      }
    }
    return this.#book(back.filter(({ micro }) => micro !== 0));
  }

  fee(period: string, micro: number): Booked[] {
    return this.#book([{ component: 'correction', micro, service: period, posting: this.#posting(period) }]);
  }

  grant(credit: string, micro: number): void {
    if (!this.#granted.some((granted) => granted.credit === credit)) this.#granted.push({ credit, micro });
  }

  /** Closes the next month, or does nothing. */
  close(period: string): Booked[] {
    if (this.#closed !== undefined && period !== monthAfter(this.#closed)) return [];
    this.#closed = period;
    const spent = this.#sum(({ service, component }) => service === period && isPlanned(component));
    if (spent >= MINIMUM_MICRO) return [];
    return this.#book([{ component: 'true_up', micro: MINIMUM_MICRO - spent, service: period, posting: period }]);
  }

  #posting(service: string): string {
    return this.#closed === undefined || service > this.#closed ? service : monthAfter(this.#closed);
  }

  #tokens(service: string): number {
    return this.#booked.reduce((sum, one) => sum + (one.service === service ? (one.tokens ?? 0) : 0), 0);
  }

  #credits(due: number): { component: string; micro: number }[] {
    const paid: { component: string; micro: number }[] = [];
    let open = due;
    for (const { credit, micro } of this.#granted) {
      const component = `credit:${credit}`;
      const left = micro + this.#sum((booked) => booked.component === component);
      const used = Math.min(left, open);
      if (used > 0) paid.push({ component, micro: -used });
      open -= Math.max(0, used);
    }
    return paid;
  }

  #sum(holds: (booked: Booked) => boolean): number {
    return this.#booked.reduce((sum, one) => sum + (holds(one) ? one.micro : 0), 0);
  }

  #book(money: Booked[]): Booked[] {
    this.#booked.push(...money);
    return money;
  }
}

function isPlanned(component: string): boolean {
  return component === 'list' || component === 'outcome' || component.startsWith('steps');
}

/** What tokens cost that come on top of those a month holds already, step by step. */
function steps(held: number, tokens: number): { component: string; micro: number; tokens: number }[] {
  const parts: { component: string; micro: number; tokens: number }[] = [];
  let low = 0;
  STEPS.forEach(({ upTo, micro }, number) => {
    const inside = Math.min(held + tokens, upTo) - Math.max(held, low);
    if (inside > 0) parts.push({ component: `steps#${number + 1}`, micro: inside * micro, tokens: inside });
    low = upTo;
  });
  return parts;
}
