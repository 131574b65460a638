import type { BackfillStamp, Directive, EventFact } from '@suanpan/facts';
import { type HeardRecord, TIMES } from './sent-record.ts';

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;

/** An identity that was counted. */
export interface Counted {
  readonly seq: number;
  /** UTC day of the log's time. */
  readonly day: number;
  readonly content: string;
}

/** Why a fact is not looked at any further. */
export type TurnedAway =
  | { readonly kind: 'rejected' }
  | { readonly kind: 'duplicate' | 'conflict'; readonly first: number };

const REJECTED: TurnedAway = { kind: 'rejected' };
/** A day for what may come early and a day beyond the lateness: see the README of the rated log. */
const KEPT_DAYS = TIMES.latenessDays + 2;

export function identityOf({
  root,
  source,
  id,
}: {
  readonly root: string;
  readonly source: string;
  readonly id: string;
}) {
  return JSON.stringify([root, source, id]);
}

/** What a retry must agree on: everything but when it was sent, by which key, and for which account. */
export function contentOf(fact: EventFact | Directive): string {
  if ('directive' in fact) return JSON.stringify({ ...fact, time: undefined });
  return JSON.stringify({ ...fact, time: undefined, account: undefined, credential: undefined });
}

/** Tells which facts were counted before, come at the wrong time, or belong to a backfill that may not have them. */
export class NaiveDoorkeeper {
  readonly #seen = new Map<string, Counted>();
  readonly #ofBackfills = new Map<string, Counted>();
  readonly #begun = new Map<string, BackfillStamp>();
  readonly #sealed = new Map<string, BackfillStamp | undefined>();
  #now = 0;

  /** The log's time: the newest of all that has been heard, but not far beyond when it was received. */
  hear({ appendedAt, receivedAt }: Pick<HeardRecord, 'appendedAt' | 'receivedAt'>): void {
    this.#now = Math.max(this.#now, Math.min(appendedAt, receivedAt + TEN_MINUTES_MS));
  }

  get today(): number {
    return Math.floor(this.#now / DAY_MS);
  }

  isLive({ day }: Pick<Counted, 'day'>): boolean {
    return this.today - day <= KEPT_DAYS;
  }

  /** The identity as it is remembered. */
  seen(identity: string): Counted | undefined {
    const seen = this.#seen.get(identity);
    return seen !== undefined && this.isLive(seen) ? seen : undefined;
  }

  turnAway(fact: EventFact | Directive, record: HeardRecord): TurnedAway | undefined {
    const repeated = repeatOf(this.seen(identityOf(fact)), fact);
    if (repeated !== undefined || 'directive' in fact) return repeated;
    const { backfill, receivedAt, root } = record;
    const time = Date.parse(fact.time);
    const isEarly = time > receivedAt + TIMES.aheadSeconds * 1000;
    if (backfill === undefined) {
      const oldest = Math.max(receivedAt, this.#now) - (TIMES.latenessDays + 1) * DAY_MS;
      return isEarly || time < oldest ? REJECTED : undefined;
    }
    const own = `${root} ${backfill.id}`;
    const begun = this.#begun.get(own);
    const isOther = begun !== undefined && JSON.stringify(begun) !== JSON.stringify(backfill);
    if (this.#sealed.has(own) || this.#isSealedRange(root, backfill) || isOther) return REJECTED;
    if (this.#isHeldRange(root, backfill)) return REJECTED;
    const inBackfill = repeatOf(this.#ofBackfills.get(`${own} ${identityOf(fact)}`), fact);
    if (inBackfill !== undefined) return inBackfill;
    const isOutside = fact.source !== backfill.source || time < backfill.from || time >= backfill.to;
    return isEarly || isOutside ? REJECTED : undefined;
  }

  count(fact: EventFact | Directive, seq: number, { root, backfill, receivedAt }: HeardRecord): void {
    const day = Math.floor(Math.max(this.#now, receivedAt) / DAY_MS);
    const counted = { seq, day, content: contentOf(fact) };
    this.#seen.set(identityOf(fact), counted);
    if (backfill === undefined) return;
    const own = `${root} ${backfill.id}`;
    if (!this.#begun.has(own)) this.#begun.set(own, backfill);
    this.#ofBackfills.set(`${own} ${identityOf(fact)}`, counted);
  }

  /** Answers whether that changed anything. */
  seal(root: string, backfill: string): boolean {
    const own = `${root} ${backfill}`;
    if (this.#sealed.has(own)) return false;
    this.#sealed.set(own, this.#begun.get(own));
    return true;
  }

  /** Another backfill of the source has begun in the range and goes on. */
  #isHeldRange(root: string, { id, source, from, to }: BackfillStamp): boolean {
    return [...this.#begun].some(
      ([own, stamp]) =>
        own === `${root} ${stamp.id}` &&
        stamp.id !== id &&
        !this.#sealed.has(own) &&
        stamp.source === source &&
        stamp.from < to &&
        from < stamp.to,
    );
  }

  #isSealedRange(root: string, { source, from, to }: BackfillStamp): boolean {
    return [...this.#sealed].some(
      ([own, stamp]) =>
        stamp !== undefined &&
        own === `${root} ${stamp.id}` &&
        stamp.source === source &&
        stamp.from < to &&
        from < stamp.to,
    );
  }
}

function repeatOf(before: Counted | undefined, fact: EventFact | Directive): TurnedAway | undefined {
  if (before === undefined) return undefined;
  return { kind: before.content === contentOf(fact) ? 'duplicate' : 'conflict', first: before.seq };
}
