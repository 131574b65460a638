import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { event, openSpecDoor, post, resultEvent, type SpecDoor } from './spec-door.ts';

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

test('what an admission grants stands in the line, and a token that is not valid refuses its event', async () => {
  const time = '2026-11-24T11:00:00.000Z';
  const clock = { now: () => Date.parse(time) };
  const then = await openSpecDoor({ clock });
  const batch = [event({ admission: 'granted' }, { time }), event({ admission: 'forged' }, { time })];
  const { json } = await post(then.url, batch);
  expect(json).toMatchObject({
    accepted: 1,
    results: [{}, { code: 'admission_invalid', pointer: '/1/data/admission', detail: 'The token is not one of ours.' }],
  });
  const quotes = { load: String(Date.parse(time) % 7) };
  expect(then.lines()).toMatchObject([{ admission: { id: 'adm_1', priority: 'low', quotes } }]);
  await then.close();
});
