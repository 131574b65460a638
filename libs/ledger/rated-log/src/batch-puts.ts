import { chargedPuts } from './charged-state.ts';
import { type IdentifiedOutcome, type StatePut, statePuts } from './fold-state.ts';

/**
 * What an accepted batch changes in the folded state. It follows from the log alone: a rater that just decided and a
 * reader that folds later write the same.
 */
export function batchPuts(outcomes: readonly IdentifiedOutcome[], rules: number): StatePut[] {
  const puts: StatePut[] = [];
  for (const outcome of outcomes) for (const put of statePuts(outcome, rules)) puts.push(put);
  if (rules >= 2) for (const put of chargedPuts(outcomes)) puts.push(put);
  return puts;
}
