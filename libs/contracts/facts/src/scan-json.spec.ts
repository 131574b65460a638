import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countKeys } from './count-keys.ts';
import { scanJson } from './scan-json.ts';

const bytes = (text: string) => Buffer.from(text);

describe('a scan', () => {
  test('finds the very values that the parser finds, with their keys and depth', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 5 })), fc.constantFrom(undefined, 2), (values, indent) => {
        const text = bytes(JSON.stringify(values, undefined, indent));
        const parsed = JSON.parse(text.toString()) as unknown[];
        const { state, spans } = scanJson(text, 1, 1000);
        expect(state).toBe('sound');
        expect(spans.map(({ start, end }) => JSON.parse(text.subarray(start, end).toString()))).toEqual(parsed);
        expect(spans.map((span) => span.keysWritten)).toEqual(parsed.map(countKeys));
        expect(spans.map((span) => span.depth)).toEqual(parsed.map(depthOf));
      }),
      { numRuns: 300 },
    );
  });

  test('sees one value where there is one', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = bytes(JSON.stringify(value));
        const span = { start: 0, end: text.length, keysWritten: countKeys(value), depth: depthOf(value) };
        expect(scanJson(text, 0, 1)).toEqual({ state: 'sound', spans: [span] });
      }),
    );
  });

  test('counts every key that is written, and the parsed value has fewer', () => {
    const text = '{"a":{"b:":1,"b:":2},"c":"x:\\":y","a":3}';
    expect(scanJson(bytes(text), 0, 1).spans[0]?.keysWritten).toBe(5);
    expect(countKeys(JSON.parse(text))).toBe(2);
  });

  test.each(['[', '', ' ', '[}', '{}', '[[]', '["]', '["\\"]', '[]x', 'x[]', '[]]'])(
    'calls the batch %j broken',
    (text) => {
      // Kinds of brackets are the parser's business: `[}` balances by count.
      expect(scanJson(bytes(text), 1, 1000).state).toBe(text === '[}' ? 'sound' : 'broken');
    },
  );

  test('stops at the first value too many', () => {
    expect(scanJson(bytes('[1,2,3]'), 1, 3).state).toBe('sound');
    expect(scanJson(bytes('[1,2,3,4]'), 1, 3)).toMatchObject({ state: 'crowded', spans: { length: 3 } });
    expect(scanJson(bytes('[1,2,3,4,5,6]'), 1, 3)).toMatchObject({ state: 'crowded', spans: { length: 3 } });
  });

  test('never fails, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<0 | 1>(0, 1), (raw, outer) => {
        const { spans } = scanJson(raw, outer, 10);
        for (const { start, end } of spans) expect(start <= end && end <= raw.length).toBe(true);
      }),
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
