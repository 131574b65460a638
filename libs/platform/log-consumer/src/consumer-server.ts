import { isFault } from '@suanpan/fault';
import { type BatchServerSettings, KafkaBatchServer } from '@suanpan/kafka';
import type { ServiceLog } from '@suanpan/service-runtime';

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

/** The partitions that are halted and why, for the health of a service; `undefined` if none is. */
export function haltsText({ halts }: Pick<KafkaBatchServer, 'halts'>): string | undefined {
  if (halts.length === 0) return undefined;
  const texts = halts.map(({ topic, partition, error }) => {
    const why = isFault(error) ? `${error.code}: ${error.detail}` : String(error);
    return `${topic}/${partition} is halted: ${why}`;
  });
  return texts.join('; ');
}
