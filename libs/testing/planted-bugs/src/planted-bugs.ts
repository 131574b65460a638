/** A guard switched off: a text that stands once in a file, what takes its place, and the specs of which one must turn red. */
export interface PlantedBug {
  readonly name: string;
  /** From the top of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The project whose specs are run, and which of them. */
  readonly project: string;
  readonly specs: readonly string[];
}

const RATER = { project: 'libs/ledger/rater' } as const;
const SINK = { project: 'libs/ledger/ledger-sink', specs: ['ledger-sink'] } as const;

/** One bug a guard. A text that no longer stands in its file once is a failure of this project's own spec. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'fold time goes back where a broker does',
    file: 'libs/ledger/rated-log/src/fold-time.ts',
    find: 'return Math.max(foldTime, Math.min(appendedAt, record.header.receivedAt + CLOCK_TOLERANCE_MS));',
    replace: 'return Math.min(appendedAt, record.header.receivedAt + CLOCK_TOLERANCE_MS);',
    ...RATER,
    specs: ['fold-time'],
  },
  {
    name: 'a source that starts after the position is taken as it is',
    file: 'libs/ledger/rater/src/shard-rater.ts',
    find: 'if (start > nextSource) throw',
    replace: 'if (start > Number.MAX_SAFE_INTEGER) throw',
    ...RATER,
    specs: ['shard-rater'],
  },
  {
    name: 'a group takes more than 4 MiB unpacked',
    file: 'libs/ledger/rater/src/group-records.ts',
    find: 'const GROUP_TEXT_BYTES = 4 * 1024 * 1024;',
    replace: 'const GROUP_TEXT_BYTES = 1024 * 1024 * 1024;',
    ...RATER,
    specs: ['group-records'],
  },
  {
    name: 'a batch takes more than 4 Mi characters of outcomes',
    file: 'libs/ledger/rater/src/decide-group.ts',
    find: 'const BATCH_CHARS_AIM = 4 * 1024 * 1024;',
    replace: 'const BATCH_CHARS_AIM = 1024 * 1024 * 1024;',
    ...RATER,
    specs: ['batch-bounds'],
  },
  {
    name: 'the ledger filler does not seek back when an earlier offset is due',
    file: 'apps/rating/src/fill-ledger.ts',
    find: 'if (last === undefined || next !== last.offset + 1) lease.seek(next);',
    replace: 'if (last === undefined || next > last.offset + 1) lease.seek(next);',
    project: 'apps/rating',
    specs: ['fill-ledger'],
  },
  {
    name: 'the rater does not seek back when an earlier offset is due',
    file: 'apps/rating/src/rate-shards.ts',
    find: 'if (last === undefined || next !== last.offset + 1) lease.seek(next);',
    replace: 'if (last === undefined || next > last.offset + 1) lease.seek(next);',
    project: 'apps/rating',
    specs: ['rate-shards'],
  },
  {
    name: 'a parked result that is live is swept with a dead one',
    file: 'libs/ledger/rated-log/src/parked-results.ts',
    find: '.every((parked) => !isLive(parked, rememberedFrom));',
    replace: '.some((parked) => !isLive(parked, rememberedFrom));',
    ...RATER,
    specs: ['forget-counters'],
  },
  {
    name: 'a correction of a future seq is taken',
    file: 'libs/ledger/rated-log/src/judge-directive.ts',
    find: "if (event.root !== root || target >= seq) return 'target_unknown';",
    replace: "if (event.root !== root) return 'target_unknown';",
    project: 'libs/ledger/rated-log',
    specs: ['judge-directive'],
  },
  {
    name: 'positions are confirmed before the rows are inserted',
    file: 'libs/ledger/ledger-sink/src/ledger-sink.ts',
    find: '    try {\n      if (items.length > 0) {',
    replace:
      '    try {\n      for (const [shard, position] of positions) await this.#confirm(shard, position);\n      if (items.length > 0) {',
    ...SINK,
  },
  {
    name: 'nothing is proved after the start of the sink',
    file: 'libs/ledger/ledger-sink/src/ledger-sink.ts',
    find: 'this.#proofDue = true;',
    replace: 'this.#proofDue = false;',
    ...SINK,
  },
  {
    name: 'the fence does not wait for running inserts',
    file: 'libs/ledger/ledger-clickhouse/src/clickhouse-ledger-store.ts',
    find: 'if (running.length === 0) return;',
    replace: 'if (running.length >= 0) return;',
    project: 'libs/ledger/ledger-clickhouse',
    specs: ['fence'],
  },
  {
    name: 'the claim is not read back at take-over',
    file: 'libs/ledger/rater/src/shard-rater.ts',
    find: 'await fold.foldTo(claimOffset + 1);',
    replace: 'await fold.foldTo(claimOffset);',
    ...RATER,
    specs: ['shard-rater'],
  },
  {
    name: 'the price-again scan remembers the position it has after its awaits',
    file: 'apps/rating/src/price-again-scan.ts',
    find: 'endSeq: nextSeq, sentOffset',
    replace: 'endSeq: rater.position?.nextSeq ?? nextSeq, sentOffset',
    project: 'apps/rating',
    specs: ['price-again-scan'],
  },
  {
    name: 'one recent batch alone is remembered',
    file: 'libs/contracts/rated-record/src/shard-position.ts',
    find: 'export const RECENT_BATCHES = 16;',
    replace: 'export const RECENT_BATCHES = 1;',
    project: 'libs/contracts/rated-record',
    specs: ['fold'],
  },
  {
    name: 'a log that ends before the store is believed',
    file: 'libs/platform/log-consumer/src/log-consumer.ts',
    find: 'if (position.offset > end)',
    replace: 'if (position.offset > Number.MAX_SAFE_INTEGER)',
    project: 'libs/platform/log-consumer',
    specs: ['log-consumer'],
  },
  {
    name: 'a damaged fold store is not emptied before it is folded again',
    file: 'libs/platform/fold-store/src/stored-position.ts',
    find: '    await store.clear();\n',
    replace: '',
    project: 'libs/ledger/shard-fold',
    specs: ['shard-fold'],
  },
  {
    name: 'a store in which a value cannot be read is kept for whoever takes the shard over next',
    file: 'libs/ledger/rater/src/shard-rater.ts',
    find: "    if (isFault(error, 'state_damaged')) await this.#empty(error);\n",
    replace: '',
    ...RATER,
    specs: ['damaged-store'],
  },
  {
    name: 'an identity that cannot be read is believed',
    file: 'libs/ledger/rated-log/src/fold-state.ts',
    find: 'if (value.length !== SEEN_BYTES) throw',
    replace: 'if (value.length > 1000) throw',
    ...RATER,
    specs: ['damaged-store'],
  },
  {
    name: 'a consumer believes a store whose hash the log contradicts, or stands still for ever',
    file: 'libs/platform/log-consumer/src/log-consumer.ts',
    find: "'log_gap', 'log_rewritten'] as const",
    replace: "'log_gap'] as const",
    project: 'libs/platform/log-consumer',
    specs: ['log-consumer'],
  },
];
