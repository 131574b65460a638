import { type Charging, type CounterChange, type Counters, closedCounter, resultCounter } from '@suanpan/charging';
import type { Entry, UsageEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { type Price, statelessCharging } from './stateless-charging.ts';

// Charging with just enough state for the specs of deciding: a total that grows, results, fees, credits and closes.

/** Tokens that calls of the model `tiered` have used so far. */
export const usedCounter = (root: string) => `p|${root}|used`;

const SERVICE = { servicePeriod: '2026-11' };

/** Calls of `tiered` cost the total reached; calls of `on-result` cost nothing until a result is accepted. */
export function specCharging(price: Price): Charging {
  const plain = statelessCharging(price);
  const chargeCall: Charging['chargeCall'] = (event, view, counters, context) => {
    if (event.requestedModel === 'on-result') {
      return { charged: true, reason: 'charged_on_result', entries: [], counters: [[resultOf(event), 'waits']] };
    }
    if (event.requestedModel !== 'tiered') return plain.chargeCall(event, view, counters, context);
    const total = usedBy(event.root, counters) + event.inputTokens;
    const posted = context.posting === 'none' ? {} : { postingPeriod: '2026-11' };
    const entries = [entryOf(String(total), { ...SERVICE, ...posted })];
    return { charged: true, reason: 'priced', entries, counters: [[usedCounter(event.root), String(total)]] };
  };
  return {
    ...plain,
    countersOf: (subject) => {
      const { root } = subject;
      if ('directive' in subject) return [usedCounter(root), closedCounter(root), `p|${root}|credit`];
      if ('result' in subject) {
        return [resultCounter(root, eventIdentity(root, subject.result.source, subject.result.id))];
      }
      if (subject.requestedModel === 'tiered') return [usedCounter(root), closedCounter(root)];
      return subject.requestedModel === 'on-result' ? [resultOf(subject)] : [];
    },
    chargeCall,
    amendCall: (directive, view, counters, context) => {
      const { event, target } = directive;
      if (event.requestedModel !== 'tiered') return plain.amendCall(directive, view, counters, context);
      const back = target.charged.entries.map((entry) => ({ ...entry, amount: `-${entry.amount}` }));
      const anew = chargeCall(event, view, counters, context);
      return anew.charged ? { ...anew, reason: 'amended', entries: [...back, ...anew.entries] } : anew;
    },
    chargeResult: ({ root, result, project }, _view, counters) => {
      const name = resultCounter(root, eventIdentity(root, result.source, result.id));
      const state = counters(name);
      if (state === undefined) return { charged: false, reason: 'result_without_plan' };
      if (state === 'charged') return { charged: false, reason: 'result_repeated' };
      if (!result.accepted) return { charged: false, reason: 'result_not_accepted' };
      const changes: CounterChange[] = [[name, 'charged']];
      return { charged: true, reason: 'result_accepted', entries: [entryOf('5', { project })], counters: changes };
    },
    voidCall: (directive, view, counters, context) => {
      const { target, root } = directive;
      if (target.event.requestedModel !== 'tiered') return plain.voidCall(directive, view, counters, context);
      const total = usedBy(root, counters) - target.event.inputTokens;
      const entries = target.charged.entries.map(({ amount }) => entryOf(`-${amount}`));
      return { charged: true, reason: 'voided', entries, counters: [[usedCounter(root), String(total)]] };
    },
    chargeFee: ({ amount, account, period }) => ({
      charged: true,
      reason: 'fee_charged',
      entries: [entryOf(amount, { account, postingPeriod: period })],
      counters: [],
    }),
    grantCredit: ({ root, credit }, _view, counters) =>
      counters(`p|${root}|credit`) === credit
        ? { charged: false, reason: 'credit_exists' }
        : { charged: true, reason: 'credit_granted', entries: [], counters: [[`p|${root}|credit`, credit]] },
    closePeriod: ({ root, period }, _view, counters) => {
      if ((counters(closedCounter(root)) ?? '') >= period) return { charged: false, reason: 'period_closed_before' };
      const closing = { period, totals: [], balances: [] };
      const changes: CounterChange[] = [[closedCounter(root), period]];
      return { charged: true, reason: 'period_closed', entries: [], counters: changes, closing };
    },
  };
}

function usedBy(root: string, counters: Counters): number {
  return Number(counters(usedCounter(root)) ?? '0');
}

function resultOf({ root, source, id }: UsageEvent): string {
  return resultCounter(root, eventIdentity(root, source, id));
}

function entryOf(amount: string, more: Partial<Entry> = {}): Entry {
  return { currency: 'USD', amount, lines: [], ...more };
}
