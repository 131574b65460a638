import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { FoldStore } from '@suanpan/fold-store';
import type { Log, LogRecord } from '@suanpan/kafka';
import { packClaim, rememberedFrom, type ShardPosition, unpackRated } from '@suanpan/rated-record';
import { ShardFold } from '@suanpan/shard-fold';
import { type DecidedGroup, decideGroup } from './decide-group.ts';
import { ForgetCharges } from './forget-charges.ts';
import { ForgetCounters } from './forget-counters.ts';
import { ForgetIdentities } from './forget-identities.ts';
import { groupRecords } from './group-records.ts';
import { ALL_RATER_GUARDS, digestOf, type RaterGuards, type RaterParts } from './rater-parts.ts';
import { rememberView } from './remember-view.ts';

const READ_WAIT_MS = 500;

interface Lease {
  readonly claim: string;
  readonly fold: ShardFold;
  /** What the newest batch had forgotten, for as long as the position does not say it. */
  readonly rememberedFrom: number;
}

/**
 * Rates one shard: claims it, decides source records in order, appends batches of outcomes and advances by what the
 * log acknowledged. One append is in flight at a time. Any doubt (a failed append, a foreign record, a fault) ends the
 * lease; the next `takeOver` claims anew and refolds what the log really holds.
 */
export class ShardRater {
  readonly shard: number;
  readonly #parts: RaterParts;
  #store: FoldStore | undefined;
  #lease: Lease | undefined;
  #decidedUpTo: number | undefined;
  #distrust: Fault | undefined;
  readonly #forget = [new ForgetIdentities(), new ForgetCounters(), new ForgetCharges()];

  constructor(shard: number, parts: RaterParts) {
    this.shard = shard;
    this.#parts = { ...parts, catalogue: rememberView(parts.catalogue) };
  }

  /** Whether the rater holds the shard as far as it knows. */
  get holds(): boolean {
    return this.#lease !== undefined;
  }

  /** Where the fold stands; `undefined` before the first take-over. */
  get position() {
    return this.#lease?.fold.position;
  }

  /** The source offset up to which the shard is decided, as far as this rater ever knew; also while it does not hold the shard. */
  get decidedUpTo(): number | undefined {
    return this.#lease?.fold.position.nextSource ?? this.#decidedUpTo;
  }

  /** The state store, for readers beside the rater such as the price-again scan. */
  get store(): FoldStore | undefined {
    return this.#lease?.fold.store;
  }

  /** What a reader beside the rater found damaged; the next delivery throws it, and the shard halts. */
  get distrust(): Fault | undefined {
    return this.#distrust;
  }

  /** Lets go of a shard whose state a reader beside the rater found damaged. A delivery in hand ends first, so nothing is emptied here. */
  distrustState(fault: Fault): void {
    this.#distrust = fault;
    this.#letGo();
  }

  /**
   * Claims the shard and folds up to the claim. Answers the source offset to go on with. A store that turns out to be damaged
   * on the way is emptied and folded again from the log, once.
   */
  async takeOver(): Promise<number> {
    this.#letGo();
    const distrust = this.#distrust;
    this.#distrust = undefined;
    if (distrust !== undefined) throw await this.#afterFailure(distrust);
    this.#store ??= await this.#parts.openStore();
    try {
      return await this.#claim(this.#store);
    } catch (error) {
      if (isFault(error, 'fold_store_failed')) await this.#closeStore();
      if (!isFault(error, 'fold_store_mismatch')) throw error;
      await this.#empty(error);
      return this.#claim(this.#store);
    }
  }

