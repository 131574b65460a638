import { hash } from 'node:crypto';
import type { PriceRow } from '@suanpan/catalogue';
import { findAmbiguities } from '../find-ambiguities.ts';
import { believeFeeds } from './feed-conflicts.ts';
import { percentAtto, percentChange } from './percent-change.ts';
import { differs, planSeries } from './plan-line.ts';
import { listKey, type Stretch, sameContent, seriesKey, stretches } from './price-series.ts';
import {
  isWriting,
  type PriceStep,
  type Proposal,
  type ProposalLine,
  type ProposedFeed,
  type ShownLine,
  type WritingLine,
} from './proposal.ts';

/** What a proposal is worked out from. */
export interface ImportTerms {
  /** In the order in which they are believed. */
  readonly feeds: readonly ProposedFeed[];
  /** Every price row that stands, of any book. */
  readonly present: readonly PriceRow[];
  /** Epoch milliseconds: only what holds from now on is compared. */
  readonly now: number;
  readonly thresholds: {
    /** Changes by more than so many percent need a second person. Decimal text. */
    readonly percent: string;
  };
}

const ID_DIGITS = 24;

/**
 * Compares what feeds say with what stands: new, changed, vanished, conflicting between feeds, damaged numbers, and what gives no
 * row. Pure; nothing is written before `applyProposal`, and a vanished price never is. A stretch of time in which a feed says
 * one price is compared where it ends, so that a change that is scheduled already is not proposed again.
 */
export function proposeImport({ feeds, present, now, thresholds }: ImportTerms): Proposal {
  percentAtto(thresholds.percent);
  const books = new Set(feeds.map(({ feed }) => feed));
  const believed = believeFeeds(feeds, present, now);
  const bySeries = Map.groupBy(
    present.filter(({ book }) => books.has(book)),
    seriesKey,
  );
  const standingLists = new Set(present.map(listKey));
  const lines: ProposalLine[] = [];
  let unchanged = 0;
  const said = new Set<string>();
  for (const feed of feeds) for (const row of feed.rows) said.add(seriesKey(row));
  for (const { rows } of believed.feeds) {
    const live = new Set(rows.filter(({ effectiveTo }) => effectiveTo === null || effectiveTo > now).map(listKey));
    for (const [key, ofFeed] of Map.groupBy(rows, seriesKey)) {
      const list = ofFeed.slice(0, 1).map(listKey).join();
      // What a list of before it was known says of the past comes with the list; later it is no news.
      const from = !standingLists.has(list) && live.has(list) ? null : now;
      const line = compareSeries(bySeries.get(key) ?? [], ofFeed, from, now);
      if (line === undefined) unchanged += 1;
      else lines.push(line);
    }
  }
  for (const [key, standing] of bySeries) {
    const vanished = said.has(key) ? undefined : vanishedLine(standing, now);
    if (vanished !== undefined) lines.push(vanished);
  }
  const settled = [...withoutTies(lines, present, now), ...believed.lines, ...feeds.flatMap(skippedLines)];
  return sealed({
    at: now,
    feeds: feeds.map(({ feed, version }) => ({ feed, version })),
    thresholdPercent: thresholds.percent,
    lines: settled,
    unchanged,
    agreeing: believed.agreeing,
  });
}

function compareSeries(
  standing: readonly PriceRow[],
  feed: readonly PriceRow[],
  from: number | null,
  now: number,
): WritingLine | ShownLine | undefined {
  const all = stretches(standing, feed, from);
  const differing = all.filter(differs);
  if (differing.length === 0) return undefined;
  if (!lastOfEach(all).some(differs)) {
    const agreed = all.slice(all.findLastIndex(differs) + 1).find((stretch) => stretch.feed !== undefined);
    return { kind: 'scheduled', id: `scheduled:${idsOf(feed)}`, from: agreed?.from ?? now, standing };
  }
  const steps = differing.map((stretch) => stepOf(stretch, now));
  const damaged = differing.some((stretch) => stretch.feed?.flag != null);
  const kind = damaged ? 'artefact' : differing.some((stretch) => stretch.standing !== undefined) ? 'changed' : 'new';
  return { kind, id: `${kind}:${idsOf(feed)}`, steps, standing, feed };
}

