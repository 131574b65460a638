import { expect, test } from '@jest/globals';
import { packRevision } from '@suanpan/catalogue';
import { genesisPosition, packBatch, packClaim } from '@suanpan/rated-record';
import { RATED_FOLD } from './rated-fold.ts';
import { REVISION_FOLD } from './revision-fold.ts';

const SHARD = 2;
const at = (offset: number, value: Buffer) => ({ offset, appendedAt: 5, value });
const claim = (name: string) => packClaim({ shard: SHARD, claim: name, instance: 'spec' });

function batch(name: string, prev: string) {
  const header = { shard: SHARD, claim: name, firstSeq: 0, from: 0, to: 1, revision: 1, foldTime: 77, prev };
  return packBatch({ ...header, sourceDigest: 'd', times: { latenessDays: 1, aheadSeconds: 1 } }, []).value;
}

test('the rated log: a batch of the newest claim counts, one of an older claim is void, a broken chain halts', () => {
  const { hash } = genesisPosition(SHARD);
  const one = RATED_FOLD.step(SHARD, RATED_FOLD.begin(SHARD, 0), at(0, claim('one'))).position;
  const two = RATED_FOLD.step(SHARD, one, at(1, claim('two'))).position;
  const stale = RATED_FOLD.step(SHARD, two, at(2, batch('one', hash)));
  expect(stale).toMatchObject({ position: { offset: 3, foldTime: 0 } });
  expect(stale.content).toBeUndefined();
  const counts = RATED_FOLD.step(SHARD, two, at(2, batch('two', hash)));
  expect(counts).toMatchObject({ position: { offset: 3, foldTime: 77 }, content: { header: { claim: 'two' } } });
  expect(() => RATED_FOLD.step(SHARD, two, at(2, batch('two', 'no hash of ours')))).toThrow(/does not continue/);
});

function revision(number: number, prev: string, at = Date.UTC(2026, 10, 24, 12)) {
  return packRevision({ v: 1, revision: number, prev, at, actor: 'spec', reason: 'spec', changes: [] });
}

test('the catalogue: revisions follow each other, a repeat adds nothing, a gap and another past halt', () => {
  const begin = REVISION_FOLD.begin(0, 0);
  const first = REVISION_FOLD.step(0, begin, at(0, revision(1, begin.recent[0] ?? '')));
  expect(first).toMatchObject({ position: { offset: 1, revision: 1 }, content: { revision: { revision: 1 } } });
  const again = REVISION_FOLD.step(0, first.position, at(1, revision(1, begin.recent[0] ?? '')));
  expect([again.position.offset, again.position.revision, again.content]).toEqual([2, 1, undefined]);
  const other = revision(1, begin.recent[0] ?? '', Date.UTC(2026, 10, 25, 12));
  expect(() => REVISION_FOLD.step(0, first.position, at(1, other))).toThrow(/other content/);
  expect(() => REVISION_FOLD.step(0, first.position, at(1, revision(3, 'x')))).toThrow(/does not follow/);
});
