import { canonicalJson } from '../canonical-json.ts';
import type { FeedModel, FeedProvider } from '../feed/feed-shape.ts';
import { CORRECTIONS, type Correction } from './corrections.ts';

/** A model as it is priced, and by which correction where it is not what the feed says. */
export interface CorrectedModel {
  readonly model: FeedModel;
  readonly by?: Correction;
}

/** The models of a provider with the corrections in place. A correction holds only where the feed says what it corrects. */
export function correctedModels(
  { id, models }: FeedProvider,
  corrections: readonly Correction[] = CORRECTIONS,
): readonly CorrectedModel[] {
  const ofProvider = corrections.filter(({ provider }) => provider === id);
  if (ofProvider.length === 0) return models.map((model) => ({ model }));
  const corrected = models.map((model): CorrectedModel => {
    const by = ofProvider.find(({ was }) => was !== null && saysTheSame(was, model));
    return by === undefined ? { model } : { model: { ...model, ...by.is }, by };
  });
  const added = ofProvider.filter(({ was, is }) => was === null && models.every((model) => model.id !== is.id));
  return [...corrected, ...added.map((by) => ({ model: by.is, by }))];
}

function saysTheSame(a: FeedModel, b: FeedModel): boolean {
  return a.id === b.id && contentOf(a) === contentOf(b);
}

/** Variants are the feed's own in any case. */
function contentOf({ match, prices }: FeedModel): string {
  return canonicalJson([match, prices]);
}
