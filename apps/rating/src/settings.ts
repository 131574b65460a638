import { join } from 'node:path';
import { KAFKA_CONFIG } from '@suanpan/kafka-connection';
import {
  choiceSetting,
  integerSetting,
  portSetting,
  secretSetting,
  textSetting,
  urlSetting,
} from '@suanpan/service-runtime';

/** Settings of both roles; the README says the same to people. */
export const SETTINGS = {
  role: choiceSetting('SUANPAN_RATING_ROLE', 'what this process does', ['rater', 'sink'], 'rater'),
  host: textSetting('SUANPAN_HOST', 'address of health and metrics', '127.0.0.1'),
  port: portSetting('SUANPAN_PORT', 'port of health and metrics', 8081),
  ...KAFKA_CONFIG,
  shards: integerSetting('SUANPAN_SHARDS', 'number of shards', { min: 1, max: 10_000, fallback: 4 }),
  foldData: textSetting('SUANPAN_FOLD_DATA', 'folder of the fold stores; one of the role unless named', ''),
  latenessDays: integerSetting('SUANPAN_LATENESS_DAYS', 'how old an event may be', { min: 1, max: 400, fallback: 35 }),
  correctionDays: integerSetting('SUANPAN_CORRECTION_DAYS', 'for how many days a call can be corrected', {
    min: 35,
    max: 400,
    fallback: 100,
  }),
  aheadSeconds: integerSetting('SUANPAN_AHEAD_SECONDS', 'how far ahead of its receipt an event may lie', {
    min: 0,
    max: 86_400,
    fallback: 300,
  }),
  clickhouseUrl: urlSetting('SUANPAN_CLICKHOUSE_URL', 'the ledger', ['http', 'https'], 'http://127.0.0.1:8123'),
  clickhouseUser: textSetting('SUANPAN_CLICKHOUSE_USER', 'user of the sink', 'default'),
  clickhousePassword: secretSetting('SUANPAN_CLICKHOUSE_PASSWORD', 'password of the sink', ''),
  repairUser: textSetting('SUANPAN_CLICKHOUSE_REPAIR_USER', 'user that may delete a doubled chunk', ''),
  repairPassword: secretSetting('SUANPAN_CLICKHOUSE_REPAIR_PASSWORD', 'password of that user', ''),
  chunkOutcomes: integerSetting('SUANPAN_CHUNK_OUTCOMES', 'outcomes that make a chunk full', {
    min: 1,
    max: 200_000,
    fallback: 20_000,
  }),
  chunkDelayMs: integerSetting('SUANPAN_CHUNK_DELAY_MS', 'longest time an outcome waits for its chunk', {
    min: 1,
    max: 60_000,
    fallback: 100,
  }),
} as const;

/** Where a role keeps its fold stores: rater and sink never share a folder unless somebody names the same one for both. */
export function foldFolder({ foldData, role }: { readonly foldData: string; readonly role: string }): string {
  return foldData === '' ? join('.suanpan/folds', role) : foldData;
}
