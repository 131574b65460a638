import { describe, expect, test } from '@jest/globals';
import { QUANTITIES } from '@suanpan/facts';
import { event, fieldsOf, refusalOf, send, taken } from './spec-events.ts';

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, 'v']));

describe('a field of the data', () => {
  test.each<[string, unknown, string]>([
    ['provider', undefined, '/data/provider'],
    ['provider', '', '/data/provider'],
    ['provider', 'x'.repeat(65), '/data/provider'],
    ['requestedModel', undefined, '/data/requestedModel'],
    ['requestedModel', ['gpt'], '/data/requestedModel'],
    ['operation', null, '/data/operation'],
    ['inputTokens', -1, '/data/inputTokens'],
    ['inputTokens', 1.5, '/data/inputTokens'],
    ['inputTokens', '12', '/data/inputTokens'],
    ['inputTokens', true, '/data/inputTokens'],
    ['inputTokens', 1_000_000_000_001, '/data/inputTokens'],
    ['inputTokens', Number.MAX_SAFE_INTEGER + 2, '/data/inputTokens'],
    ['cacheReadTokens', {}, '/data/cacheReadTokens'],
    ['images', 0.5, '/data/images'],
    ['seconds', '1.1234567', '/data/seconds'],
    ['seconds', -1, '/data/seconds'],
    ['seconds', '1e3', '/data/seconds'],
    ['seconds', 1_000_000_001, '/data/seconds'],
    ['batch', 'true', '/data/batch'],
    ['latencyMs', -0.1, '/data/latencyMs'],
    ['latencyMs', '5', '/data/latencyMs'],
    ['httpStatus', 99, '/data/httpStatus'],
    ['httpStatus', 600, '/data/httpStatus'],
    ['usageQuality', 'guessed', '/data/usageQuality'],
    ['session', 'x'.repeat(129), '/data/session'],
    ['endUser', { name: 'x' }, '/data/endUser'],
    ['tags', ['a'], '/data/tags'],
    ['tags', tags(33), '/data/tags'],
    ['tags', { '': 'x' }, '/data/tags'],
    ['tags', { ['k'.repeat(65)]: 'x' }, '/data/tags'],
    ['tags', { 'a/b~c': 1 }, '/data/tags/a~1b~0c'],
    ['tags', { a: 'x'.repeat(257) }, '/data/tags/a'],
    ['tags', { a: 'x\u0000' }, '/data/tags/a'],
    ['tags', JSON.parse('{"__proto__":"x"}'), '/data/tags'],
    ['reportedCost', '0.1', '/data/reportedCost'],
    ['reportedCost', { amount: 0.1, currency: 'USD' }, '/data/reportedCost/amount'],
    ['reportedCost', { amount: '-1', currency: 'USD' }, '/data/reportedCost/amount'],
    ['reportedCost', { amount: '1', currency: 'usd' }, '/data/reportedCost/currency'],
  ])('%s that is %j is refused and pointed at', (name, value, pointer) => {
    expect(refusalOf(event({ [name]: value }))).toBe(`event_invalid ${pointer}`);
  });

  test('that overflows to infinity is refused', () => {
    const body = JSON.stringify(event({ latencyMs: 1 }));
    expect(refusalOf(body.replace('"latencyMs":1', '"latencyMs":1e999'))).toBe('event_invalid /data/latencyMs');
    expect(refusalOf(body.replace('1200', '1e999'))).toBe('event_invalid /data/inputTokens');
  });

  test('is kept at the edge of its range', () => {
    const edge = {
      inputTokens: 1_000_000_000_000,
      outputTokens: 0,
      seconds: '1000000000.000001',
      httpStatus: 599,
      tags: { ...tags(31), ['k'.repeat(64)]: 'v'.repeat(256) },
    };
    expect(fieldsOf(event({ ...edge, seconds: '1000000000' }))).toMatchObject({ ...edge, seconds: '1000000000' });
  });

  test('is kept whole, all of them together', () => {
    const full = {
      servedModel: 'gpt-4o-2024-08-06',
      cacheReadTokens: 100,
      cacheWrite5mTokens: 10,
      cacheWrite1hTokens: 5,
      audioInputTokens: 20,
      cacheReadAudioTokens: 3,
      imageInputTokens: 4,
      reasoningTokens: 30,
      audioOutputTokens: 6,
      imageOutputTokens: 7,
      requests: 1,
      images: 2,
      seconds: '12.5',
      characters: 99,
      serviceTier: 'flex',
      region: 'eu',
      batch: false,
      priority: 'low',
      latencyMs: 812,
      timeToFirstTokenMs: 120,
      httpStatus: 200,
      errorType: 'none',
      session: 's',
      trace: 't',
      tags: { a: '', b: 'é' },
      usageQuality: 'estimated',
      reportedCost: { amount: '0.0125', currency: 'USD' },
    };
    expect(fieldsOf(event(full))).toMatchObject(full);
  });

  test.each(QUANTITIES.map(({ field, kind }) => [field, kind]))('keeps %s, which is of the kind %s', (field, kind) => {
    const value = kind === 'decimal' ? '2.5' : 3;
    expect(fieldsOf(event({ [field]: value }))[field]).toBe(value);
    expect(refusalOf(event({ [field]: -1 }))).toBe(`event_invalid /data/${field}`);
  });

  test('is written in one form: decimals short, milliseconds whole', () => {
    const fields = fieldsOf(
      event({ seconds: 12.5, latencyMs: 312.7, reportedCost: { amount: '1.50', currency: 'USD', note: 'x' } }),
    );
    expect(fields).toMatchObject({ seconds: '12.5', latencyMs: 313, reportedCost: { amount: '1.5', currency: 'USD' } });
    expect(fieldsOf(event({ seconds: '12.500' }))).toMatchObject({ seconds: '12.5' });
  });
});

