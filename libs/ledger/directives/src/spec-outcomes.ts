import type { Directive, Entry, Outcome, UsageEvent } from '@suanpan/facts';
import type { RatedOutcome } from '@suanpan/rated-record';

// What the specs of this library build their outcomes from.

export function anEvent(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: '2026-11-10T12:00:00.000Z',
    account: 'acme',
    credential: 'k',
    id: 'call',
    source: 'spec',
    root: 'acme',
    project: 'p',
    provider: 'openai',
    requestedModel: 'gpt',
    operation: 'chat',
    inputTokens: 100,
    outputTokens: 10,
    usageQuality: 'reported',
    ...more,
  };
}

export function money(amount: string, quantity: number | string, more: Partial<Entry> = {}): Entry {
  const line = { leaf: 'uncached_input', quantity, unitPrice: '0.01', amount, priceRow: 'row' } as const;
  return { currency: 'USD', amount, lines: [line], ...more };
}

export function rated(seq: number, subject: RatedOutcome['subject'], outcome: Partial<Outcome> = {}): RatedOutcome {
  const place = { seq, offset: seq, index: 0, receivedAt: 0, postedAt: 0, revision: 1 };
  return {
    outcome: { kind: 'rated', reason: 'priced', entries: [], ...place, ...outcome },
    subject,
    subjectText: JSON.stringify(subject),
  };
}

export function directive(more: object): Directive {
  const base = { time: '2026-11-11T00:00:00.000Z', id: 'd', source: 'suanpan/admin', root: 'acme', reason: 'spec' };
  return { ...base, ...more } as Directive;
}
