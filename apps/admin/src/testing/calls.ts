import type { Plan } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { formatInstant } from '@suanpan/time';

/** A call of Acme's research department for a model that has a list price, unless told otherwise. */
export function aCall(id: string, time: number, more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    ...{ time: formatInstant(time), account: 'acme-research', credential: 'key_research', id, source: 'demo' },
    ...{ root: 'acme', project: 'prj_chat', provider: 'openai', requestedModel: 'gpt-4o', operation: 'chat' },
    ...{ inputTokens: 1_000, outputTokens: 100, usageQuality: 'reported' as const },
    ...more,
  };
}

/** Every token at a price that falls with the quantity, after a commitment, with a minimum and a promise. */
export function aPlan(more: Partial<Plan> = {}): Plan {
  return {
    ...{ id: 'pro@1', plan: 'pro', version: 1, root: null, name: 'Pro', currency: 'USD' },
    components: [
      {
        ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '1000', feeAmount: '10' },
        ...{ rollover: 'none', proration: 'none' },
      },
      {
        ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
        bands: [
          { upTo: '2000', price: { unitPrice: '0.01' } },
          { upTo: null, price: { unitPrice: '0.007' } },
        ],
      },
    ],
    ...more,
  };
}
