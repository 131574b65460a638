import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { admissionToken, event, openSpecDoor, post, resultEvent, type SpecDoor } from './spec-door.ts';

let door: SpecDoor;
beforeAll(async () => {
  door = await openSpecDoor();
});
afterAll(() => door.close());

test('a result is taken alone and among calls, and is one line of the same record', async () => {
  const single = { 'content-type': 'application/cloudevents+json' };
  expect(await post(door.url, resultEvent(), single)).toMatchObject({ status: 200, json: { accepted: 1 } });
  const { json } = await post(door.url, [event(), resultEvent({ score: 2 }), resultEvent({ accepted: false })]);
  expect(json).toMatchObject({ accepted: 2, results: [{}, { code: 'event_invalid', pointer: '/1/data/score' }, {}] });
  const [alone, mixed] = door.records();
  expect(JSON.parse(alone?.lines[0] ?? '')).toMatchObject({
    project: 'prj_chat',
    result: { source: 'spec', id: 'call-1', accepted: true, score: '0.75' },
  });
  expect(mixed?.lines.map((line) => JSON.parse(line).result?.accepted)).toEqual([undefined, false]);
});

describe('an admission', () => {
  const now = Date.now();
  const ask = async (token: string, data: object = {}, attributes: object = {}) => {
    const { json } = await post(door.url, [event({ admission: token, ...data }, { ...attributes })]);
    const [result] = json.results as [{ status: string; code?: string; pointer?: string; detail?: string }];
    if (result.status === 'accepted') return 'accepted';
    expect(result).toMatchObject({ code: 'admission_invalid', pointer: '/0/data/admission' });
    return /\((\w+)\)$/.exec(result.detail ?? '')?.[1];
  };

  test('that quota signed stands in the line as what it grants, beside what the sender claims', async () => {
    const token = admissionToken(now, { batch: true, model: 'gpt-4o' });
    expect(await ask(token, { priority: 'high', model: ' GPT-4o' })).toBe('accepted');
    const line = door.lines().at(-1);
    expect(line).toMatchObject({ priority: 'high' });
    expect(line?.admission).toEqual({ id: 'adm_1', priority: 'low', batch: true, quotes: { load: '1.25' } });
    expect(Object.keys(line ?? {}).at(-1)).toBe('admission');
  });

  test('for another project, model or time, or from elsewhere, refuses its event with the reason', async () => {
    const before = door.lines().length;
    expect(await ask(admissionToken(now, { project: 'prj_other' }))).toBe('other_project');
    expect(await ask(admissionToken(now, { root: 'root_2' }))).toBe('other_root');
    expect(await ask(admissionToken(now, { model: 'gpt-4o-mini' }))).toBe('other_model');
    const earlier = { time: new Date(now - 2 * 3_600_000).toISOString() };
    expect(await ask(admissionToken(now), {}, earlier)).toBe('too_early');
    expect(await ask(admissionToken(now - 2 * 3_600_000))).toBe('expired');
    expect(await ask(`${admissionToken(now)}A`)).toBe('signature_wrong');
    expect(await ask('forged')).toBe('token_malformed');
    expect(door.lines()).toHaveLength(before);
  });
});