describe("the provider's own usage object", () => {
  test('says which tier served: that wins over the one the sender asked for', () => {
    const usage = { service_tier: 'default', usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
    const asked = { inputTokens: undefined, outputTokens: undefined, serviceTier: 'priority', usage };
    expect(fieldsOf(event({ ...asked, usageFormat: 'openai.chat' }))).toMatchObject({ serviceTier: 'default' });
  });

  test('brings what nobody reads along, and marks the event', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, hologram_tokens: 9 };
    const sent = { inputTokens: undefined, outputTokens: undefined, usage, usageFormat: 'openai.chat' };
    const fields = fieldsOf(event(sent));
    expect(fields).toMatchObject({ inconsistencies: ['count_unread'], unread: { hologram_tokens: '9' } });
  });

  test('says where it ran and what it cost, unless the sender does', () => {
    const usage = { input_tokens: 1, output_tokens: 1, inference_geo: 'us' };
    const sent = { inputTokens: undefined, outputTokens: undefined, usage, usageFormat: 'anthropic.messages' };
    expect(fieldsOf(event(sent))).toMatchObject({ region: 'us' });
    expect(fieldsOf(event({ ...sent, region: 'eu' }))).toMatchObject({ region: 'eu' });
    const cost = { prompt_tokens: 1, completion_tokens: 1, cost: 0.00002 };
    const routed = { ...sent, usage: cost, usageFormat: 'openrouter.chat' };
    expect(fieldsOf(event(routed))).toMatchObject({ reportedCost: { amount: '0.00002', currency: 'USD' } });
  });

  const anthropic = { input_tokens: 30, cache_read_input_tokens: 50, output_tokens: 4 };
  const raw = { inputTokens: undefined, outputTokens: undefined, usageFormat: 'anthropic.messages', usage: anthropic };

  test('is converted to inclusive totals', () => {
    const fields = fieldsOf(event(raw));
    expect(fields).toMatchObject({ inputTokens: 80, outputTokens: 4, cacheReadTokens: 50, usageQuality: 'reported' });
  });

  test('says which model served, where the sender does not, and which tier, unless the call came by batch', () => {
    const answer = { model: 'claude-x', usage: { ...anthropic, service_tier: 'priority' } };
    expect(fieldsOf(event({ ...raw, usage: answer }))).toMatchObject({
      servedModel: 'claude-x',
      serviceTier: 'priority',
    });
    const mine = { servedModel: 'mine', serviceTier: 'batch' };
    expect(fieldsOf(event({ ...raw, ...mine, usage: answer }))).toMatchObject(mine);
  });

  test('is not read when the sender gives a count itself', () => {
    const both = fieldsOf(event({ ...raw, inputTokens: 7, usage: { ...anthropic, model: 'claude-x' } }));
    expect(both).toMatchObject({ inputTokens: 7, outputTokens: 0, usageQuality: 'missing' });
    expect(both.servedModel).toBeUndefined();
  });

  test('needs a format that is known and the shape of that format', () => {
    expect(refusalOf(event({ ...raw, usageFormat: undefined }))).toBe('event_invalid /data/usageFormat');
    expect(refusalOf(event({ ...raw, usageFormat: 'other' }))).toBe('usage_format_unknown /data/usageFormat');
    expect(refusalOf(event({ ...raw, usage: { input_tokens: -1 } }))).toMatch(/^usage_malformed \/data\/usage/);
    expect(refusalOf(event({ ...raw, usage: { input_tokens: 2e12, output_tokens: 1 } }))).toBe(
      'usage_malformed /data/usage',
    );
  });

  test('that never arrived leaves the usage missing, not zero', () => {
    expect(fieldsOf(event({ ...raw, usage: null }))).toMatchObject({ inputTokens: 0, usageQuality: 'missing' });
  });
});

test('contradictory totals are kept and marked', () => {
  const fields = fieldsOf(event({ inputTokens: 10, cacheReadTokens: 50, outputTokens: 5, reasoningTokens: 6 }));
  expect(fields).toMatchObject({
    inputTokens: 10,
    cacheReadTokens: 50,
    inconsistencies: ['input_subsets_exceed_total', 'output_subsets_exceed_total'],
  });
  expect(taken(send([event()])).lines[0]).not.toContain('inconsistencies');
});

describe('a count under a name that is not ours', () => {
  test.each([
    ['prompt_tokens', 'inputTokens'],
    ['completion_tokens', 'outputTokens'],
    ['outputToken', 'outputTokens'],
    ['input_tokens', 'inputTokens'],
    ['cachedInputTokens', 'cacheReadTokens'],
    ['cache_creation_input_tokens', 'cacheWrite5mTokens'],
    ['reasoning_tokens', 'reasoningTokens'],
    ['inptuTokens', 'inputTokens'],
    ['web_search_requests', 'webSearches'],
    ['second', 'seconds'],
  ])('%s is refused, and %s suggested', (name, meant) => {
    const { rejected } = taken(send([event({ [name]: 12 })]));
    expect(rejected).toMatchObject([{ code: 'event_invalid', pointer: `/0/data/${name}` }]);
    expect(rejected[0]?.detail).toContain(`Did you mean ${meant}?`);
  });

  test('is no harm beside the object of the provider, and text under it is none', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const counted = { inputTokens: undefined, outputTokens: undefined, usage, usageFormat: 'openai.chat' };
    expect(refusalOf(event({ ...counted, prompt_tokens: 1 }))).toBe('accepted');
    expect(refusalOf(event({ image: 'data:…', totalTokens: 5, cost_center: 7 }))).toBe('accepted');
  });
});
