import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { packLines } from '@suanpan/facts';
import { chainOf } from './chain-of.ts';
import { CATALOGUE_GENESIS, packRevision, packSealed, sealRevision, unpackRevision } from './revision.ts';

const [sealed] = chainOf([[]]);
if (sealed === undefined) throw new Error('A chain of one step has one revision.');
const { revision } = sealed;

test('a packed revision comes back with the hash over its text', () => {
  const unpacked = unpackRevision(packRevision(revision));
  expect(unpacked.revision).toEqual(revision);
  expect(unpacked.hash).toBe(hash('sha256', JSON.stringify(revision)));
});

test('a revision stored as text packs to the same record', () => {
  expect(packSealed(sealRevision(revision))).toEqual(packRevision(revision));
});

test('the first revision chains to a genesis that is no hash of a revision', () => {
  expect(revision.prev).toBe(CATALOGUE_GENESIS);
  expect(CATALOGUE_GENESIS).toMatch(/^[0-9a-f]{64}$/);
});

const text = JSON.stringify(revision);
test.each([
  ['a changed text', packLines([hash('sha256', text), text.replace('spec', 'evil')])],
  ['a changed hash', packLines([hash('sha256', 'other'), text])],
  ['a lost text', packLines([hash('sha256', text)])],
  ['a text that is not JSON', packSealed({ text: 'no', hash: hash('sha256', 'no') })],
  ['a version of the future', packRevision({ ...revision, v: 2 as 1 })],
  ['bytes that are no frame', Buffer.from('no frame')],
])('%s is refused as log_corrupt', (_name, value) => {
  expect(() => unpackRevision(value)).toThrow(expect.objectContaining({ code: 'log_corrupt' }));
});
