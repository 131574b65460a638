import type { CatalogueView } from '@suanpan/catalogue';
import { MAX_RECORD_BYTES, type OutcomeKind, outcomeText } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { FoldPut } from '@suanpan/fold-store';
import type { LogRecord } from '@suanpan/kafka';
import {
  addNeeded,
  advanceFoldTime,
  assertOneOutcomeEach,
  batchPuts,
  clockDisagreement,
  decideSource,
  type IdentifiedOutcome,
  nothingNeeded,
  type ReadSource,
  readSource,
} from '@suanpan/rated-log';
import {
  chargesKeptFrom,
  DECIDING_RULES,
  foldRated,
  type OutcomeText,
  type ProvenCharges,
  packBatch,
  rememberedFrom,
  type ShardPosition,
} from '@suanpan/rated-record';
import type { ShardFold } from '@suanpan/shard-fold';
import { utcDayNumber } from '@suanpan/time';
import { ALL_RATER_GUARDS, type ClockDisagreements, type DecideParts, digestOf } from './rater-parts.ts';
import { loadState, nothingLoaded, StateOverlay } from './state-overlay.ts';

/** A decided group: what to append, and what an acknowledgement at the due offset makes of the state. */
export interface DecidedGroup {
  readonly value: Buffer;
  readonly position: ShardPosition;
  readonly puts: readonly FoldPut[];
  readonly kinds: readonly OutcomeKind[];
  readonly clocks: ClockDisagreements;
}

/** A source record with what decides it besides the folded state. */
interface PreparedSource {
  readonly source: ReadSource;
  /** In force from this record on. */
  readonly revision: number;
  readonly view: CatalogueView;
  readonly foldTime: number;
  readonly rememberedFrom: number;
}

/**
 * Characters of outcomes and subjects after which a batch takes no further record. With one more record it stays far below
 * what a reader unpacks, and a rater holds no more than a few of them.
 */
const BATCH_CHARS_AIM = 4 * 1024 * 1024;

/** What the topic takes, less what Kafka puts around a value. */
const RATED_BYTES_MAX = MAX_RECORD_BYTES - 1024;

/** How often a decision may turn out to need more of the state; each time it is decided anew with it. */
const LOADS_MAX = 16;

/**
 * Loads what a group needs, decides as many of its records as fit one batch, and packs it. Nothing of the state changes here.
 */
export async function decideGroup(
  shard: number,
  group: readonly LogRecord[],
  fold: ShardFold,
  parts: DecideParts,
  claim: string,
): Promise<DecidedGroup> {
  const start = fold.position;
  const prepared = await prepareSources(group, start, parts);
  const proves = provesAt(start, prepared[0]?.foldTime ?? start.foldTime);
  const loaded = nothingLoaded();
  let needed = nothingNeeded();
  for (const { source, view } of prepared) addNeeded(source, view, parts.charging, needed);
  for (let loads = 0; loads < LOADS_MAX; loads += 1) {
    await loadState(needed, fold.store, loaded, proves);
    const state = new StateOverlay(loaded, proves);
    const decided = decideAll(shard, prepared, { start, proves, state }, parts);
    if (state.missing === undefined) {
      const taken = prepared.slice(0, decided.sources);
      const { revision, foldTime } = taken.at(-1) ?? start;
      return packGroup(shard, group.slice(0, decided.sources), start, {
        ...decided,
        claim,
        revision,
        foldTime,
        parts,
        clocks: clocksOf(taken),
      });
    }
    needed = state.missing;
  }
  throw new Fault('defect', `Shard ${shard}: a decision asks for more of the state again and again.`);
}

/** Reads each record and finds the catalogue and the fold time it is decided by. */
async function prepareSources(
  group: readonly LogRecord[],
  start: ShardPosition,
  parts: DecideParts,
): Promise<PreparedSource[]> {
  const prepared: PreparedSource[] = [];
  let { revision, foldTime } = start;
  const { rules = DECIDING_RULES, guards: { foldTimeBound } = ALL_RATER_GUARDS } = parts;
  let remembered = rememberedBefore(start, parts);
  let view: CatalogueView | undefined;
  for (const { offset, appendedAt, value } of group) {
    const source = readSource(offset, appendedAt, value);
    foldTime = advanceFoldTime(foldTime, source, foldTimeBound ? rules : 1);
    const stamped = Math.max(revision, source.record?.header.revision ?? 0);
    if (view === undefined || stamped !== revision) view = await viewInForce(stamped, parts);
    revision = stamped;
    remembered = Math.max(remembered, rememberedFrom(foldTime, parts.times));
    prepared.push({ source, revision, view, foldTime, rememberedFrom: remembered });
  }
  return prepared;
}

/** What is written must be taken by the log and opened by every reader; bounds see to it, and this that they do. */
function assertReadable(shard: number, { length }: Buffer): void {
  if (length <= RATED_BYTES_MAX) return;
  throw new Fault('record_too_large', `Shard ${shard}: a batch of ${length} bytes would not be taken by the log.`);
}

