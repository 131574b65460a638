import { expect, test } from '@jest/globals';
import { eventBatch, renumber } from './event-batch.ts';

test('a renumbered batch is valid JSON of the same size in which every id is new', () => {
  const batch = eventBatch(10, '2026-11-24T00:00:00.000Z');
  const ids = () => (JSON.parse(batch.body.toString()) as { id: string }[]).map(({ id }) => id);
  const [first, bytes] = [ids(), batch.body.length];
  renumber(batch, 255);
  expect(batch.body.length).toBe(bytes);
  expect(ids().every((id) => id.startsWith('000000ff-'))).toBe(true);
  expect(new Set([...first, ...ids()]).size).toBe(20);
});
