/** One line of the real chain, broken: what must be seen to disagree. */
export interface Mutation {
  readonly name: string;
  /** The source it is in, from `libs/` on. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** One that shows it early. */
  readonly seed: number;
  /** Histories of the seed within which it shows. */
  readonly within: number;
}

const PLAN = 'libs/pricing/price-plan/src';
const RATED = 'libs/ledger/rated-log/src';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'credits are used up in the wrong order',
    file: `${PLAN}/credits.ts`,
    find: 'return a.priority - b.priority;',
    replace: 'return b.priority - a.priority;',
    seed: 2,
    within: 100,
  },
  {
    name: 'a band ends one unit early',
    file: `${PLAN}/bands.ts`,
    find: 'const high = upTo ?? end;',
    replace: 'const high = upTo === undefined ? end : upTo - 1_000_000n;',
    seed: 3,
    within: 50,
  },
  {
    name: 'volume tiers are never corrected',
    file: `${PLAN}/charge-tiers.ts`,
    find: 'return atto === 0n ? [] : [correctionLine(component, atto)];',
    replace: 'return [];',
    seed: 2,
    within: 50,
  },
  {
    name: 'tiers are taken back as they were charged',
    file: `${PLAN}/void-call.ts`,
    find: "component?.kind === 'tiers' && servicePeriod",
    replace: "component?.kind === 'result' && servicePeriod",
    seed: 2,
    within: 50,
  },
  {
    name: 'lines are quantised instead of entries',
    file: `${PLAN}/entry-draft.ts`,
    find: 'const total = quantiseExact(sum);',
    replace: 'const total = exact.map(quantiseExact).reduce((a, b) => a + b, 0n);',
    seed: 3,
    within: 50,
  },
  {
    name: 'what is taken back is not taken out of what is posted',
    file: `${PLAN}/posted-money.ts`,
    find: 'if (atto !== 0n) sums',
    replace: 'if (atto > 0n) sums',
    seed: 2,
    within: 50,
  },
  {
    name: 'a true-up takes a credit for a broken promise back',
    file: `${PLAN}/charge-fee.ts`,
    find: "if (fee.charge === 'sla_credit') return;",
    replace: '',
    seed: 3,
    within: 400,
  },
  {
    name: 'what is left over is not carried over',
    file: `${PLAN}/close-period.ts`,
    find: 'move(moves, carryName({ ...quota, period: next }), unused);',
    replace: '',
    seed: 3,
    within: 600,
  },
  {
    name: 'what was carried over is used last',
    file: `${PLAN}/close-period.ts`,
    find: 'const usedOwn = used > carried ? used - carried : 0n;',
    replace: 'const usedOwn = used > own ? own : used;',
    seed: 3,
    within: 1000,
  },
  {
    name: 'the assignment above gets back what another one gave',
    file: `${PLAN}/correction.ts`,
    find: "view.get('assignment', id)",
    replace: "view.under('assignment', root)[0]",
    seed: 2,
    within: 50,
  },
  {
    name: 'the first fact of a record tells its counters, not the last',
    file: `${RATED}/decide.ts`,
    find: 'for (let i = verdicts.length - 1; i >= 0; i -= 1) {',
    replace: 'for (let i = 0; i < verdicts.length; i += 1) {',
    seed: 2,
    within: 50,
  },
  {
    name: 'a correction counts though another came before it',
    file: `${RATED}/judge-directive.ts`,
    find: 'if (!basis) return undefined;',
    replace: 'if (basis) return undefined;',
    seed: 2,
    within: 50,
  },
  {
    name: 'a sealed range takes events of another backfill',
    file: `${RATED}/backfill.ts`,
    find: 'known?.sealed === true || overlaps',
    replace: 'known?.sealed === true',
    seed: 2,
    within: 250,
  },
  {
    name: 'history for information that cost nothing is stated once amended',
    file: `${RATED}/judge-event.ts`,
    find: "posting === 'none' && !isUnstated",
    replace: 'false && !isUnstated',
    seed: 3,
    within: 300,
  },
  {
    name: 'identities are forgotten a day early',
    file: `${RATED}/fold-state.ts`,
    find: 'seen.day >= rememberedFromDay',
    replace: 'seen.day > rememberedFromDay',
    seed: 3,
    within: 100,
  },
  {
    name: 'the newest revision decides, not the one in force',
    file: 'libs/ledger/rater/src/decide-group.ts',
    find: 'revisionInForce ? revision : Number',
    replace: 'false ? revision : Number',
    seed: 2,
    within: 50,
  },
  {
    name: 'the ledger misses an outcome',
    file: 'libs/ledger/ledger-sink/src/ledger-sink.ts',
    find: 'if (feed.wanted(item.outcome.seq))',
    replace: 'if (item.outcome.seq % 13 !== 12 && feed.wanted(item.outcome.seq))',
    seed: 2,
    within: 50,
  },
  {
    name: 'a statement leaves out what was taken back',
    file: 'libs/ledger/statement/src/statement-row.ts',
    find: 'for (const row of rows) {',
    replace: 'for (const row of rows) { if (row.quantity < 0n) continue;',
    seed: 2,
    within: 50,
  },
  {
    name: 'a deny does not beat an allow',
    file: 'libs/access/permissions/src/decide-access.ts',
    find: 'return denied(permission, verdict.deny.grant);',
    replace: 'void denied;',
    seed: 2,
    within: 50,
  },
];
