import { describe, expect, test } from '@jest/globals';
import { QUANTITIES } from '@suanpan/facts';
import { contentDigest } from '@suanpan/identity';
import { event, fieldsOf, KEY, NOW, RULES, refusalOf, send, taken } from './spec-events.ts';

const CE = {
  'ce-specversion': '1.0',
  'ce-id': 'call-1',
  'ce-source': 'gateway/eu',
  'ce-type': 'suanpan.usage.v1',
  'ce-time': '2026-11-24T11:59:58.500Z',
};

describe('an event', () => {
  test('becomes the same line in all three modes', () => {
    const line =
      '{"time":"2026-11-24T11:59:58.500Z","form":2,"account":"acc_research","credential":"key_1","id":"call-1",' +
      '"source":"gateway/eu","root":"root_1","project":"prj_chat","provider":"openai","requestedModel":"gpt-4o",' +
      '"operation":"chat","inputTokens":1200,"outputTokens":80,"usageQuality":"reported"}';
    expect(taken(send(event(), { mode: 'structured' })).lines).toEqual([line]);
    expect(taken(send([event()])).lines).toEqual([line]);
    expect(taken(send(event().data, { mode: 'binary', headers: CE })).lines).toEqual([line]);
  });

  test('keeps its content digest when only its time, the order of its fields or an unknown field changes', () => {
    const [first] = taken(send([event({ tags: { b: '1', a: '2' } })])).lines;
    const later = event(
      { tags: { a: '2', b: '1' }, unknown: 1 },
      { time: '2026-11-24T10:00:00+01:00', extension: 'x' },
    );
    const reversed = Object.fromEntries(Object.entries(later).reverse());
    const [second] = taken(send([reversed])).lines;
    expect(second).not.toBe(first);
    expect(contentDigest(second ?? '')).toBe(contentDigest(first ?? ''));
  });

  test('has its time written in the one form, whatever offset it came with', () => {
    expect(fieldsOf(event({}, { time: '2026-11-24T13:59:58.5+02:00' }))).toMatchObject({
      time: '2026-11-24T11:59:58.500Z',
    });
  });

  test('needs no words for what it does not know: null and the empty text are absent', () => {
    expect(fieldsOf(event({ servedModel: null, region: '', tags: null, usage: null, endUser: null }))).toEqual(
      fieldsOf(event()),
    );
  });

  test('may name its model in short', () => {
    expect(fieldsOf(event({ requestedModel: undefined, model: 'gpt-4o' }))).toEqual(fieldsOf(event()));
    expect(fieldsOf(event({ model: 'other' }))).toMatchObject({ requestedModel: 'gpt-4o' });
  });

  test('holds a line feed only escaped, so that one event is one line', () => {
    // Control characters are refused in texts; U+2028 is no line feed of ours.
    const [line] = taken(send([event({ servedModel: 'a\u2028"\\é😀' })])).lines;
    expect(line).not.toContain('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({ servedModel: 'a\u2028"\\é😀' });
  });
});

test('an event cannot take the identity of a directive of the platform', () => {
  const { rejected, lines } = taken(send([event({}, { source: 'suanpan/billing', id: 'close:2026-11:1' })]));
  expect([lines, rejected.map(({ code, pointer }) => [code, pointer])]).toEqual([[], [['event_invalid', '/0/source']]]);
  expect(taken(send([event({}, { source: 'suanpanese' })])).rejected).toEqual([]);
});

describe('a batch', () => {
  test('loses none of its good events to a bad one, and each bad one is named', () => {
    const result = taken(
      send([event(), event({ inputTokens: -1 }), 7, event({}, { id: 'call-4' }), event({}, { id: '' })]),
    );
    expect(result.count).toBe(5);
    expect(result.lines.map((line) => JSON.parse(line).id)).toEqual(['call-1', 'call-4']);
    expect(result.rejected.map(({ index, code, pointer }) => [index, code, pointer])).toEqual([
      [1, 'event_invalid', '/1/data/inputTokens'],
      [2, 'event_invalid', '/2'],
      [4, 'event_invalid', '/4/id'],
    ]);
  });

  test.each([
    [
      'that is no JSON, such as a NaN',
      JSON.stringify(event({ latencyMs: 1 })).replace('1}', 'NaN}'),
      'event_malformed',
    ],
    [
      'with a key twice',
      JSON.stringify(event()).replace('"inputTokens"', '"provider":"x","inputTokens"'),
      'event_duplicate_key',
    ],
    [
      'with __proto__ twice',
      JSON.stringify(event()).replace('"inputTokens"', '"__proto__":1,"__proto__":2,"inputTokens"'),
      'event_duplicate_key',
    ],
    [
      'nested too deeply',
      JSON.stringify(event({ deep: 1 })).replace('"deep":1', `"deep":${'['.repeat(40)}${']'.repeat(40)}`),
      'event_too_deep',
    ],
    ['that is too large', JSON.stringify(event({ junk: 'x'.repeat(65_536) })), 'event_too_large'],
    ['cut out by two commas', '', 'event_malformed'],
  ])('loses only the event %s', (_name, bad, code) => {
    const result = taken(send(`[${JSON.stringify(event())}, ${bad},${JSON.stringify(event({}, { id: 'call-3' }))} ]`));
    expect(result.lines.map((line) => JSON.parse(line).id)).toEqual(['call-1', 'call-3']);
    expect(result.rejected).toMatchObject([{ index: 1, code, pointer: '/1' }]);
  });

  test('loses only the event that is not UTF-8', () => {
    const good = Buffer.from(JSON.stringify(event()));
    const bad = Buffer.from(good);
    bad[bad.indexOf('gpt-4o')] = 0xff;
    const result = taken(send(Buffer.concat([Buffer.from('['), bad, Buffer.from(','), good, Buffer.from(']')])));
    expect(result.lines).toHaveLength(1);
    expect(result.rejected).toMatchObject([{ index: 0, code: 'event_malformed' }]);
  });

  test('may be empty', () => {
    expect(taken(send(' [ ] '))).toMatchObject({ count: 0, lines: [], rejected: [] });
  });

  test.each([
    ['no array', JSON.stringify(event()), 'request_malformed'],
    ['an array that is not closed', `[${JSON.stringify(event())}`, 'request_malformed'],
    ['something after the array', '[] []', 'request_malformed'],
    ['a string that is not closed', `[{"id":"x]`, 'request_malformed'],
    ['nothing', '', 'request_malformed'],
    ['1,001 events', `[${'{},'.repeat(1000)}{}]`, 'batch_too_large'],
    ['more than 5 MiB', `[${' '.repeat(5 * 1024 * 1024)}]`, 'request_too_large'],
  ])('is refused as a whole when it is %s', (_name, body, code) => {
    expect(send(body)).toMatchObject({ ok: false, problem: { code } });
  });

  test('of exactly 1,000 events is taken', () => {
    expect(taken(send(Array.from({ length: 1000 }, (_, i) => event({}, { id: `call-${i}` })))).lines).toHaveLength(
      1000,
    );
  });
});

describe('a single event', () => {
  test.each(['{', '{"id":NaN}', '{}{}', 'nonsense', ''])('that is no JSON (%j) is a malformed request', (body) => {
    expect(send(body, { mode: 'structured' })).toMatchObject({ ok: false, problem: { code: 'request_malformed' } });
  });

  test('of exactly 64 KiB is taken, of one byte more is not', () => {
    const bytes = (size: number) => {
      const body = Buffer.from(JSON.stringify(event()));
      return Buffer.concat([body, Buffer.alloc(size - body.length, ' ')]);
    };
    expect(refusalOf(bytes(65_536))).toBe('accepted');
    expect(refusalOf(bytes(65_537))).toBe('event_too_large ');
  });

  test('nested 16 deep is taken, 17 deep is not', () => {
    const nested = (levels: number) =>
      JSON.stringify(event({ x: 0 })).replace('"x":0', `"x":${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(refusalOf(nested(14))).toBe('accepted');
    expect(refusalOf(nested(15))).toBe('event_too_deep ');
  });

  test('in binary mode points at the same places as in structured mode', () => {
    const binary = { mode: 'binary', headers: CE } as const;
    expect(refusalOf({ ...event().data, inputTokens: 'many' }, binary)).toBe('event_invalid /data/inputTokens');
    expect(refusalOf(event().data, { ...binary, headers: { ...CE, 'ce-time': 'now' } })).toBe('event_invalid /time');
    expect(refusalOf(event().data, { ...binary, headers: { ...CE, 'ce-id': ['a', 'b'] } })).toBe('event_invalid /id');
    expect(refusalOf([1], binary)).toBe('event_invalid /data');
    expect(refusalOf('{"provider":"a","provider":"b"}', binary)).toBe('event_duplicate_key ');
  });
});

describe('the attributes of an event', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['another version', { specversion: '0.3' }, 'event_invalid /specversion'],
    ['no version', { specversion: undefined }, 'event_invalid /specversion'],
    ['no id', { id: undefined }, 'event_invalid /id'],
    ['an id that is a number', { id: 7 }, 'event_invalid /id'],
    ['an id with a line feed', { id: 'a\nb' }, 'event_invalid /id'],
    ['an id with half a character', { id: 'a\ud800b' }, 'event_invalid /id'],
    ['an id with a C1 control character', { id: 'a\u0085b' }, 'event_invalid /id'],
    ['an id with a DEL', { id: 'a\u007fb' }, 'event_invalid /id'],
    ['an id that is too long', { id: 'x'.repeat(257) }, 'event_invalid /id'],
    ['no source', { source: '' }, 'event_invalid /source'],
    ['another type', { type: 'com.example' }, 'event_type_unsupported /type'],
    ['no time', { time: undefined }, 'event_invalid /time'],
    ['a time without an offset', { time: '2026-11-24T11:59:58' }, 'event_invalid /time'],
    ['a time that is a number', { time: NOW }, 'event_invalid /time'],
    ['data that is no JSON', { datacontenttype: 'text/xml' }, 'event_invalid /datacontenttype'],
    ['data of a JSON type', { datacontenttype: 'application/vnd.x+json; charset=utf-8' }, 'accepted'],
    ['a subject and a schema', { subject: 's', dataschema: 'https://example.com' }, 'accepted'],
  ])('with %s give %3$s', (_name, attributes, answer) => {
    expect(refusalOf(event({}, attributes))).toBe(answer);
  });

  test('need data that is an object', () => {
    expect(refusalOf({ ...event(), data: undefined })).toBe('event_invalid /data');
    expect(refusalOf({ ...event(), data: [] })).toBe('event_invalid /data');
  });

  test('may carry their data as base64: JSON under the same limits and the same care', () => {
    const { data, ...attributes } = event({ tags: { a: 'é' } });
    const encoded = (text: string) => Buffer.from(text).toString('base64');
    const sent = (base64: unknown) => ({ ...attributes, data_base64: base64 });
    expect(fieldsOf(sent(encoded(JSON.stringify(data))))).toEqual(fieldsOf({ ...attributes, data }));
    expect(taken(send([sent(encoded(JSON.stringify(data)))])).dropped).toMatchObject({ attributes: 0, fields: 0 });
    expect(refusalOf({ ...attributes, data, data_base64: encoded('{}') })).toBe('event_invalid /data_base64');
    expect(refusalOf(sent('e30'))).toBe('event_invalid /data_base64');
    expect(refusalOf(sent(7))).toBe('event_invalid /data_base64');
    expect(refusalOf(sent(encoded('[]')))).toBe('event_invalid /data_base64');
    expect(refusalOf(sent(encoded('{"a":')))).toBe('event_malformed /data_base64');
    expect(refusalOf(sent(encoded('{"model":"a","model":"b"}')))).toBe('event_duplicate_key /data_base64');
    expect(refusalOf(sent(encoded(`${'['.repeat(40)}${']'.repeat(40)}`)))).toBe('event_too_deep /data_base64');
    // Base64 needs no care, what it holds does.
    expect(refusalOf(sent(encoded(JSON.stringify({ ...data, provider: 'a\u0007' }))))).toBe(
      'event_invalid /data/provider',
    );
  });

  test('set the window of acceptance to the millisecond and name the setting', () => {
    const at = (ms: number) => event({}, { time: new Date(ms).toISOString() });
    const earliest = NOW - 35 * 86_400_000;
    const latest = NOW + 300_000;
    expect([refusalOf(at(earliest)), refusalOf(at(latest))]).toEqual(['accepted', 'accepted']);
    expect(refusalOf(at(earliest - 1))).toBe('event_too_late /time');
    expect(refusalOf(at(latest + 1))).toBe('event_too_early /time');
    const { rejected } = taken(send([at(0), at(latest + 1)]));
    expect(rejected[0]?.detail).toMatch(/35 days.*SUANPAN_LATENESS_DAYS/);
    expect(rejected[1]?.detail).toMatch(/300 seconds.*SUANPAN_AHEAD_SECONDS/);
  });
});

describe('the project of an event', () => {
  const bound = { ...KEY, project: 'prj_chat' };

  test('is the one it names, or else the one its key is bound to, and never a fallback', () => {
    expect(fieldsOf(event({ project: 'prj_batch' }))).toMatchObject({ project: 'prj_batch', account: 'acc_research' });
    expect(fieldsOf(event({ project: undefined }), { key: bound })).toMatchObject({ project: 'prj_chat' });
    expect(refusalOf(event({ project: undefined }))).toBe('project_missing /data/project');
    expect(refusalOf(event({ project: 'prj_batch' }), { key: bound })).toBe('project_unknown /data/project');
    expect(refusalOf(event({ project: undefined }), { key: { ...KEY, project: 'prj_gone' } })).toBe(
      'project_unknown /data/project',
    );
  });

  test('of another tenant is answered letter by letter as one that does not exist', () => {
    const [foreign, missing] = ['prj_foreign', 'prj_none'].map((project) => send([event({ project })]));
    expect(foreign).toEqual(missing);
    expect(taken(send([event({ project: 'prj_foreign' })])).lines).toEqual([]);
    expect(refusalOf(event({ project: 'constructor' }))).toBe('project_unknown /data/project');
  });
});

test('0 and absent are one content where they mean the same, and two where they do not', () => {
  const line = (data: Record<string, unknown>) => taken(send([event(data)])).lines[0];
  for (const { field, kind, within } of QUANTITIES) {
    const isTotal = kind === 'tokens' && within.length === 0;
    if (!isTotal && field !== 'requests') expect([field, line({ [field]: 0 })]).toEqual([field, line({})]);
  }
  // A call that names no requests is one, and an output that is not known is not none.
  expect(line({ requests: 0 })).not.toBe(line({}));
  expect(line({ outputTokens: 0 })).not.toBe(line({ outputTokens: undefined }));
  const image = { operation: 'image', inputTokens: undefined, outputTokens: undefined };
  expect(line({ ...image, images: 0 })).not.toBe(line(image));
});

describe('what is not on the allow-list', () => {
  test('is dropped and counted by class, in every mode', () => {
    const odd = event(
      { prompt: 'hello', Messages: [{ a: 1 }], cost_center: 'x' },
      { traceparent: '00-1', constructor: '1' },
    );
    const line = taken(send([event()])).lines[0];
    const result = taken(send([odd, event({ inputTokens: -1, prompt: 'x' })]));
    expect(result.lines).toEqual([line]);
    expect(result.dropped).toEqual({
      attributes: 2,
      fields: 1,
      contents: 2,
      names: ['prompt', 'Messages', 'cost_center'],
    });
    const binary = taken(
      send({ ...event().data, extra: 1 }, { mode: 'binary', headers: { ...CE, 'ce-traceparent': '1', host: 'x' } }),
    );
    expect(binary.lines).toEqual([line]);
    expect(binary.dropped).toEqual({ attributes: 1, fields: 1, contents: 0, names: ['extra'] });
  });

  test('is named in the answer, ten names at most and none longer than it need be', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${'n'.repeat(80)}${at}`, 'x']));
    const { names } = taken(send([event({ ...many, other: 'x' })])).dropped;
    expect(names).toEqual(['n'.repeat(64), 'other']);
    const short = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`n${at}`, 'x']));
    expect(taken(send([event(short)])).dropped).toMatchObject({ fields: 30, names: { length: 10 } });
  });

  test('does no harm when it is called __proto__ or constructor', () => {
    const text = JSON.stringify(event()).replace(
      '"inputTokens"',
      '"__proto__":{"provider":"evil","endUser":"x"},"constructor":{},"inputTokens"',
    );
    const { lines } = taken(send(`[${text}]`));
    expect(lines).toEqual(taken(send([event()])).lines);
    expect(({} as Record<string, unknown>).endUser).toBeUndefined();
  });

  test('covers what only ingest may say', () => {
    const forged = {
      root: 'root_2',
      account: 'acc_other',
      credential: 'key_9',
      inconsistencies: ['x'],
      time: 'x',
      id: 'x',
    };
    expect(fieldsOf(event(forged))).toEqual(fieldsOf(event()));
  });
});

describe('masked fields', () => {
  test('never appear in the clear', () => {
    const [line] = taken(send([event({ endUser: 'ada@example.com', promptFingerprint: 'fp-secret' })])).lines;
    expect(line).not.toMatch(/ada|fp-secret/);
    expect(JSON.parse(line ?? '')).toMatchObject({
      endUser: RULES.mask('root_1', 'endUser', 'ada@example.com'),
      promptFingerprint: RULES.mask('root_1', 'promptFingerprint', 'fp-secret'),
    });
  });
});
