import { KAFKA_CONFIG } from '@suanpan/kafka-connection';
import { integerSetting, portSetting, textSetting } from '@suanpan/service-runtime';

/** The settings that every consumer has. */
export function consumerSettings(name: string, port: number) {
  return {
    host: textSetting('SUANPAN_HOST', 'address of health, metrics and position', '127.0.0.1'),
    port: portSetting('SUANPAN_PORT', 'port of health, metrics and position', port),
    ...KAFKA_CONFIG,
    shards: integerSetting('SUANPAN_SHARDS', 'number of shards', { min: 1, max: 10_000, fallback: 4 }),
    foldData: textSetting('SUANPAN_FOLD_DATA', 'folder of the fold store', `.suanpan/folds/${name}`),
  } as const;
}
