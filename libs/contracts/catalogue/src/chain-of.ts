import { CATALOGUE_GENESIS, type Change, type SealedRevision, sealRevision } from './revision.ts';

/** Chains lists of changes into revisions 1, 2, …: what specs feed a catalogue. */
export function chainOf(steps: readonly (readonly Change[])[]): SealedRevision[] {
  let prev = CATALOGUE_GENESIS;
  return steps.map((changes, i) => {
    const revision = { v: 1 as const, revision: i + 1, prev, at: 1_000 + i, actor: 'spec', reason: 'spec', changes };
    prev = sealRevision(revision).hash;
    return { revision, hash: prev };
  });
}
