import { expect, test } from '@jest/globals';
import { LOG_USERS, TOPIC_ACCESS, TOPICS } from './index.ts';

test('every topic says who writes and who reads it, and none has nobody to write', () => {
  expect(TOPIC_ACCESS.map(({ topic }) => topic)).toEqual(TOPICS.map(({ name }) => name));
  for (const { writers } of TOPIC_ACCESS) expect(writers.length).toBeGreaterThan(0);
});

test('outcomes are written by rating alone and the catalogue by admin alone', () => {
  const writersOf = (name: string) => TOPIC_ACCESS.find(({ topic }) => topic === name)?.writers;
  expect(writersOf('usage.rated')).toEqual(['rating']);
  expect(writersOf('catalogue.changes')).toEqual(['admin']);
  expect(LOG_USERS).not.toContain('operator');
});
