import type { UsageEvent } from '@suanpan/facts';
import fc from 'fast-check';

const count = fc.oneof(fc.integer({ min: 0, max: 150 }), fc.constantFrom(0, 1, 7, 50, 100));

/** What a call used and by which model, and what it was admitted with. */
export type RandomUsage = Omit<Partial<UsageEvent>, 'time' | 'account' | 'project' | 'id' | 'source' | 'root'>;

/** Usage of few models, in quantities that lie at and around the edges of random plans. */
export const randomUsage: fc.Arbitrary<RandomUsage> = fc
  .record(
    {
      requestedModel: fc.constantFrom('model-1', 'model-1', 'model-2'),
      provider: fc.constantFrom('openai', 'openai', 'azure'),
      inputTokens: count,
      outputTokens: count,
      cached: fc.nat({ max: 60 }),
      requests: fc.nat({ max: 2 }),
      micro: fc.integer({ min: 1, max: 40_000_000 }),
      httpStatus: fc.constantFrom(200, 500),
      priority: fc.constantFrom('lite', 'normal'),
      batch: fc.boolean(),
      quote: fc.constantFrom('0.9', '7'),
    },
    { requiredKeys: ['requestedModel', 'provider', 'inputTokens', 'outputTokens'] },
  )
  .map(({ cached, micro, priority, batch, quote, ...usage }) => ({
    ...usage,
    ...(cached === undefined ? {} : { cacheReadTokens: Math.min(cached, usage.inputTokens) }),
    ...(micro === undefined ? {} : { seconds: `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}` }),
    ...(priority === undefined && batch === undefined && quote === undefined
      ? {}
      : {
          admission: {
            id: 'adm',
            ...(priority === undefined ? {} : { priority }),
            ...(batch === undefined ? {} : { batch }),
            ...(quote === undefined ? {} : { quotes: { load: quote } }),
          },
        }),
  }));
