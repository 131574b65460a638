import type { CatalogueView } from '@suanpan/catalogue';
import type { Credit } from '@suanpan/facts';
import { atto, fraction, lesser, ONE } from './fraction.ts';
import { attoSum } from './naive-entry.ts';
import { chainOf, closedOf, monthNamed } from './naive-place.ts';
import { entriesSoFar, type NaiveScene, put } from './naive-scene.ts';
import type { NaiveOutcome } from './naive-step.ts';

/** Credits of accounts that no close has forgotten, in the order in which they are used up. */
export function liveCredits(
  view: CatalogueView,
  past: readonly NaiveOutcome[],
  root: string,
  accounts: readonly string[],
): readonly Credit[] {
  const closed = closedOf(past, root);
  const end = closed === undefined ? undefined : monthNamed(view, root, closed)?.to;
  return past
    .flatMap(({ step, isCharged }) => (step.kind === 'credit' && isCharged ? [step.credit] : []))
    .filter((credit) => credit.root === root && accounts.includes(credit.account))
    .filter(({ expiresAt }) => expiresAt === null || end === undefined || expiresAt > end)
    .toSorted(
      (a, b) =>
        a.priority - b.priority ||
        ((a.expiresAt ?? Infinity) < (b.expiresAt ?? Infinity) ? -1 : a.expiresAt === b.expiresAt ? 0 : 1),
    );
}

/** In atto units. */
export function leftOfCredit({ credit, amount }: Credit, scene: Pick<NaiveScene, 'past' | 'made'>): bigint {
  const own = entriesSoFar(scene).filter(
    ({ component, isLost }) => component === `credit:${credit}` && isLost !== true,
  );
  return atto(fraction(amount)) + attoSum(own);
}

/**
 * Lets credits pay what the step has made. Those above the account of the event may, and where the money belongs to
 * another account only those above that one too.
 */
export function payByCredits(scene: NaiveScene, account: string): void {
  if (scene.isInformational) return;
  const above = chainOf(scene.view, account);
  const accounts = chainOf(scene.view, scene.event.account).filter((one) => above.includes(one));
  for (const currency of new Set(scene.made.map((entry) => entry.currency))) {
    let owed = attoSum(scene.made.filter((entry) => entry.currency === currency));
    for (const credit of liveCredits(scene.view, scene.past, scene.event.root, accounts)) {
      const component = `credit:${credit.credit}`;
      const { from, expiresAt } = credit;
      const isGood = (from ?? scene.instant) <= scene.instant && scene.instant < (expiresAt ?? Infinity);
      const part = lesser(leftOfCredit(credit, scene), owed);
      if (!isGood || credit.currency !== currency || part <= 0n) continue;
      owed -= part;
      const parts = [{ leaf: 'credit', quantity: ONE, atto: -part }] as const;
      const { seq, target, event, view, past, made, instant, month, isInformational } = scene;
      const bare = { seq, target, event: { ...event, account }, view, past, made, instant, month, isInformational };
      put(bare, { component, currency, factors: [], parts, atto: -part });
    }
  }
}
