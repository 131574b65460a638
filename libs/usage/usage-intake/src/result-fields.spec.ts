import { describe, expect, test } from '@jest/globals';
import { isResultEvent } from '@suanpan/facts';
import { contentDigest } from '@suanpan/identity';
import fc from 'fast-check';
import { event, fieldsOf, refusalOf, resultEvent, send, taken } from './spec-events.ts';

const CE = {
  'ce-specversion': '1.0',
  'ce-id': 'result-1',
  'ce-source': 'gateway/eu',
  'ce-type': 'suanpan.result.v1',
  'ce-time': '2026-11-24T11:59:59.500Z',
};

describe('a result event', () => {
  test('becomes the same line in all three modes, in the order of a usage event', () => {
    const line =
      '{"time":"2026-11-24T11:59:59.500Z","account":"acc_research","credential":"key_1","id":"result-1",' +
      '"source":"gateway/eu","root":"root_1","project":"prj_chat",' +
      '"result":{"source":"gateway/eu","id":"call-1","accepted":true,"score":"0.875"}}';
    const result = resultEvent({ score: '0.8750' });
    expect(taken(send(result, { mode: 'structured' })).lines).toEqual([line]);
    expect(taken(send([result])).lines).toEqual([line]);
    expect(taken(send(result.data, { mode: 'binary', headers: CE })).lines).toEqual([line]);
    // One escape anywhere makes every text be looked at; the line must not show it.
    expect(taken(send(JSON.stringify([result]).replace('gateway', '\\u0067ateway'))).lines).toEqual([line]);
    expect(isResultEvent(JSON.parse(line))).toBe(true);
  });

  test('travels in one batch with usage events, in the order sent, and a bad one costs only itself', () => {
    const batch = [event(), resultEvent(), resultEvent({ accepted: 'yes' }), event({}, { id: 'call-2' })];
    const { lines, rejected } = taken(send(batch));
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['call-1', 'result-1', 'call-2']);
    expect(rejected).toMatchObject([{ index: 2, code: 'event_invalid', pointer: '/2/data/accepted' }]);
  });

  test('names a call of its own source unless it says otherwise', () => {
    expect(fieldsOf(resultEvent({}, { source: 'judge' }))).toMatchObject({ result: { source: 'judge', id: 'call-1' } });
    expect(fieldsOf(resultEvent({ call: { source: '', id: 'call-1' } }))).toMatchObject({
      result: { source: 'gateway/eu' },
    });
    expect(fieldsOf(resultEvent({ call: { source: 'gateway/us', id: 'c' } }, { source: 'judge' }))).toMatchObject({
      source: 'judge',
      result: { source: 'gateway/us', id: 'c' },
    });
  });

  test('is booked on the project of its key if it names none, and on no project of another tenant', () => {
    const key = { id: 'key_1', root: 'root_1', project: 'prj_batch' };
    expect(fieldsOf(resultEvent({ project: undefined }), { key })).toMatchObject({ project: 'prj_batch' });
    expect(refusalOf(resultEvent({ project: undefined }))).toBe('project_missing /data/project');
    expect(refusalOf(resultEvent({ project: 'prj_foreign' }))).toBe('project_unknown /data/project');
    expect(refusalOf(resultEvent({ project: 'prj_chat' }), { key })).toBe('project_unknown /data/project');
  });

  test('keeps its content digest when only its time changes, and loses it when the verdict does', () => {
    const digest = (body: unknown) => contentDigest(taken(send([body])).lines[0] ?? '');
    expect(digest(resultEvent({}, { time: '2026-11-24T10:00:00Z' }))).toBe(digest(resultEvent()));
    expect(digest(resultEvent({ accepted: false }))).not.toBe(digest(resultEvent()));
    expect(digest(resultEvent({ score: 1 }))).toBe(digest(resultEvent({ score: '1.0' })));
  });

  test('drops and counts what is not of a result, the fields of a usage event among it', () => {
    const { lines, dropped } = taken(send([resultEvent({ inputTokens: 5, output: 'text', note: 1 }, { x: 1 })]));
    expect(lines[0]).not.toMatch(/inputTokens|output|note/);
    expect(dropped).toEqual({ attributes: 1, fields: 2, contents: 1, names: ['inputTokens', 'output', 'note'] });
  });

  test.each<[string, unknown, string]>([
    ['call', undefined, '/data/call'],
    ['call', null, '/data/call'],
    ['call', 'call-1', '/data/call'],
    ['call', [{ id: 'call-1' }], '/data/call'],
    ['call', {}, '/data/call/id'],
    ['call', { id: '' }, '/data/call/id'],
    ['call', { id: 7 }, '/data/call/id'],
    ['call', { id: 'x'.repeat(257) }, '/data/call/id'],
    ['call', { id: 'a\u0000' }, '/data/call/id'],
    ['call', { id: 'c', source: 7 }, '/data/call/source'],
    ['call', { id: 'c', source: 'x'.repeat(513) }, '/data/call/source'],
    ['accepted', undefined, '/data/accepted'],
    ['accepted', null, '/data/accepted'],
    ['accepted', 'true', '/data/accepted'],
    ['accepted', 1, '/data/accepted'],
    ['score', true, '/data/score'],
    ['score', -0.1, '/data/score'],
    ['score', 1.000001, '/data/score'],
    ['score', '1.000000000000000001', '/data/score'],
    ['score', '0.0000000000000000001', '/data/score'],
    ['score', 1e-7, '/data/score'],
    ['score', '', '/data/score'],
    ['score', 'NaN', '/data/score'],
    ['score', [0.5], '/data/score'],
    ['project', 7, '/data/project'],
  ])('whose %s is %j is refused and pointed at', (name, value, pointer) => {
    expect(refusalOf(resultEvent({ [name]: value }))).toBe(`event_invalid ${pointer}`);
  });

  test('keeps to the accepted lateness like any event', () => {
    expect(refusalOf(resultEvent({}, { time: '2026-10-20T11:59:59.999Z' }))).toBe('event_too_late /time');
    expect(refusalOf(resultEvent({}, { time: '2026-11-24T12:05:00.001Z' }))).toBe('event_too_early /time');
  });

  test('holds whatever its texts hold, in one line', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (source, id, accepted) => {
        const { lines, rejected } = taken(send([resultEvent({ call: { source, id }, accepted })]));
        if (rejected.length > 0) return;
        expect(JSON.parse(lines[0] ?? '')).toMatchObject({ result: { source, id, accepted } });
        expect(lines[0]).not.toContain('\n');
      }),
    );
  });
});

test('an event of any other type is refused and told which types there are', () => {
  const { rejected } = taken(send([event({}, { type: 'suanpan.usage.v2' })]));
  expect(rejected).toMatchObject([{ code: 'event_type_unsupported', pointer: '/0/type' }]);
  expect(rejected[0]?.detail).toContain('suanpan.result.v1');
});