/** Of each run of stretches in which the feed's price is one row, the last. */
function lastOfEach(all: readonly Stretch[]): Stretch[] {
  return all.filter((stretch, i) => !sameContent(stretch.feed, all[i + 1]?.feed));
}

function stepOf({ from, to, standing, feed }: Stretch, now: number): PriceStep {
  if (feed === undefined) throw new Error('A step is a stretch in which the feed says a price.');
  const percent = standing === undefined ? null : percentChange(standing, feed);
  // What has begun has no start of its own, so that the same proposal an hour later is the same.
  return { from: from === now ? null : from, to, before: standing?.id ?? null, after: feed.id, percent };
}

function vanishedLine(standing: readonly PriceRow[], now: number): ShownLine | undefined {
  const held = stretches(standing, [], now).some((stretch) => stretch.standing !== undefined);
  return held ? { kind: 'vanished', id: `vanished:${idsOf(standing)}`, standing } : undefined;
}

function idsOf(rows: readonly PriceRow[]): string {
  return rows.map(({ id }) => id).join('+');
}

/** Lines whose rows would contend with what stands, or with other lines, are shown and not proposed. */
function withoutTies(lines: readonly ProposalLine[], present: readonly PriceRow[], now: number): ProposalLine[] {
  const plans = lines
    .filter(isWriting)
    .map((line) => ({ line, ...planSeries(line.standing, line.feed, now, undefined) }));
  const ended = new Set(plans.flatMap((plan) => plan.ended));
  const planned = plans.flatMap(({ rows }) => rows);
  const concerned = new Set(planned);
  const remaining = present.filter(({ id }) => !ended.has(id));
  const ties = findAmbiguities([...remaining, ...planned], (row) => concerned.has(row));
  if (ties.length === 0) return [...lines];
  const byId = new Map([...remaining, ...planned].map((row) => [row.id, row]));
  const lineOf = new Map(plans.flatMap(({ line, rows }) => rows.map(({ id }) => [id, line] as const)));
  const stopped = new Set<ProposalLine>();
  const shown: ShownLine[] = [];
  for (const { ids, why } of ties) {
    const [a, b] = ids.map((id) => byId.get(id));
    const [winner, loser] = ids.map((id) => lineOf.get(id));
    const falling = loser ?? winner;
    if (a === undefined || b === undefined || falling === undefined || stopped.has(falling)) continue;
    // What contends with a line that is not proposed contends with nothing.
    if (winner !== undefined && stopped.has(winner)) continue;
    for (const line of listKey(a) === listKey(b) ? [falling] : linesOfList(plans, falling)) stopped.add(line);
    shown.push({
      kind: 'conflicting',
      id: `conflicting:${a.id}:${b.id}`,
      rows: [a, b],
      percent: percentChange(a, b),
      why,
    });
  }
  return [...lines.filter((line) => !stopped.has(line)), ...shown];
}

/** A list is taken whole, so that none of it is proposed where it contends with another. */
function linesOfList(plans: readonly { readonly line: WritingLine }[], of: WritingLine): WritingLine[] {
  const listOf = ({ feed }: WritingLine) => feed.slice(0, 1).map(listKey).join();
  return plans.map(({ line }) => line).filter((line) => listOf(line) === listOf(of));
}

function skippedLines({ feed, skipped }: ProposedFeed): ShownLine[] {
  return skipped.map((skip) => ({
    kind: 'skipped',
    id: `skipped:${feed}:${skip.provider}/${skip.model}:${skip.unit}`,
    feed,
    ...skip,
  }));
}

function sealed(content: Omit<Proposal, 'id'>): Proposal {
  const { at: _, lines, ...told } = content;
  const said = lines.map((line) => [line.id, isWriting(line) ? [line.steps, idsOf(line.standing)] : null]);
  const digest = hash('sha256', JSON.stringify([told, said])).slice(0, ID_DIGITS);
  return { id: `proposal_${digest}`, ...content };
}
