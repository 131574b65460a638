import { expect, test } from '@jest/globals';
import { packLines } from '@suanpan/facts';
import { DECIDING_RULES } from '@suanpan/rated-record';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import fc from 'fast-check';
import { type IdentifiedOutcome, statePuts } from './fold-state.ts';
import { anEvent, Desk, NOON, priceAgain, SHARD } from './spec-facts.ts';

const unpriced = anEvent({ requestedModel: 'late' });
const line = (event: object) => JSON.stringify(event);

test('an event with a price is rated by the revision in force and remembers where it came from', () => {
  const [outcome] = new Desk().decideEvents([anEvent()]);
  expect(outcome).toMatchObject({ seq: 0, kind: 'rated', revision: 7, offset: 0, index: 0, postedAt: NOON });
  expect(outcome?.entries).toEqual([{ currency: 'USD', amount: '100', lines: [] }]);
});

test('what intake found not to be certain about an event marks its outcome, rated or not', () => {
  const inconsistencies = ['count_unread', 'input_subsets_exceed_total'] as const;
  const events = [anEvent({ inconsistencies }), anEvent({ id: 'event-2', requestedModel: 'late', inconsistencies })];
  const outcomes = new Desk().decideEvents([...events, anEvent({ id: 'event-3' })]);
  expect(outcomes.map(({ kind, marks }) => [kind, marks])).toEqual([
    ['rated', inconsistencies],
    ['quarantined', inconsistencies],
    ['rated', undefined],
  ]);
});

test.each([
  ['the same again', anEvent(), { kind: 'duplicate', first: 0 }],
  ['a retry with a new time', anEvent({ time: formatInstant(NOON) }), { kind: 'duplicate', first: 0 }],
  ['a retry with an impossible time', anEvent({ time: formatInstant(NOON - 90 * MS_PER_DAY) }), { kind: 'duplicate' }],
  ['other content', anEvent({ inputTokens: 101 }), { kind: 'conflict', reason: 'other_content', first: 0 }],
  ['another id', anEvent({ id: 'event-2' }), { kind: 'rated' }],
  ['another source', anEvent({ source: 'other' }), { kind: 'rated' }],
])('after an event was counted, %s is seen for what it is', (_, event, expected) => {
  const desk = new Desk();
  desk.decideEvents([anEvent()]);
  expect(desk.decideEvents([event])[0]).toMatchObject(expected);
});

test('a retry of an event of the older form, in which 0 and absent differed, is a repeat and charged once', () => {
  const desk = new Desk();
  desk.decideEvents([anEvent({ cacheReadTokens: 0 })]);
  const [retry] = desk.decideEvents([anEvent({ form: 2 })]);
  expect(retry).toMatchObject({ kind: 'duplicate', reason: 'older_digest', first: 0 });
  const [same] = desk.decideEvents([anEvent({ cacheReadTokens: 0 })]);
  expect(same).toMatchObject({ kind: 'duplicate', reason: 'already_counted' });
});

test('in the present form other content under the same identity is a conflict', () => {
  const desk = new Desk();
  desk.decideEvents([anEvent({ form: 2 })]);
  expect(desk.decideEvents([anEvent({ form: 2, inputTokens: 5 })])[0]).toMatchObject({ kind: 'conflict' });
  expect(desk.decideEvents([anEvent({ form: 2 })])[0]).toMatchObject({ reason: 'already_counted' });
});

test('a repeat within one record is a repeat', () => {
  const kinds = new Desk().decideEvents([anEvent(), anEvent(), anEvent({ inputTokens: 5 })]).map(({ kind }) => kind);
  expect(kinds).toEqual(['rated', 'duplicate', 'conflict']);
});

test('a conflict charges nothing and does not take the place of what was counted first', () => {
  const desk = new Desk();
  desk.decideEvents([anEvent(), anEvent({ inputTokens: 5 })]);
  expect(desk.decideEvents([anEvent()])[0]).toMatchObject({ kind: 'duplicate', first: 0 });
  expect(desk.decided.filter(({ outcome }) => outcome.entries.length > 0)).toHaveLength(1);
});

