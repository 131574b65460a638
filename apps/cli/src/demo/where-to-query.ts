import { keepAnalyst, keptSecret, readStackConfig, type StackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';

/** Says where and as whom the demo's rows can be queried. */
export function whereToQuery(context: CommandContext, addresses: StackAddresses, root: string): string[] {
  const config = readStackConfig(context.env);
  if ('url' in config.clickhouse) {
    return [`query: ${config.clickhouse.url} as ${config.clickhouse.user}, tables ledger.*, views analyst.*`];
  }
  const { user } = keepAnalyst(config.dataFolder, root);
  const { file } = keptSecret(config.dataFolder, `clickhouse-${user}`);
  const sql = 'SELECT * FROM analyst.cost_by_hour ORDER BY time FORMAT PrettyCompact';
  return [
    `query: ${addresses.clickhouse.url} as ${user}, who sees this root alone; the password is in ${file}`,
    `  curl -sS -u "${user}:$(cat ${file})" ${addresses.clickhouse.url}/ --data-binary "${sql}"`,
  ];
}
