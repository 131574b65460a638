import { expect, test } from '@jest/globals';
import { rememberedFrom } from '@suanpan/rated-record';
import { MS_PER_DAY, utcDayNumber } from '@suanpan/time';
import fc from 'fast-check';
import { decodeSeen, encodeSeen, isLive, openKey, seqOfOpenKey, statePuts } from './fold-state.ts';
import { anEvent, Desk, NOON } from './spec-facts.ts';

test('what is remembered of an identity is read as it was written', () => {
  const digest = fc.constantFrom('0123456789abcdef', 'ffffffffffffffff');
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat({ max: 1_000_000 }), digest, (seq, day, text) => {
      expect(decodeSeen(encodeSeen({ seq, day, digest: text }))).toEqual({ seq, day, digest: text });
      const present = { seq, day, digest: text, form: 2 } as const;
      expect(decodeSeen(encodeSeen(present))).toEqual(present);
    }),
  );
});

test('keys of open outcomes sort by seq', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      expect(Math.sign(Buffer.compare(openKey(a), openKey(b)))).toBe(Math.sign(a - b));
      expect(seqOfOpenKey(openKey(a))).toBe(a);
    }),
  );
});

test('whoever folds an outcome from the log writes the same state as the rater that decided it', () => {
  const desk = new Desk();
  desk.decideEvents([anEvent(), anEvent({ requestedModel: 'late', id: 'event-2' }), anEvent()]);
  for (const decided of desk.decided) {
    const { outcome, subject, subjectText } = decided;
    for (const rules of [1, 2]) {
      expect(statePuts({ outcome, subject, subjectText }, rules)).toEqual(statePuts(decided, rules));
    }
  }
});

test('an identity lives until every event that could repeat it would be too late', () => {
  const times = { latenessDays: 35, aheadSeconds: 300 };
  fc.assert(
    fc.property(fc.nat({ max: MS_PER_DAY }), fc.nat({ max: 60 * MS_PER_DAY }), (within, later) => {
      const counted = NOON + within;
      const eventTime = counted + times.aheadSeconds * 1000;
      const now = counted + later;
      const wouldBeRated = eventTime >= now - (times.latenessDays + 1) * MS_PER_DAY;
      const seen = { seq: 0, day: utcDayNumber(counted), digest: '' };
      expect(isLive(seen, rememberedFrom(now, times)) || !wouldBeRated).toBe(true);
    }),
  );
});