test.each([
  [
    'older than the lateness and its day of grace',
    anEvent({ time: formatInstant(NOON - 36 * MS_PER_DAY - 1) }),
    'too_late',
  ],
  ['too far ahead', anEvent({ time: formatInstant(NOON + 300_001) }), 'too_early'],
  ['of a root of another shard', anEvent({ root: 'root-elsewhere' }), 'wrong_shard'],
  ['without a time', anEvent({ time: 'yesterday' }), 'unreadable'],
  ['without a model', anEvent({ requestedModel: 5 as unknown as string }), 'unreadable'],
  ['with negative tokens', anEvent({ inputTokens: -1 }), 'unreadable'],
  ['with half a token', anEvent({ outputTokens: 0.5 }), 'unreadable'],
])('an event %s is rejected and forgotten', (_, event, reason) => {
  const desk = new Desk();
  const expected = { kind: 'rejected', reason };
  expect(desk.decideEvents([event], { root: event.root })[0]).toMatchObject(expected);
  expect(desk.decideEvents([event], { root: event.root })[0]).toMatchObject(expected);
  expect(desk.decided.flatMap((outcome) => statePuts(outcome, DECIDING_RULES))).toEqual([]);
});

test.each([
  ['at the edge of lateness', -36 * MS_PER_DAY],
  ['at the edge of earliness', 300_000],
])('an event %s is still rated', (_, offset) => {
  expect(new Desk().decideEvents([anEvent({ time: formatInstant(NOON + offset) })])[0]).toMatchObject({
    kind: 'rated',
  });
});

test('an event that lay in a queue is measured against fold time, so that it cannot outlive its identity', () => {
  const desk = new Desk();
  desk.decideEvents([anEvent()]);
  const muchLater = NOON + 60 * MS_PER_DAY;
  desk.decideEvents([anEvent({ id: 'other' })], { appendedAt: muchLater, receivedAt: muchLater });
  expect(desk.decideEvents([anEvent()], { appendedAt: muchLater })[0]).toMatchObject({
    kind: 'rejected',
    reason: 'too_late',
  });
});

/** How wrong a broker's clock may be: not at all, by seconds, hours, days, years, either way. */
const SKEW_MS = fc
  .tuple(fc.constantFrom(0, 1000, 3_600_000, MS_PER_DAY, 365 * MS_PER_DAY), fc.integer({ min: -40, max: 40 }))
  .map(([unit, times]) => unit * times);

test('no event is counted twice, whenever it is delivered again and whatever the clock of the broker says', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 50 * 24 }), SKEW_MS), { maxLength: 12 }), SKEW_MS, (later, skew) => {
      const desk = new Desk();
      desk.decideEvents([anEvent()], { appendedAt: NOON + skew });
      for (const [hour, brokerSkew] of [...later].sort(([a], [b]) => a - b)) {
        const receivedAt = NOON + hour * 3_600_000;
        desk.decideEvents([anEvent()], { appendedAt: receivedAt + brokerSkew, receivedAt });
      }
      expect(desk.decided.filter(({ outcome }) => outcome.kind === 'rated')).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['no frame', Buffer.from('nonsense')],
  ['a header that is no JSON', packLines(['{', 'x'])],
  [
    'another version',
    packLines(['{"v":2,"kind":"events","root":"root-a","shard":3,"revision":1,"receivedAt":1,"count":1}', 'x']),
  ],
  [
    'a wrong count',
    packLines(['{"v":1,"kind":"events","root":"root-a","shard":3,"revision":1,"receivedAt":1,"count":2}', 'x']),
  ],
  [
    'a revision that is no number',
    packLines(['{"v":1,"kind":"events","root":"root-a","shard":3,"revision":"x","receivedAt":1,"count":1}', 'x']),
  ],
  ['no receive time', packLines(['{"v":1,"kind":"events","root":"root-a","shard":3,"revision":1,"count":1}', 'x'])],
])('a record with %s is one unreadable outcome', (_, value) => {
  expect(new Desk().decideValue(value)).toMatchObject([{ kind: 'rejected', reason: 'unreadable', index: 0 }]);
});

test('a damaged line is rejected alone, and what was left of it is kept', () => {
  const desk = new Desk();
  const lines = [line(anEvent()), '{"broken', 'null', line(anEvent({ id: 'event-2', root: 'root-b' }))];
  expect(desk.decide({ lines }).map(({ kind }) => kind)).toEqual(['rated', 'rejected', 'rejected', 'rejected']);
  expect(desk.decided[1]?.subject).toEqual({ unreadable: '{"broken' });
});

