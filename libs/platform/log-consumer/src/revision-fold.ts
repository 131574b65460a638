import { CATALOGUE_GENESIS, type SealedRevision, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { FoldPosition, TopicFold } from './topic-fold.ts';

/** How many revisions a position remembers the hashes of, to tell a repeat from a rewritten past. */
const RECENT_REVISIONS = 16;

/** The newest revision, and the hashes of the last ones, newest last. */
export interface RevisionFoldPosition extends FoldPosition {
  readonly revision: number;
  readonly recent: readonly string[];
}

/** The fold of `catalogue.changes`: revisions without a gap, chained by hash; a publisher may repeat what it wrote before. */
export const REVISION_FOLD: TopicFold<RevisionFoldPosition, SealedRevision> = {
  topic: CATALOGUE_CHANGES,
  begin(_partition, start) {
    if (start > 0) throw new Fault('log_gap', `catalogue.changes starts at ${start}, and 0 is due.`);
    return { offset: 0, foldTime: 0, revision: 0, recent: [CATALOGUE_GENESIS] };
  },
  step(_partition, at, record) {
    const sealed = unpackRevision(record.value);
    const { revision, prev } = sealed.revision;
    const next = { ...at, offset: record.offset + 1, foldTime: Math.max(at.foldTime, record.appendedAt) };
    if (revision <= at.revision) {
      const known = at.recent.at(revision - at.revision - 1);
      if (known === undefined || known === sealed.hash) return { position: next };
      throw new Fault('catalogue_broken', `Revision ${revision} was read before with other content.`);
    }
    if (revision !== at.revision + 1 || prev !== at.recent.at(-1)) {
      throw new Fault('catalogue_broken', `Revision ${revision} does not follow revision ${at.revision}.`);
    }
    const recent = [...at.recent, sealed.hash].slice(-RECENT_REVISIONS);
    return { position: { ...next, revision, recent }, content: sealed };
  },
};
