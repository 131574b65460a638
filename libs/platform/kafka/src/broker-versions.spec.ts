import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { incompatibilities, refuseIncompatible, requestNeeds } from './broker-versions.ts';
import type { ApiVersions } from './kafkajs-parts.ts';

const served = (change: ApiVersions = {}): ApiVersions => ({
  ...Object.fromEntries(requestNeeds().map((need) => [need.number, { minVersion: 0, maxVersion: need.highest }])),
  ...change,
});

test('a broker that serves what is needed is accepted', () => {
  expect(() => refuseIncompatible('b:1', served())).not.toThrow();
});

test('a broker that has dropped the versions we speak is refused by name', () => {
  const raised = served({ 0: { minVersion: 8, maxVersion: 13 }, 1: { minVersion: 12, maxVersion: 17 } });
  expect(incompatibilities(raised, requestNeeds())).toEqual([
    'Produce is served in 8..13, needed is 3..7',
    'Fetch is served in 12..17, needed is 4..11',
  ]);
  expect(() => refuseIncompatible('b:1', raised)).toThrow(/b:1 .*Produce/);
});

test('a broker too old for record batches is refused', () => {
  expect(incompatibilities(served({ 1: { minVersion: 0, maxVersion: 3 } }), requestNeeds())).toHaveLength(1);
});

test('a request is refused exactly when no version is spoken by both sides', () => {
  const range = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ lowest: Math.min(a, b), highest: Math.max(a, b) }));
  fc.assert(
    fc.property(range, range, (ours, theirs) => {
      const both = Array.from({ length: 21 }, (_, v) => v).some(
        (v) => v >= ours.lowest && v <= ours.highest && v >= theirs.lowest && v <= theirs.highest,
      );
      const broker = { 7: { minVersion: theirs.lowest, maxVersion: theirs.highest } };
      expect(incompatibilities(broker, [{ name: 'X', number: 7, ...ours }]).length === 0).toBe(both);
    }),
  );
});
