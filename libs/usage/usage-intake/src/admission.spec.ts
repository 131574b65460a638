import { describe, expect, test } from '@jest/globals';
import { contentDigest } from '@suanpan/identity';
import { event, fieldsOf, RULES, refusalOf, send, taken } from './spec-events.ts';

describe('an admission token', () => {
  test('is replaced by what it grants, at the end of the line, quotes in the order of their names', () => {
    const [plain = ''] = taken(send([event({ priority: 'high', batch: false })])).lines;
    const [line = ''] = taken(send([event({ priority: 'high', batch: false, admission: 'token-1' })])).lines;
    const granted = ',"admission":{"id":"adm_1","priority":"low","batch":true,"quotes":{"a\\"é":"0.5","z":"2"}}}';
    // What the sender claims stays beside it, for information.
    expect(line).toBe(`${plain.slice(0, -1)}${granted}`);
    expect(JSON.parse(line)).toMatchObject({ priority: 'high', batch: false, admission: { priority: 'low' } });
    expect(line).not.toContain('token-1');
  });

  test('that grants nothing but its id leaves nothing else', () => {
    const rules = { ...RULES, readAdmission: () => ({ ok: true, admission: { id: 'a' } }) as const };
    expect(fieldsOf(event({ admission: 't' }), { rules }).admission).toEqual({ id: 'a' });
  });

  test('is verified for the root, the project, the time and the models of the event', () => {
    const uses: unknown[] = [];
    const rules = {
      ...RULES,
      readAdmission: (token: string, use: object) => {
        uses.push([token, use]);
        return { ok: true, admission: { id: 'a' } } as const;
      },
    };
    const usage = { model: 'served', input_tokens: 1, output_tokens: 1 };
    const raw = { inputTokens: undefined, outputTokens: undefined, usageFormat: 'anthropic.messages', usage };
    const time = '2026-11-24T12:00:00.001+00:00';
    taken(send([event({ admission: 't' }, { time }), event({ admission: 'u', ...raw }, { time })], { rules }));
    const use = { root: 'root_1', project: 'prj_chat', time: Date.parse(time) };
    expect(uses).toEqual([
      ['t', { ...use, models: ['gpt-4o'] }],
      ['u', { ...use, models: ['gpt-4o', 'served'] }],
    ]);
  });

  test.each([
    ['that is not ours', { admission: 'token-2' }, {}],
    ['of another project', { admission: 'token-1', project: 'prj_batch' }, {}],
    ['that had expired', { admission: 'token-1' }, { time: '2026-11-24T12:00:00.001Z' }],
  ])('%s refuses that event alone, with the reason', (_name, data, attributes) => {
    const { lines, rejected } = taken(send([event(data, attributes), event()]));
    expect(lines).toHaveLength(1);
    expect(rejected).toMatchObject([{ index: 0, code: 'admission_invalid', pointer: '/0/data/admission' }]);
    expect(rejected[0]?.detail).toMatch(/^The token /);
    expect(rejected[0]?.detail).not.toContain('token-');
  });

  test('must be a text of at most 4,096 characters; null and the empty text are absent', () => {
    expect(refusalOf(event({ admission: 7 }))).toBe('event_invalid /data/admission');
    expect(refusalOf(event({ admission: 'x'.repeat(4097) }))).toBe('event_invalid /data/admission');
    expect(refusalOf(event({ admission: 'x'.repeat(4096) }))).toBe('admission_invalid /data/admission');
    expect(fieldsOf(event({ admission: null }))).toEqual(fieldsOf(event()));
    expect(fieldsOf(event({ admission: '' }))).toEqual(fieldsOf(event()));
  });

  test('that is sent again is the same event, and an event without it is another', () => {
    const digest = (body: unknown) => contentDigest(taken(send([body])).lines[0] ?? '');
    expect(digest(event({ admission: 'token-1' }))).toBe(digest(event({ admission: 'token-1' })));
    expect(digest(event({ admission: 'token-1' }))).not.toBe(digest(event()));
  });

  test('is not asked for by a result, and dropped from it', () => {
    const result = { ...event(), type: 'suanpan.result.v1' };
    const data = { call: { id: 'c' }, accepted: true, project: 'prj_chat', admission: 'token-2' };
    expect(taken(send([{ ...result, data }]))).toMatchObject({ rejected: [], dropped: { fields: 1 } });
  });
});
