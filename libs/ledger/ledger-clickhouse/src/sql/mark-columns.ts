// What marks add to the table of usage. Each statement does nothing when it is run again.

const ADDED = [
  `marks Array(LowCardinality(String)) COMMENT 'Codes of what is not certain about the amount; empty where nothing is.' CODEC(ZSTD(1)) AFTER inconsistencies`,
  `unread_usage Map(LowCardinality(String), Decimal(38, 18)) COMMENT 'Counts of the object of the provider that were not read and not priced, by path.' CODEC(ZSTD(1)) AFTER other_usage`,
];

export const MARK_COLUMNS: readonly string[] = [
  `ALTER TABLE ledger.usage ${ADDED.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(', ')}`,
];
