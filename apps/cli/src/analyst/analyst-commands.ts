import { Fault } from '@suanpan/fault';
import { type Analyst, endAnalyst, listAnalysts, makeAnalyst, readStackConfig } from '@suanpan/stack';
import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { connectionLines } from './connection-lines.ts';

/** `analyst create`, `list` and `end`: who may read the rows of one root with SQL. */
export const analystCommands: RegisterCommand = (program, context) => {
  const group = program.command('analyst').description('people and tools that read the rows of one root with SQL');
  group
    .command('create')
    .description('make an analyst of the embedded ClickHouse; the password is printed once and stored nowhere')
    .argument('<name>', 'the login')
    .requiredOption('--root <id>', 'the root whose rows are seen')
    .action((name: string, { root }: { root: string }) => createAnalyst(context, name, root));
  group
    .command('list')
    .description('list analysts and when each was there last')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => showAnalysts(context, options.json === true));
  group
    .command('end')
    .description('end an analyst: refused at once, and what runs is stopped')
    .argument('<name>')
    .action((name: string) => {
      endAnalyst(embedded(context).dataFolder, name);
      context.terminal.say(`${name} is ended.`);
    });
};

/** The embedded ClickHouse. Users of a server of one's own are that server's. */
function embedded({ env }: CommandContext): { readonly dataFolder: string; readonly url: string } {
  const { clickhouse, dataFolder } = readStackConfig(env);
  if ('port' in clickhouse) return { dataFolder, url: `http://127.0.0.1:${clickhouse.port}` };
  const detail =
    'SUANPAN_CLICKHOUSE_URL names a server of your own; make analysts there with deploy/clickhouse/analyst.sql.';
  throw new Fault('config_invalid', detail);
}

async function createAnalyst(context: CommandContext, name: string, root: string): Promise<void> {
  const { dataFolder, url } = embedded(context);
  const roots = await adminOf(context).list<{ readonly id: string }>(at`roots`);
  // A misspelt root would be an analyst who sees nothing and asks why.
  if (!roots.some(({ id }) => id === root)) throw new Fault('entity_unknown', `There is no root ${root}.`);
  const { password } = makeAnalyst(dataFolder, { name, root, nowMs: context.now() });
  for (const line of connectionLines({ url, user: name, password })) context.terminal.say(line);
  context.terminal.say(`Password of ${name}, who sees the rows of ${root} alone. This is the only time it is shown:`);
  context.terminal.out(password);
}

function showAnalysts(context: CommandContext, json: boolean): void {
  const { dataFolder } = embedded(context);
  const analysts = listAnalysts(dataFolder).map(({ name, root, madeAtMs, lastUsedAtMs }: Analyst) => ({
    ...{ name, root },
    madeAt: madeAtMs === undefined ? null : formatInstant(madeAtMs),
    lastUsedAt: lastUsedAtMs === undefined ? null : formatInstant(lastUsedAtMs),
  }));
  printList(context, json, analysts, [
    { title: 'NAME', text: ({ name }) => name },
    { title: 'ROOT', text: ({ root }) => root },
    { title: 'MADE', text: ({ madeAt }) => madeAt ?? '-' },
    { title: 'LAST USED', text: ({ lastUsedAt }) => lastUsedAt ?? '-' },
  ]);
}