test('any lines whatever give one outcome each, numbered without gaps', () => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.constantFrom(line(anEvent()), line(unpriced)));
  fc.assert(
    fc.property(
      fc.array(
        anything.filter((text) => !text.includes('\n')),
        { minLength: 1 },
      ),
      (lines) => {
        for (const kind of ['events', 'directive'] as const) {
          const outcomes = new Desk().decide({ kind, lines });
          expect(outcomes.map(({ seq, index }) => [seq, index])).toEqual(lines.map((_, i) => [i, i]));
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('an event without a price is quarantined, stays open, and its repeats are duplicates', () => {
  const desk = new Desk();
  expect(desk.decideEvents([unpriced, unpriced])).toMatchObject([
    { kind: 'quarantined', reason: 'model_unpriced', entries: [] },
    { kind: 'duplicate', first: 0 },
  ]);
  expect(desk.open).toEqual([0]);
});

test('price-again prices an open event once, and only once', () => {
  const desk = new Desk();
  desk.decideEvents([unpriced]);
  desk.known.add('late');
  const adjusted = desk.decideDirective(
    priceAgain([
      { seq: 0, event: unpriced },
      { seq: 0, event: unpriced },
    ]),
  );
  expect(adjusted).toMatchObject({
    kind: 'adjusted',
    reason: 'priced_again',
    entries: [{ amount: '100', corrects: 0 }],
  });
  expect(adjusted?.entries).toHaveLength(1);
  expect(desk.open).toEqual([]);
  const again = desk.decideDirective(priceAgain([{ seq: 0, event: unpriced }], { id: 'again-2' }));
  expect(again).toMatchObject({ kind: 'adjusted', reason: 'nothing_left', entries: [] });
});

test('a directive sent twice is a duplicate', () => {
  const desk = new Desk();
  desk.decideEvents([unpriced]);
  const directive = priceAgain([{ seq: 0, event: unpriced }]);
  expect(desk.decideDirective(directive)).toMatchObject({ kind: 'adjusted', reason: 'still_unpriced' });
  expect(desk.decideDirective(directive)).toMatchObject({ kind: 'duplicate' });
  expect(desk.open).toEqual([0]);
});

test('an open event that turns out to use nothing with a price is closed without money', () => {
  const desk = new Desk();
  const idle = anEvent({ requestedModel: 'late', inputTokens: 0 });
  desk.decideEvents([idle]);
  desk.known.add('late');
  const adjusted = desk.decideDirective(priceAgain([{ seq: 0, event: idle }]));
  expect(adjusted).toMatchObject({ kind: 'adjusted', reason: 'priced_again', entries: [], closes: [0] });
  expect(desk.open).toEqual([]);
  expect(deletedKeys(desk.decided.at(-1))).toHaveLength(1);
});

test.each([
  ['another event', [{ seq: 0, event: { ...unpriced, inputTokens: 1 } }]],
  ['an outcome that is not open', [{ seq: 1, event: unpriced }]],
  ['an event of another root', [{ seq: 0, event: { ...unpriced, root: 'root-b' } }]],
])('price-again cannot bring in %s', (_, targets) => {
  const desk = new Desk();
  desk.decideEvents([unpriced]);
  desk.known.add('late');
  expect(desk.decideDirective(priceAgain(targets))).toMatchObject({ reason: 'nothing_left', entries: [] });
  expect(desk.open).toEqual([0]);
});

test('a directive of one root prices nothing of another', () => {
  const desk = new Desk();
  const theirs = { ...unpriced, root: 'root-b' };
  desk.decideEvents([theirs], { root: 'root-b' });
  desk.known.add('late');
  expect(desk.decideDirective(priceAgain([{ seq: 0, event: theirs }]))).toMatchObject({ reason: 'nothing_left' });
});

test.each([
  ['another kind', { directive: 'void' }],
  ['no list of targets', { targets: 5 }],
  ['a target that is none', { targets: [null] }],
  ['a target without a seq', { targets: [{ seq: 'one', event: {} }] }],
  ['a negative seq', { targets: [{ seq: -1, event: {} }] }],
])('a directive with %s is rejected', (_, more) => {
  expect(new Desk().decideDirective(priceAgain([], more))).toMatchObject({ kind: 'rejected', reason: 'unreadable' });
});

test('deciding says the same however the records are cut', () => {
  const record = fc.array(fc.constantFrom(anEvent(), anEvent({ id: 'event-2' }), unpriced), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), (records) => {
      const [whole, apart] = [new Desk(), new Desk()];
      whole.decideEvents(records.flat());
      for (const events of records) apart.decideEvents(events);
      const told = ({ outcome: { kind, first, entries } }: IdentifiedOutcome) => ({ kind, first, entries });
      expect(whole.decided.map(told)).toEqual(apart.decided.map(told));
    }),
    { numRuns: 50 },
  );
});

test('a misdirected record is rejected whole', () => {
  const outcomes = new Desk().decideEvents([anEvent(), unpriced], { shard: SHARD + 1 });
  expect(outcomes.map(({ reason }) => reason)).toEqual(['wrong_shard', 'wrong_shard']);
});

function deletedKeys(outcome: IdentifiedOutcome | undefined): Uint8Array[] {
  if (outcome === undefined) return [];
  return statePuts(outcome, DECIDING_RULES).flatMap(([key, value]) => (value === undefined ? [key] : []));
}
