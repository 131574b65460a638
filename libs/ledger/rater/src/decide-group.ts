import type { CatalogueView } from '@suanpan/catalogue';
import { type Directive, type OutcomeKind, outcomeText, type UsageEvent } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { FoldPut, FoldStore } from '@suanpan/fold-store';
import type { LogRecord } from '@suanpan/kafka';
import {
  advanceFoldTime,
  assertOneOutcomeEach,
  decideSource,
  decodeSeen,
  foldRated,
  type IdentifiedOutcome,
  identityKey,
  openKey,
  packBatch,
  type ReadSource,
  readSource,
  readTargets,
  type SeenIdentity,
  type ShardPosition,
  statePuts,
  targetDigest,
} from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';
import { ALL_RATER_GUARDS, type DecideParts, digestOf } from './rater-parts.ts';

/** A decided group: what to append, and what an acknowledgement at the due offset makes of the state. */
export interface DecidedGroup {
  readonly value: Buffer;
  readonly position: ShardPosition;
  readonly puts: readonly FoldPut[];
  readonly kinds: readonly OutcomeKind[];
}

/** Loads what a group needs, decides it, and packs the batch. Nothing of the state changes here. */
export async function decideGroup(
  shard: number,
  group: readonly LogRecord[],
  fold: ShardFold,
  parts: DecideParts,
  claim: string,
): Promise<DecidedGroup> {
  const start = fold.position;
  const sources = group.map(({ offset, appendedAt, value }) => readSource(offset, appendedAt, value));
  const overlay = await loadOverlay(sources, fold.store);
  const decided: IdentifiedOutcome[] = [];
  let { revision, foldTime } = start;
  for (const source of sources) {
    foldTime = advanceFoldTime(foldTime, source.appendedAt);
    revision = Math.max(revision, source.record?.header.revision ?? 0);
    const view = await viewInForce(revision, parts);
    const firstSeq = start.nextSeq + decided.length;
    const outcomes = decideSource(source, {
      shard,
      times: parts.times,
      price: parts.price,
      view,
      foldTime,
      firstSeq,
      ...overlay,
    });
    assertOneOutcomeEach(source, outcomes, firstSeq);
    for (const outcome of outcomes) decided.push(outcome);
  }
  return packGroup(shard, group, start, { claim, revision, foldTime, decided, parts });
}

async function viewInForce(revision: number, parts: DecideParts): Promise<CatalogueView> {
  const { revisionInForce } = parts.guards ?? ALL_RATER_GUARDS;
  return parts.catalogue.at(revisionInForce ? revision : Number.POSITIVE_INFINITY);
}

interface Decided {
  readonly claim: string;
  readonly revision: number;
  readonly foldTime: number;
  readonly decided: readonly IdentifiedOutcome[];
  readonly parts: DecideParts;
}

function packGroup(shard: number, group: readonly LogRecord[], start: ShardPosition, more: Decided): DecidedGroup {
  const last = group.at(-1);
  const first = group[0];
  if (last === undefined || first === undefined) throw new Fault('internal', 'An empty group was decided.');
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
      prev: start.hash,
    },
    more.decided.map(({ outcome, subjectText }) => ({ outcome: outcomeText(outcome), subject: subjectText })),
  );
  // The same fold that every reader uses says where an acknowledged batch leads; deciding has no rule of its own.
  const step = foldRated(start, start.ratedOffset, packed.record, more.parts.guards);
  if (step.step !== 'accepted') throw new Fault('internal', `A batch of our own would not be accepted: ${step.step}.`);
  const puts = more.decided.flatMap((outcome) => statePuts(outcome));
  return { value: packed.value, position: step.position, puts, kinds: more.decided.map(({ outcome }) => outcome.kind) };
}

interface Overlay {
  readonly seen: (identity: string) => SeenIdentity | undefined;
  readonly count: (identity: string, seen: SeenIdentity) => void;
  readonly open: (seq: number) => string | undefined;
  readonly quarantine: (seq: number, digest: string) => void;
  readonly close: (seq: number) => void;
}

/** Loads every identity and every open target a group refers to; deciding then works on the overlay alone. */
async function loadOverlay(sources: readonly ReadSource[], store: FoldStore): Promise<Overlay> {
  const identities: string[] = [];
  const targets: number[] = [];
  for (const source of sources) {
    for (const { identity, subject } of source.facts) {
      if (identity !== undefined) identities.push(identity);
      if (source.record?.header.kind === 'directive' && subject !== undefined) {
        for (const target of readTargets(subject as Directive) ?? []) targets.push(target.seq);
      }
    }
  }
  const [seenValues, openValues] = await Promise.all([
    store.getMany(identities.map(identityKey)),
    targets.length === 0 ? [] : store.getMany(targets.map(openKey)),
  ]);
  const seen = new Map<string, SeenIdentity>();
  identities.forEach((identity, i) => {
    const value = seenValues[i];
    if (value !== undefined) seen.set(identity, decodeSeen(value));
  });
  const open = new Map<number, string>();
  targets.forEach((seq, i) => {
    const value = openValues[i];
    if (value !== undefined) open.set(seq, targetDigest(JSON.parse(Buffer.from(value).toString('utf8')) as UsageEvent));
  });
  return {
    seen: (identity) => seen.get(identity),
    count: (identity, value) => void seen.set(identity, value),
    open: (seq) => open.get(seq),
    quarantine: (seq, digest) => void open.set(seq, digest),
    close: (seq) => void open.delete(seq),
  };
}
