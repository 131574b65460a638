import { type BrokerSecurity, securityProperties } from './security.ts';

/** Where the one node listens and keeps its data. */
export interface BrokerPlace {
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly logFolder: string;
  /** More of Kafka's own settings, for tests. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * The `server.properties` of one KRaft node that is broker and controller at once.
 *
 * What it promises: producers write with `acks=all`. One node is one copy and Kafka does not fsync by default, so an
 * acknowledged record survives the death of any process (the page cache does), not a power cut. Production promises come
 * from replication 3 with `min.insync.replicas=2`. Without `security` the node serves whoever reaches the port: for tests.
 */
export function serverProperties(place: BrokerPlace, security?: BrokerSecurity): string {
  return escaped(plainProperties(place, security));
}

/** Java reads properties as ISO 8859-1; a folder named otherwise would become another folder. */
function escaped(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function plainProperties(place: BrokerPlace, security?: BrokerSecurity): string {
  const { host, port, controllerPort, logFolder, more = {} } = place;
  const clients = security === undefined ? 'PLAINTEXT' : 'CLIENTS';
  return `# Written at each start. One KRaft node: broker and controller in one process.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@${host}:${controllerPort}
listeners=${clients}://${host}:${port},CONTROLLER://${host}:${controllerPort}
advertised.listeners=${clients}://${host}:${port}
controller.listener.names=CONTROLLER
log.dirs=${logFolder}

# Topics are made on purpose, with their own partitions and retention, never by a client's typing error.
auto.create.topics.enable=false
num.partitions=1

# acks=all waits for all in-sync replicas, which are one here. log.flush.interval.messages stays unset: no fsync per
# record, the page cache survives a killed process but not a power cut.
min.insync.replicas=1

# The internal topics, sized for one node.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0

# After a kill the controller holds the dead incarnation's registration until its session ends: 9 s by default. On one
# node there is nobody to protect from a short session, and the restart takes seconds less. Not for a real cluster.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
${Object.entries(more)
  .map(([name, value]) => `${name}=${value}\n`)
  .join('')}${security === undefined ? '' : `\n# Who is there, and who may do what.\n${securityProperties(security)}`}`;
}
