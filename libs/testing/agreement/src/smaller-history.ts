import type { Act } from './acts.ts';

/**
 * Leaves out acts, changes and facts as long as what is left still fails, the largest parts first. Ids and picks follow from what is
 * there, so that leaving one thing out may change what others mean; what counts is only that it still fails.
 */
export async function smallerHistory(
  acts: readonly Act[],
  fails: (acts: readonly Act[]) => Promise<boolean>,
): Promise<readonly Act[]> {
  let least = await fewer(acts, fails);
  for (let i = 0; i < least.length; i += 1) {
    const act = least[i];
    const withParts = (parts: Act): readonly Act[] => least.toSpliced(i, 1, parts);
    if (act?.act === 'send') {
      const facts = await fewer(act.facts, (some) => fails(withParts({ ...act, facts: some })));
      least = withParts({ ...act, facts });
    }
    if (act?.act === 'change') {
      const changes = await fewer(act.changes, (some) => fails(withParts({ ...act, changes: some })));
      least = withParts({ ...act, changes });
    }
  }
  return least.length < acts.length ? smallerHistory(least, fails) : least;
}

async function fewer<T>(all: readonly T[], fails: (some: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  let least = all;
  for (let size = Math.ceil(all.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.length; ) {
      const some = least.toSpliced(from, size);
      if (some.length > 0 && (await fails(some))) least = some;
      else from += size;
    }
  }
  return least;
}
