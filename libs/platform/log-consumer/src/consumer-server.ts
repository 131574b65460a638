import { type BatchServerSettings, KafkaBatchServer } from '@suanpan/kafka';
import { type HaltedPart, haltedPart, type ServiceLog } from '@suanpan/service-runtime';

/** What a service says of the deliveries it wants. */
export type ConsumerServerSettings = Pick<BatchServerSettings, 'kafka' | 'groupId' | 'oneMember' | 'partitions'>;

/** Takes deliveries for a service: halts and repeats are logged, and a transport that ended for good ends the process. */
export function consumerServer(settings: ConsumerServerSettings, log: ServiceLog): KafkaBatchServer {
  return new KafkaBatchServer({
    ...settings,
    onHalt: ({ topic, partition, error }) => log.error({ err: error, topic, partition }, 'the partition is halted'),
    onCrash(error) {
      log.fatal({ err: error }, 'nothing is consumed any more');
      process.exit(1);
    },
    onRetry: ({ topic, partition, error, pauseMs }) =>
      log.warn({ err: error, topic, partition, pauseMs }, 'the delivery is made again'),
  });
}

/** The partitions that are halted and why, for the health of a service. */
export function haltsOf({ halts }: Pick<KafkaBatchServer, 'halts'>): HaltedPart[] {
  return halts.map(({ topic, partition, error }) => haltedPart(`${topic}/${partition}`, error));
}
