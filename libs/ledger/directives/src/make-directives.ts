import { hash } from 'node:crypto';
import type { AmendCall, Close, Credit, Fee, PriceAgain, Seal, UsageEvent, VoidCall } from '@suanpan/facts';
import { formatInstant } from '@suanpan/time';
import type { ChargedTarget } from './standing.ts';

/** The source of what a person asked for. */
export const ADMIN_SOURCE = 'suanpan/admin';
/** The source of what follows from plans and calendars. */
export const BILLING_SOURCE = 'suanpan/billing';

const DIGEST_DIGITS = 32;

/** Who wants a directive, why, and when it was made. */
export interface Wish {
  readonly root: string;
  readonly actor: string;
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Head {
  readonly time: string;
  readonly id: string;
  readonly source: string;
  readonly root: string;
  readonly reason: string;
  readonly actor: string;
}

/** `time` first: everything before the id is no part of the content. */
function head({ root, actor, reason, now }: Wish, source: string, id: string): Head {
  return { time: formatInstant(now), id, source, root, reason, actor };
}

/** Takes a call back. Its id follows from what it takes back. */
export function voidDirective(wish: Wish, shard: number, target: ChargedTarget): VoidCall {
  const id = `void:${shard}:${target.seq}:${target.charged.basis}`;
  return { ...head(wish, ADMIN_SOURCE, id), directive: 'void', target };
}

/** Replaces a call. Its id follows from what it replaces, and by what. */
export function amendDirective(wish: Wish, shard: number, target: ChargedTarget, event: UsageEvent): AmendCall {
  const id = `amend:${shard}:${target.seq}:${target.charged.basis}:${digest(JSON.stringify(event))}`;
  return { ...head(wish, ADMIN_SOURCE, id), directive: 'amend', target, event };
}

/** Prices targets again. Its id follows from the targets as they stand, and from the revision they are to be priced by. */
export function priceAgainDirective(wish: Wish, revision: number, targets: readonly ChargedTarget[]): PriceAgain {
  const seqs = targets.map(({ seq, charged }) => `${seq}:${charged.basis}`).join(',');
  const id = `price-again:${digest(`${wish.root} ${revision} ${seqs}`)}`;
  return { ...head(wish, ADMIN_SOURCE, id), directive: 'price-again', targets };
}

/** A sum by hand, under an id of its own. */
export function correctionFee(
  wish: Wish,
  id: string,
  fee: Pick<Fee, 'account' | 'project' | 'period' | 'currency' | 'amount' | 'detail'>,
): Fee {
  return { ...head(wish, ADMIN_SOURCE, id), directive: 'fee', charge: 'correction', ...fee };
}

/** Prepaid money. The credit's name is unique in the root, and so is its directive. */
export function creditDirective(
  wish: Wish,
  credit: Pick<Credit, 'account' | 'credit' | 'currency' | 'amount' | 'priority' | 'from' | 'expiresAt'>,
): Credit {
  return { ...head(wish, ADMIN_SOURCE, `credit:${credit.credit}`), directive: 'credit', ...credit };
}

/** Closes a period. A try that came too early is no reason to refuse a later one, so that each has a number. */
export function closeDirective(wish: Wish, period: string, attempt: number): Close {
  return { ...head(wish, BILLING_SOURCE, `close:${period}:${attempt}`), directive: 'close', period };
}

/** Ends a backfill. */
export function sealDirective(wish: Wish, backfill: string): Seal {
  return { ...head(wish, ADMIN_SOURCE, `seal:${backfill}`), directive: 'seal', backfill };
}

function digest(text: string): string {
  return hash('sha256', text).slice(0, DIGEST_DIGITS);
}
