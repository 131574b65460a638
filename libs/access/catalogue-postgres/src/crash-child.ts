// A writer that kills itself with SIGKILL at a named moment. The spec of crashes runs it as a process of its own:
// `node crash-child.ts <database> <broker> <root id> after-commit|before-mark`.
import { connectKafkaLog, type Log } from '@suanpan/kafka';
import { openCatalogueWriter } from './writer.ts';

const [database = '', broker = '', id = '', moment = ''] = process.argv.slice(2);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('Nobody survives SIGKILL.');
}

const kafka = await connectKafkaLog({ brokers: [broker], clientId: 'crash-child' });
const log: Log = {
  append: async (topic, partition, values) => {
    const offset = await kafka.append(topic, partition, values);
    return moment === 'before-mark' ? die() : offset;
  },
  read: (...how) => kafka.read(...how),
  bounds: (...where) => kafka.bounds(...where),
};
const writer = await openCatalogueWriter({ database, log, shards: 2 });
const value = { id, name: id, zone: 'UTC' };
await writer.commit({ actor: 'crash', reason: 'spec', changes: [{ act: 'create', entity: 'root', value }] });
if (moment === 'after-commit') die();
await writer.publish();
