/**
 * What was ever deleted from the ledger and why: one row before the deletion, one after it. A chunk may hold rows of
 * many roots, so the column `root`, which every table of this database has for the analysts' row filter, is empty.
 */
export const REPAIRS_TABLE = `
CREATE TABLE IF NOT EXISTS ledger.repairs (
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'When it was written.',
  root LowCardinality(String) COMMENT 'Always empty: repairs are not of one root.',
  chunk String COMMENT 'The chunk that was deleted.',
  state LowCardinality(String) COMMENT 'begun before the deletion, done after it.',
  rows UInt64 COMMENT 'Rows the chunk held when the deletion began.',
  reason String COMMENT 'Why it was deleted.'
) ENGINE = MergeTree ORDER BY (at, chunk)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  non_replicated_deduplication_window = 0
COMMENT 'Deletions of doubled chunks, made by the repair role; the missing outcomes were written again from the rated log.'`;
