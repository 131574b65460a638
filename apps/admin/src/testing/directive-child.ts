// Accepts and sends directives, and kills itself with SIGKILL at a named moment. The spec of crashes runs it as a process of
// its own: `node directive-child.ts <database> <root> <name> after-commit|before-mark <now>`, now in epoch
// milliseconds. It reaches the log through its parent.
import { openCatalogueWriter } from '@suanpan/catalogue-postgres';
import type { Log } from '@suanpan/kafka';
import { inTransaction } from '@suanpan/postgres';
import { connectAdminTables } from '../store/data-source.ts';
import { DirectiveOutbox } from '../store/directive-outbox.ts';
import { publishDirectives } from '../store/publish-directives.ts';
import { die, logOfParent } from './log-of-parent.ts';
import { credits } from './some-credits.ts';

const [database = '', root = '', name = '', moment = '', nowMs = ''] = process.argv.slice(2);

const log: Log = {
  ...logOfParent,
  append: async (topic, ...args) => {
    const offset = await logOfParent.append(topic, ...args);
    return moment === 'before-mark' && topic === 'usage.events' ? die() : offset;
  },
};
const now = () => Number(nowMs);
const catalogue = await openCatalogueWriter({ database, log, shards: 4 });
const source = await connectAdminTables(database);
const outbox = new DirectiveOutbox(source);
const shard = (await catalogue.mirror()).all('root').find(({ id }) => id === root)?.shard ?? 0;
await inTransaction(source, 'READ COMMITTED', (tables) =>
  outbox.add(tables, { root, shard, now: now() }, credits(root, `${name}-1`, `${name}-2`)),
);
if (moment === 'after-commit') die();
await publishDirectives({ source, log, catalogue, now, resendWithinMs: 1_000_000_000 });