function clocksOf(prepared: readonly PreparedSource[]): ClockDisagreements {
  const apart = prepared.map(({ source }) => clockDisagreement(source)).filter((ms) => ms > 0);
  return { records: apart.length, worstMs: Math.max(0, ...apart) };
}

/** What a group is decided from. */
interface DecideFrom {
  readonly start: ShardPosition;
  readonly proves: ProvenCharges;
  readonly state: StateOverlay;
}

function decideAll(
  shard: number,
  prepared: readonly PreparedSource[],
  { start, proves, state }: DecideFrom,
  { times, charging, guards = ALL_RATER_GUARDS, rules = DECIDING_RULES }: DecideParts,
): DecidedSources {
  const decided: IdentifiedOutcome[] = [];
  const texts: OutcomeText[] = [];
  const { batchBound } = guards;
  const day = utcDayNumber(prepared[0]?.foldTime ?? 0);
  let sources = 0;
  let chars = 0;
  for (const { source, view, foldTime, rememberedFrom } of prepared) {
    // A batch is of one day of fold time: what calls are charged is forgotten batch by batch.
    if (batchBound && rules >= 2 && utcDayNumber(foldTime) !== day) break;
    const keptFrom = Math.max(proves.keptFrom, chargesKeptFrom(foldTime, times));
    const firstSeq = start.nextSeq + decided.length;
    const outcomes = decideSource(source, {
      ...{ shard, times, rules, rememberedFrom, charging, view, foldTime, firstSeq },
      ...state,
      proves: { ...proves, keptFrom },
      guards,
    });
    assertOneOutcomeEach(source, outcomes, firstSeq);
    sources += 1;
    for (const each of outcomes) {
      const text = { outcome: outcomeText(each.outcome), subject: each.subjectText };
      chars += text.outcome.length + text.subject.length;
      decided.push(each);
      texts.push(text);
    }
    if (batchBound && chars >= BATCH_CHARS_AIM) break;
  }
  return { decided, texts, sources };
}

/** Before the first batch that keeps digests of what calls are charged, it is the one to come. */
function provesAt({ proves, nextSeq }: ShardPosition, foldTime: number): ProvenCharges {
  return proves ?? { fromSeq: nextSeq, fromDay: utcDayNumber(foldTime), keptFrom: 0 };
}

/**
 * What was forgotten before a group. The position says it once there is a batch by the second rules; until then it is what
 * the newest batch had forgotten, and the first batch by the second rules names it.
 */
function rememberedBefore(start: ShardPosition, { rules = DECIDING_RULES, rememberedFrom = 0 }: DecideParts): number {
  return rules < 2 ? 0 : (start.rememberedFrom ?? rememberedFrom);
}

async function viewInForce(revision: number, parts: DecideParts): Promise<CatalogueView> {
  const { revisionInForce } = parts.guards ?? ALL_RATER_GUARDS;
  return parts.catalogue.at(revisionInForce ? revision : Number.POSITIVE_INFINITY);
}

/** The first sources of a group, decided: as many as fit one batch. */
interface DecidedSources {
  readonly decided: readonly IdentifiedOutcome[];
  readonly texts: readonly OutcomeText[];
  readonly sources: number;
}

interface Decided extends DecidedSources {
  readonly claim: string;
  readonly revision: number;
  readonly foldTime: number;
  readonly parts: DecideParts;
  readonly clocks: ClockDisagreements;
}

function packGroup(shard: number, group: readonly LogRecord[], start: ShardPosition, more: Decided): DecidedGroup {
  const last = group.at(-1);
  const first = group[0];
  if (last === undefined || first === undefined) throw new Fault('defect', 'An empty group was decided.');
  const { rules = DECIDING_RULES } = more.parts;
  const packed = packBatch(
    {
      shard,
      claim: more.claim,
      firstSeq: start.nextSeq,
      from: first.offset,
      to: last.offset + 1,
      revision: more.revision,
      foldTime: more.foldTime,
      sourceDigest: digestOf(last.value),
      times: more.parts.times,
      ...(rules < 2 ? {} : { rules, rememberedFrom: rememberedBefore(start, more.parts) }),
      prev: start.hash,
    },
    more.texts,
  );
  assertReadable(shard, packed.value);
  // The same fold that every reader uses says where an acknowledged batch leads; deciding has no rule of its own.
  const step = foldRated(start, start.ratedOffset, packed.record, more.parts.guards);
  if (step.step !== 'accepted') throw new Fault('defect', `A batch of our own would not be accepted: ${step.step}.`);
  const puts = batchPuts(more.decided, rules);
  const kinds = more.decided.map(({ outcome }) => outcome.kind);
  return { value: packed.value, position: step.position, puts, kinds, clocks: more.clocks };
}
