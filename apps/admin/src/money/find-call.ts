import type { Root } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { ADMIN_SOURCE, type Standing, standingOf } from '@suanpan/directives';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import type { LedgerProgress } from './ledger-progress.ts';
import { type OutcomePlace, readOutcomes } from './read-outcomes.ts';

/** How a call is named: by its identity, or by the outcome that counted it. */
export type CallName =
  | { readonly source: string; readonly id: string }
  | { readonly shard: number; readonly seq: number };

interface Row {
  readonly seq: string;
  readonly rated_offset: string;
}

/** How long a request waits for the ledger. */
const WAIT_MS = 3_000;

const BY_IDENTITY = `SELECT DISTINCT seq, rated_offset FROM ledger.usage
  WHERE root = {root:String} AND event_id = {id:String} AND source = {source:String} AND shard = {shard:UInt32}
    AND kind IN ('rated', 'quarantined') ORDER BY seq`;

const BY_PLACE = `SELECT DISTINCT seq, rated_offset FROM ledger.usage
  WHERE root = {root:String} AND shard = {shard:UInt32} AND seq = {seq:UInt64} AND kind IN ('rated', 'quarantined')`;

/** Corrections name what they correct; those without money close it, or show by the id of their directive. */
const CORRECTIONS = `SELECT DISTINCT seq, rated_offset FROM ledger.usage
  WHERE root = {root:String} AND shard = {shard:UInt32} AND seq > {seq:UInt64}
    AND (corrects = {seq:UInt64} OR has(closes, {seq:UInt64})
      OR (source = {admin:String} AND (startsWith(event_id, {void:String}) OR startsWith(event_id, {amend:String}))))`;

/** Finds calls in the ledger, and what stands of them in the rated log. */
export class Calls {
  readonly #clickhouse: ClickHouse;
  readonly #log: Log;
  readonly #progress: LedgerProgress;

  constructor(clickhouse: ClickHouse, log: Log, progress: LedgerProgress) {
    this.#clickhouse = clickhouse;
    this.#log = log;
    this.#progress = progress;
  }

  /**
   * What stands of a call of a root. Waits a moment for the ledger: `target_pending` if it does not hold everything yet and not
   * the call, `entity_unknown` if there is no such call, `target_settled` if the identity was counted more than once.
   */
  async standing({ id: root, shard }: Root, name: CallName): Promise<Standing> {
    const isComplete = await this.#progress.covers(shard, WAIT_MS);
    const counting = await this.#counting(root, shard, name);
    const [first, second] = counting;
    if (first === undefined && !isComplete) {
      throw new Fault('target_pending', 'What was sent last is still on its way to the ledger; ask again.');
    }
    if (second !== undefined) {
      const seqs = counting.map(({ seq }) => seq).join(' and ');
      throw new Fault('target_settled', `The identity was counted as outcomes ${seqs}; name one by shard and seq.`);
    }
    const standing = first === undefined ? undefined : await this.#standing(root, shard, first);
    if (standing === undefined) throw new Fault('entity_unknown', 'The root has counted no such call.');
    return standing;
  }

  /** What stands of the call that an outcome counted; `undefined` if it counted none. */
  async #standing(root: string, shard: number, place: OutcomePlace): Promise<Standing | undefined> {
    const { seq } = place;
    const prefix = `${shard}:${seq}:`;
    const corrections = await this.#places(CORRECTIONS, {
      ...{ root, shard, seq, admin: ADMIN_SOURCE },
      ...{ void: `void:${prefix}`, amend: `amend:${prefix}` },
    });
    return standingOf(seq, await readOutcomes(this.#log, shard, [place, ...corrections]));
  }

  #counting(root: string, shard: number, name: CallName): Promise<OutcomePlace[]> {
    if ('id' in name) return this.#places(BY_IDENTITY, { root, shard, id: name.id, source: name.source });
    // An outcome of another shard is another root's.
    return name.shard === shard ? this.#places(BY_PLACE, { root, shard, seq: name.seq }) : Promise.resolve([]);
  }

  async #places(sql: string, params: Readonly<Record<string, unknown>>): Promise<OutcomePlace[]> {
    const rows = await this.#clickhouse.queryRows<Row>(sql, params);
    return rows.map(({ seq, rated_offset }) => ({ seq: Number(seq), ratedOffset: Number(rated_offset) }));
  }
}