  async #claim(store: FoldStore): Promise<number> {
    const { log, instance, newClaim, guards = ALL_RATER_GUARDS } = this.#parts;
    const onDamage = (fault: Fault) => this.#parts.onStoreDamaged?.(this.shard, fault);
    const fold = await ShardFold.open(this.shard, log, store, { guards, onDamage });
    this.#decidedUpTo ??= fold.position.nextSource;
    const claim = newClaim();
    const claimOffset = await log.append(USAGE_RATED.name, this.shard, [
      packClaim({ shard: this.shard, claim, instance }),
    ]);
    await fold.foldTo(claimOffset + 1);
    if (fold.position.claim !== claim) {
      // The claim stands before what was folded already: the log was cut after it had been proved.
      throw new Fault('log_truncated', `Shard ${this.shard}: usage.rated was cut before ${fold.position.ratedOffset}.`);
    }
    await this.#proveSource(fold);
    this.#lease = { claim, fold, rememberedFrom: await rememberedByLog(fold.position, log) };
    return fold.position.nextSource;
  }

  /**
   * Rates source records that follow each other. Records before the position are repeats and passed over; if the first
   * one lies beyond it nothing is done. Answers the source offset that is due next.
   * If the record decided last is delivered again, it must still be the same: a source that was cut and has grown past
   * the position since the take-over shows by nothing else.
   */
  async rate(records: readonly LogRecord[]): Promise<number> {
    const lease = this.#lease;
    if (lease === undefined) throw new Fault('claim_superseded', `Shard ${this.shard} is not held.`);
    try {
      this.#proveLast(lease.fold.position, records);
      for (const group of groupRecords(records, lease.fold.position.nextSource, this.#guards.contiguity)) {
        // A group whose outcomes come to more than one batch is decided in several.
        for (let rest: readonly LogRecord[] = group; rest.length > 0; ) {
          await this.#rateGroup(lease, rest);
          rest = rest.filter(({ offset }) => offset >= lease.fold.position.nextSource);
        }
      }
      for (const forget of this.#forget) await forget.step(lease.fold);
    } catch (error) {
      this.#letGo();
      throw await this.#afterFailure(error);
    }
    return lease.fold.position.nextSource;
  }

  /**
   * What is thrown for a failure, once the store is as the next take-over needs it. Files that are damaged are known to be the
   * disk's fault and folded again at once. A value that cannot be read may as well be ours: the shard halts, and is folded again
   * by whoever takes it over next. After a failure LevelDB may refuse every write until it is opened again.
   */
  async #afterFailure(error: unknown): Promise<unknown> {
    if (isFault(error, 'fold_store_failed')) await this.#closeStore();
    if (isFault(error, 'state_damaged')) await this.#empty(error);
    if (!isFault(error, 'fold_store_mismatch')) return error;
    await this.#empty(error);
    return new Fault('unavailable', `Shard ${this.shard} is folded again from the log.`, { cause: error });
  }

  async #empty(fault: Fault): Promise<void> {
    this.#parts.onStoreDamaged?.(this.shard, fault);
    await this.#store?.clear();
  }

  /** Lets go of the shard. Nothing needs to be written: the next claim voids this one. */
  async release(): Promise<void> {
    this.#letGo();
    await this.#closeStore();
  }

  async #closeStore(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await store?.close();
  }

  #letGo(): void {
    this.#decidedUpTo = this.decidedUpTo;
    this.#lease = undefined;
  }

  get #guards(): RaterGuards {
    return this.#parts.guards ?? ALL_RATER_GUARDS;
  }

  async #rateGroup(lease: Lease, group: readonly LogRecord[]): Promise<void> {
    const { fold, claim, rememberedFrom } = lease;
    const decided = await decideGroup(this.shard, group, fold, { ...this.#parts, rememberedFrom }, claim);
    const due = fold.position.ratedOffset;
    const offset = await this.#parts.log.append(USAGE_RATED.name, this.shard, [decided.value]);
    if (offset === due) {
      await fold.advance(decided.position, decided.puts);
      this.#report(decided);
      return;
    }
    // Somebody else wrote in between: read what the log holds, our batch included, before anything is believed.
    await fold.foldTo(offset + 1);
    if (fold.position.claim !== claim) {
      throw new Fault('claim_superseded', `Shard ${this.shard} was claimed by another instance.`);
    }
    if (fold.position.hash !== decided.position.hash) {
      throw new Fault('chain_broken', `Shard ${this.shard}: the batch appended at ${offset} was not accepted.`);
    }
    this.#report(decided);
  }

  #report({ kinds, clocks }: DecidedGroup): void {
    this.#parts.onRated?.(this.shard, kinds);
    if (clocks.records > 0) this.#parts.onClockDisagreement?.(this.shard, clocks);
  }

  /** Proves that the source still holds the record that was decided last, and the one that is due. */
  async #proveSource(fold: ShardFold): Promise<void> {
    const { nextSource } = fold.position;
    const { start, end } = await this.#parts.log.bounds(USAGE_EVENTS.name, this.shard);
    const where = `Shard ${this.shard}: usage.events`;
    if (end < nextSource) throw new Fault('log_truncated', `${where} ends at ${end}, decided up to ${nextSource}.`);
    if (start > nextSource) throw new Fault('log_gap', `${where} starts at ${start}, decided up to ${nextSource}.`);
    if (nextSource - 1 < start) return;
    const records = await this.#parts.log.read(USAGE_EVENTS.name, this.shard, nextSource - 1, 1, READ_WAIT_MS);
    if (records[0]?.offset !== nextSource - 1) throw new Fault('log_rewritten', `${where} has lost ${nextSource - 1}.`);
    this.#proveLast(fold.position, records);
  }

  #proveLast({ nextSource, sourceDigest }: ShardPosition, records: readonly LogRecord[]): void {
    const last = records.find(({ offset }) => offset === nextSource - 1);
    if (last === undefined || digestOf(last.value) === sourceDigest) return;
    throw new Fault(
      'log_rewritten',
      `Shard ${this.shard}: usage.events holds another record at ${nextSource - 1} than the one decided.`,
    );
  }
}

/** The UTC day from which on the newest accepted batch remembered identities; 0 where that is not needed, or there is none. */
async function rememberedByLog({ shard, acceptedOffset, ...position }: ShardPosition, log: Log): Promise<number> {
  if (position.rememberedFrom !== undefined || acceptedOffset < 0) return 0;
  const [record] = await log.read(USAGE_RATED.name, shard, acceptedOffset, 1, READ_WAIT_MS);
  const header = record === undefined ? undefined : unpackRated(record.value).header;
  return header?.kind === 'batch' ? rememberedFrom(header.foldTime, header.times) : 0;
}

/** Tells whether a rater may try again by itself; any other fault halts the shard until somebody has looked. */
export function mayRetry(error: unknown): boolean {
  return isFault(error, 'append_failed') || isFault(error, 'unavailable');
}
