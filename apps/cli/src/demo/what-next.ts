import { keepAnalyst, keptSecret, readStackConfig, type StackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';
import { DEMO_ROOT } from './demo-tree.ts';
import type { DemoResult } from './replay-trace.ts';

/** Says what to look at after the demo: the statement on paper, one call explained, and the rows themselves. */
export function whatNext(
  context: CommandContext,
  addresses: StackAddresses,
  { statement }: Pick<DemoResult, 'statement'>,
): string[] {
  return [
    `on paper   npx suanpan statement export ${DEMO_ROOT} --period ${statement.period.id} --format pdf`,
    'one call   npx suanpan explain line-2',
    ...whereToQuery(context, addresses),
  ];
}

/** Where and as whom the demo's rows can be queried. */
function whereToQuery(context: CommandContext, addresses: StackAddresses): string[] {
  const config = readStackConfig(context.env);
  if ('url' in config.clickhouse) {
    return [`the rows   ${config.clickhouse.url} as ${config.clickhouse.user}, tables ledger.*, views analyst.*`];
  }
  const { user } = keepAnalyst(config.dataFolder, DEMO_ROOT);
  const { file } = keptSecret(config.dataFolder, `clickhouse-${user}`);
  const sql = 'SELECT * FROM analyst.cost_by_hour ORDER BY time FORMAT PrettyCompact';
  return [
    `the rows   curl -sS -u "${user}:$(cat ${forShell(file)})" ${addresses.clickhouse.url}/ --data-binary "${sql}"`,
    `           ${user} sees this root alone`,
  ];
}

/** A path as a shell takes it for one word. */
export function forShell(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
