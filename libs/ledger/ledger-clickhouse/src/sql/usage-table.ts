/**
 * The ledger: one row per entry of an outcome. Key (shard, seq, entry); a chunk lies in one partition, because
 * `chunk_at` is the same in all its rows; nothing is ever updated.
 *
 * The sort key puts the rows of one day, root, project and model next to each other; codecs and key were measured
 * (README). Crash safety: files and directories are synced with each insert and merge, sources of a merge stay for
 * eight minutes, and the deduplication window is off, because a token burnt by a crash loses the retry.
 */
export const USAGE_TABLE = `
CREATE TABLE IF NOT EXISTS ledger.usage (
  shard UInt32 COMMENT 'Shard of the root: the Kafka partition of its events.' CODEC(ZSTD(1)),
  seq UInt64 COMMENT 'Gapless number of the outcome within its shard, from 0.' CODEC(Delta(8), ZSTD(1)),
  entry UInt32 COMMENT 'Place of the entry in its outcome, from 0; 0 for an outcome without money.' CODEC(ZSTD(1)),
  rated_offset UInt64 COMMENT 'Offset of the record of usage.rated that holds the outcome.' CODEC(Delta(8), ZSTD(1)),
  source_offset UInt64 COMMENT 'Offset of the record of usage.events the outcome decides.' CODEC(Delta(8), ZSTD(1)),
  source_index UInt32 COMMENT 'Place of the fact in that record, from 0.' CODEC(Delta(4), ZSTD(1)),
  chunk LowCardinality(String) COMMENT 'The insert that wrote the row.' CODEC(ZSTD(1)),
  chunk_at DateTime64(3, 'UTC') COMMENT 'When that insert was made; the same in all its rows.' CODEC(Delta(8), ZSTD(1)),
  kind LowCardinality(String) COMMENT 'rated, duplicate, conflict, rejected, quarantined or adjusted.' CODEC(ZSTD(1)),
  reason LowCardinality(String) COMMENT 'Stable code of why the outcome is what it is.' CODEC(ZSTD(1)),
  detail String COMMENT 'What the reason refers to, such as the leaf without a price.' CODEC(ZSTD(1)),
  corrects Nullable(UInt64) COMMENT 'The seq of the outcome in the same shard that the entry corrects or completes.' CODEC(ZSTD(1)),
  closes Array(UInt64) COMMENT 'Quarantined outcomes of the same shard that this one settles without money.' CODEC(ZSTD(1)),
  first_seq Nullable(UInt64) COMMENT 'For a duplicate or conflict: the seq that counted the event first.' CODEC(ZSTD(1)),
  revision UInt64 COMMENT 'Revision of the catalogue the decision was made by.' CODEC(Delta(8), ZSTD(1)),
  received_at DateTime64(3, 'UTC') COMMENT 'When ingest received the event.' CODEC(Delta(8), ZSTD(1)),
  posted_at DateTime64(3, 'UTC') COMMENT 'Fold time of the decision; picks the posting period.' CODEC(Delta(8), ZSTD(1)),
  calls UInt8 COMMENT '1 on the one row that counts the call, else 0. Count tokens only where it is 1.' CODEC(ZSTD(1)),
  time DateTime64(3, 'UTC') COMMENT 'When the call finished, by its sender; picks the service period. Without a call: posted_at.' CODEC(Delta(8), ZSTD(1)),
  root LowCardinality(String) COMMENT 'The billing account; empty if the fact could not be read.' CODEC(ZSTD(1)),
  account LowCardinality(String) COMMENT 'The account below the root the project belongs to.' CODEC(ZSTD(1)),
  project LowCardinality(String) COMMENT 'The project the call was made for.' CODEC(ZSTD(1)),
  credential LowCardinality(String) COMMENT 'Id of the API key that sent the event.' CODEC(ZSTD(1)),
  event_id String COMMENT 'The sender''s id of the event; unique with root and source.' CODEC(ZSTD(1)),
  source LowCardinality(String) COMMENT 'CloudEvents source of the event.' CODEC(ZSTD(1)),
  provider LowCardinality(String) COMMENT 'Who served the call.' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'The model that was priced: the one that answered if known, else the one asked for.' CODEC(ZSTD(1)),
  requested_model LowCardinality(String) COMMENT 'The model the caller asked for.' CODEC(ZSTD(1)),
  served_model LowCardinality(String) COMMENT 'The model that answered; empty if not known.' CODEC(ZSTD(1)),
  operation LowCardinality(String) COMMENT 'Kind of call: chat, embeddings, image, ...' CODEC(ZSTD(1)),
  input_tokens UInt64 COMMENT 'All input tokens as reported, subsets included.' CODEC(T64, ZSTD(1)),
  output_tokens UInt64 COMMENT 'All output tokens as reported, subsets included.' CODEC(T64, ZSTD(1)),
  cache_read_tokens UInt64 COMMENT 'Input tokens read from a cache, as reported.' CODEC(T64, ZSTD(1)),
  cache_write_5m_tokens UInt64 COMMENT 'Input tokens written to a cache for five minutes or an unknown time.' CODEC(T64, ZSTD(1)),
  cache_write_1h_tokens UInt64 COMMENT 'Input tokens written to a cache for an hour.' CODEC(T64, ZSTD(1)),
  reasoning_tokens UInt64 COMMENT 'Reasoning among the output tokens.' CODEC(T64, ZSTD(1)),
  other_usage Map(LowCardinality(String), Decimal(38, 18)) COMMENT 'What else was reported: audio and image tokens, requests, images, seconds, characters. What was not reported is absent.' CODEC(ZSTD(1)),
  usage_quality LowCardinality(String) COMMENT 'reported, estimated or missing: how far the counts can be trusted.' CODEC(ZSTD(1)),
  inconsistencies LowCardinality(String) COMMENT 'Ways in which the counts contradict each other, joined by commas.' CODEC(ZSTD(1)),
  currency LowCardinality(String) COMMENT 'Currency of amount and costs; empty where no money moved.' CODEC(ZSTD(1)),
  amount Nullable(Decimal(38, 18)) COMMENT 'The money of the entry, exact: the sum of its costs. NULL, not zero, where no money moved. Never add two currencies.' CODEC(ZSTD(1)),
  price_rows LowCardinality(String) COMMENT 'Ids of the price rows of the entry, joined by commas.' CODEC(ZSTD(1)),
  reported_cost Nullable(Decimal(38, 18)) COMMENT 'What the sender says it paid; never trusted.' CODEC(ZSTD(1)),
  reported_currency LowCardinality(String) COMMENT 'Currency of reported_cost.' CODEC(ZSTD(1)),
  service_tier LowCardinality(String) COMMENT 'Service tier of the call; empty is the standard one.' CODEC(ZSTD(1)),
  region LowCardinality(String) COMMENT 'Region the call was served from.' CODEC(ZSTD(1)),
  batch UInt8 COMMENT '1 if the call was made through a batch interface.' CODEC(ZSTD(1)),
  priority LowCardinality(String) COMMENT 'Priority the caller gave the call.' CODEC(ZSTD(1)),
  latency_ms Nullable(UInt64) COMMENT 'Duration of the call in milliseconds; NULL if not reported.' CODEC(ZSTD(1)),
  time_to_first_token_ms Nullable(UInt64) COMMENT 'Milliseconds until the first token; NULL if not reported.' CODEC(ZSTD(1)),
  http_status Nullable(UInt64) COMMENT 'HTTP status of the provider''s answer; NULL if not reported.' CODEC(ZSTD(1)),
  error_type LowCardinality(String) COMMENT 'Kind of failure of the call; empty if it did not fail.' CODEC(ZSTD(1)),
  end_user String COMMENT 'Keyed hash of the end user.' CODEC(ZSTD(1)),
  prompt_fingerprint String COMMENT 'Keyed hash of the prompt fingerprint.' CODEC(ZSTD(1)),
  session String COMMENT 'Session the sender counts the call to.' CODEC(ZSTD(1)),
  trace String COMMENT 'Trace the call belongs to.' CODEC(ZSTD(1)),
  tags Map(LowCardinality(String), String) COMMENT 'The sender''s own labels.' CODEC(ZSTD(1)),
  quantity_uncached_input UInt64 COMMENT 'Tokens priced as input at the plain price.' CODEC(T64, ZSTD(1)),
  cost_uncached_input Decimal(38, 18) COMMENT 'Cost of input at the plain price.' CODEC(ZSTD(1)),
  quantity_cache_read UInt64 COMMENT 'Tokens priced as input read from a cache.' CODEC(T64, ZSTD(1)),
  cost_cache_read Decimal(38, 18) COMMENT 'Cost of input read from a cache.' CODEC(ZSTD(1)),
  quantity_cache_write_5m UInt64 COMMENT 'Tokens priced as input written to a cache for five minutes.' CODEC(T64, ZSTD(1)),
  cost_cache_write_5m Decimal(38, 18) COMMENT 'Cost of input written to a cache for five minutes.' CODEC(ZSTD(1)),
  quantity_cache_write_1h UInt64 COMMENT 'Tokens priced as input written to a cache for an hour.' CODEC(T64, ZSTD(1)),
  cost_cache_write_1h Decimal(38, 18) COMMENT 'Cost of input written to a cache for an hour.' CODEC(ZSTD(1)),
  quantity_output_text UInt64 COMMENT 'Tokens priced as output at the plain price.' CODEC(T64, ZSTD(1)),
  cost_output_text Decimal(38, 18) COMMENT 'Cost of output at the plain price.' CODEC(ZSTD(1)),
  quantity_reasoning UInt64 COMMENT 'Tokens priced as reasoning output.' CODEC(T64, ZSTD(1)),
  cost_reasoning Decimal(38, 18) COMMENT 'Cost of reasoning output.' CODEC(ZSTD(1)),
  cost_other Decimal(38, 18) COMMENT 'Cost of all other leaves: audio, images, requests, seconds, characters.' CODEC(ZSTD(1)),
  other_quantities Map(LowCardinality(String), Decimal(38, 18)) COMMENT 'Quantities of those leaves as priced, by leaf.' CODEC(ZSTD(1)),
  other_costs Map(LowCardinality(String), Decimal(38, 18)) COMMENT 'Costs of those leaves, by leaf.' CODEC(ZSTD(1)),
  INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_seq seq TYPE minmax GRANULARITY 1,
  CONSTRAINT amount_is_the_sum_of_its_costs CHECK ifNull(amount, 0) = cost_uncached_input + cost_cache_read
    + cost_cache_write_5m + cost_cache_write_1h + cost_output_text + cost_reasoning + cost_other
    AND isNull(amount) = (currency = ''),
  PROJECTION by_shard (
    SELECT shard, currency, count(), countIf(entry = 0), max(seq), min(seq), sum(amount),
      sumIf(sipHash64(seq), entry = 0)
    GROUP BY shard, currency),
  PROJECTION by_hour (
    SELECT toStartOfHour(time), root, project, provider, model, currency, count(), sum(calls), sum(amount),
      sumIf(input_tokens, calls = 1), sumIf(output_tokens, calls = 1)
    GROUP BY toStartOfHour(time), root, project, provider, model, currency)
) ENGINE = MergeTree PARTITION BY toYYYYMM(chunk_at) ORDER BY (toDate(time), root, project, model, time)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  old_parts_lifetime = 480, non_replicated_deduplication_window = 0,
  lightweight_mutation_projection_mode = 'rebuild'`;
