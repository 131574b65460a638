import { expect, test } from '@jest/globals';
import { type GrantedAdmission, QUANTITIES, quantityValues } from '@suanpan/facts';
import fc from 'fast-check';
import { canonicalLine } from './canonical-line.ts';
import { fieldsOf, NOW, send, taken } from './spec-events.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const count = fc.nat();
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** As `exactOptionalPropertyTypes` wants it. */
const withoutUndefined = <T>(value: T) => JSON.parse(JSON.stringify(value)) as GrantedAdmission;
const origin = fc.record({
  time: fc.constant(new Date(NOW).toISOString()),
  id: text,
  source: text,
  root: text,
  account: text,
  project: text,
  credential: text,
});
const call = fc.record({
  provider: text,
  requestedModel: text,
  servedModel: optional(text),
  operation: text,
  serviceTier: optional(text),
  region: optional(text),
  batch: optional(fc.boolean()),
  priority: optional(text),
  latencyMs: optional(count),
  timeToFirstTokenMs: optional(count),
  httpStatus: optional(count),
  errorType: optional(text),
  session: optional(text),
  trace: optional(text),
  tags: optional(fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true })),
  reportedCost: optional(fc.constant({ amount: '0.5', currency: 'USD' })),
});
const findings = fc.record({
  endUser: optional(text),
  promptFingerprint: optional(text),
  usageQuality: fc.constantFrom('reported', 'estimated', 'missing'),
  inconsistencies: optional(fc.constant(['input_subsets_exceed_total'] as const)),
  unread: optional(fc.dictionary(text, fc.constant('7'), { minKeys: 1, maxKeys: 4, noNullPrototype: true })),
  admission: optional(
    fc
      .record({
        id: text,
        priority: optional(text),
        batch: optional(fc.boolean()),
        quotes: optional(fc.dictionary(text, text, { minKeys: 1, maxKeys: 5, noNullPrototype: true })),
      })
      .map(withoutUndefined),
  ),
});
/** Every quantity of the table, each there or not. */
const quantities = fc.record(
  Object.fromEntries(
    QUANTITIES.map(({ field, kind }) => [
      field,
      optional<number | string>(kind === 'decimal' ? fc.constant('1.5') : count),
    ]),
  ),
);

test('a line is JSON of all that is defined, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.record({ origin, call, quantities, findings }), (parts) => {
      const line = canonicalLine({ ...parts, counts: quantityValues(parts.quantities) }, false);
      const { origin: o, call: c, quantities: q, findings: f } = parts;
      // Totals that are not known are written as 0.
      const totals = { inputTokens: q.inputTokens ?? 0, outputTokens: q.outputTokens ?? 0 };
      const expected = JSON.parse(JSON.stringify({ form: 2, ...o, ...c, ...q, ...totals, ...f }));
      for (const { field, kind, within } of QUANTITIES) {
        const isTotal = kind === 'tokens' && within.length === 0;
        if (!isTotal && field !== 'requests' && expected[field] === 0) delete expected[field];
      }
      if (expected.tags !== undefined && Object.keys(expected.tags).length === 0) delete expected.tags;
      expect(JSON.parse(line)).toEqual(expected);
      expect(line.startsWith('{"time":"2026-11-24T12:00:00.000Z"')).toBe(true);
      expect(line).not.toContain('\n');
    }),
  );
});

test('a line does not depend on whether its texts needed no care', () => {
  const data = {
    provider: 'p',
    model: 'm',
    operation: 'chat',
    inputTokens: 1,
    outputTokens: 1,
    project: 'prj_chat',
    tags: { z: '1', b: '2', a: '3' },
  };
  const event = {
    specversion: '1.0',
    id: 'i',
    source: 's',
    type: 'suanpan.usage.v1',
    time: new Date(NOW).toISOString(),
    data,
  };
  const [plain] = taken(send([event])).lines;
  // One backslash anywhere in the request makes every text be looked at.
  const careful = taken(send(JSON.stringify([event]).replace('"s"', '"\\u0073"'))).lines[0];
  expect(careful).toBe(plain);
  expect(Object.keys(fieldsOf(event).tags as object)).toEqual(['a', 'b', 'z']);
});
