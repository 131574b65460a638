import type { EventTokens, EventUnits, Inconsistency, Leaf } from '@suanpan/facts';

/** How much of one leaf a call used; never 0. Seconds are decimal text, everything else is a whole number. */
export interface LeafQuantity {
  readonly leaf: Leaf;
  readonly quantity: number | string;
}

/** A call taken apart into leaves. */
export interface LeafQuantities {
  /** In the order of `LEAVES`, without those that are 0. */
  readonly quantities: readonly LeafQuantity[];
  /** Where the totals contradict their subsets, so that subsets were cut. */
  readonly inconsistencies: readonly Inconsistency[];
}

/** The counts of a usage event that make leaves. */
export type Usage = EventTokens & EventUnits;

const NONE: readonly Inconsistency[] = [];

/**
 * Takes a call apart: each token lands in exactly one leaf, and the token leaves add up to the inclusive totals.
 *
 * Cached audio belongs to the cache reads and to the audio at once, and is a leaf of its own; otherwise subsets do not overlap.
 * When subsets contradict their total, the total stands and the subsets are cut so that they fit, each keeping what the ones
 * before it leave over: input in the order cache read, cache write 5m, cache write 1h, audio, image; output in the
 * order reasoning, audio, image. Nothing is ever negative, and what was cut is named.
 */
export function leafQuantities(usage: Usage): LeafQuantities {
  const quantities: LeafQuantity[] = [];
  let inconsistencies = NONE;
  const mark = (found: Inconsistency | undefined): void => {
    if (found !== undefined) inconsistencies = [...inconsistencies, found];
  };
  mark(takeCachedAudio(usage));
  mark(takeInput(usage, quantities));
  mark(takeOutput(usage, quantities));
  put(quantities, 'request', count(usage.requests));
  put(quantities, 'image', count(usage.images));
  if (usage.seconds !== undefined && /[1-9]/.test(usage.seconds))
    quantities.push({ leaf: 'second', quantity: usage.seconds });
  put(quantities, 'character', count(usage.characters));
  return { quantities, inconsistencies };
}

/** Cached audio cannot exceed the cache reads or the audio it is part of. */
function cachedAudio(usage: Usage): number {
  return Math.min(count(usage.cacheReadAudioTokens), count(usage.cacheReadTokens), count(usage.audioInputTokens));
}

function takeCachedAudio(usage: Usage): Inconsistency | undefined {
  return count(usage.cacheReadAudioTokens) > cachedAudio(usage) ? 'cached_audio_exceeds_total' : undefined;
}

function takeInput(usage: Usage, into: LeafQuantity[]): Inconsistency | undefined {
  const total = count(usage.inputTokens);
  const both = cachedAudio(usage);
  const wanted = {
    cacheRead: count(usage.cacheReadTokens),
    write5m: count(usage.cacheWrite5mTokens),
    write1h: count(usage.cacheWrite1hTokens),
    audio: count(usage.audioInputTokens) - both,
    image: count(usage.imageInputTokens),
  };
  let room = total;
  const take = (want: number): number => {
    const taken = Math.min(want, room);
    room -= taken;
    return taken;
  };
  const cacheRead = take(wanted.cacheRead);
  const write5m = take(wanted.write5m);
  const write1h = take(wanted.write1h);
  const audio = take(wanted.audio);
  const image = take(wanted.image);
  const cacheReadAudio = Math.min(both, cacheRead);
  put(into, 'uncached_input', room);
  put(into, 'cache_read', cacheRead - cacheReadAudio);
  put(into, 'cache_write_5m', write5m);
  put(into, 'cache_write_1h', write1h);
  put(into, 'audio_in', audio);
  put(into, 'cache_read_audio', cacheReadAudio);
  put(into, 'image_in', image);
  const cut = wanted.cacheRead + wanted.write5m + wanted.write1h + wanted.audio + wanted.image > total;
  return cut ? 'input_subsets_exceed_total' : undefined;
}

function takeOutput(usage: Usage, into: LeafQuantity[]): Inconsistency | undefined {
  const total = count(usage.outputTokens);
  const wantedReasoning = count(usage.reasoningTokens);
  const wantedAudio = count(usage.audioOutputTokens);
  const wantedImage = count(usage.imageOutputTokens);
  const reasoning = Math.min(wantedReasoning, total);
  const audio = Math.min(wantedAudio, total - reasoning);
  const image = Math.min(wantedImage, total - reasoning - audio);
  put(into, 'output_text', total - reasoning - audio - image);
  put(into, 'reasoning', reasoning);
  put(into, 'audio_out', audio);
  put(into, 'image_out', image);
  return wantedReasoning + wantedAudio + wantedImage > total ? 'output_subsets_exceed_total' : undefined;
}

function put(into: LeafQuantity[], leaf: Leaf, quantity: number): void {
  if (quantity > 0) into.push({ leaf, quantity });
}

/** A count that is absent, and one that is no whole number of things, counts as none. */
function count(value: number | undefined): number {
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
