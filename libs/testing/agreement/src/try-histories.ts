import type { Charging } from '@suanpan/charging';
import { planCharging } from '@suanpan/price-plan';
import type { RaterGuards } from '@suanpan/rater';
import fc from 'fast-check';
import { type Act, someActs } from './acts.ts';
import { agree, type Played, type Tally } from './agree.ts';
import { type FirstWorld, firstWorld } from './first-world.ts';
import { smallerHistory } from './smaller-history.ts';

export interface TryOptions {
  readonly runs: number;
  /** By chance where it is left out. */
  readonly seed?: number;
  /** Where in the seed to begin, as a failure tells it. */
  readonly path?: string;
  readonly acts?: number;
  readonly charging?: Charging;
  readonly guards?: RaterGuards;
  /** Called before each history; answers what further parts it is played with. */
  readonly before?: () => Promise<Pick<Parameters<typeof agree>[2], 'ledger'>>;
  /** Looks at a history that agreed. */
  readonly after?: (played: Played) => Promise<void>;
  readonly tally?: Tally;
  /** Whether a failing history is made small before it is told. */
  readonly shrinks?: boolean;
}

const ACTS_MAX = 90;

/** Tries random histories and answers what the first failing one shows; `undefined` if all agree. */
export async function tryHistories(options: TryOptions): Promise<string | undefined> {
  const { runs, seed, path, acts = ACTS_MAX, charging = planCharging, guards, before, after, tally } = options;
  const play = async (first: FirstWorld, script: readonly Act[], counted: boolean): Promise<void> => {
    const parts = { charging, ...(guards === undefined ? {} : { guards }), ...(await before?.()) };
    const played = await agree(first, script, counted && tally !== undefined ? { ...parts, tally } : parts);
    await after?.(played);
  };
  const failureOf = async (first: FirstWorld, script: readonly Act[]): Promise<string | undefined> => {
    try {
      await play(first, script, false);
      return undefined;
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  };
  const details = await fc.check(
    fc.asyncProperty(firstWorld, someActs(acts), (first, script) => play(first, script, true)),
    {
      numRuns: runs,
      endOnFailure: true,
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
    },
  );
  if (!details.failed || details.counterexample === null) return undefined;
  const [first, script] = details.counterexample;
  const again = `again with --seed ${details.seed} --path ${details.counterexamplePath}`;
  if (options.shrinks === false) return `${String(details.errorInstance)}\n${again}`;
  const least = await smallerHistory(script, async (some) => (await failureOf(first, some)) !== undefined);
  const told = least.map((act) => JSON.stringify(act)).join('\n');
  return `${JSON.stringify(first)}\n${told}\n${await failureOf(first, least)}\n${again}`;
}
