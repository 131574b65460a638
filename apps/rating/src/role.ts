import type { DynamicModule } from '@nestjs/common';
import type { BatchServerSettings, KafkaLog, KafkaSettings } from '@suanpan/kafka';
import type { ConfigOf, Service, ServiceLog } from '@suanpan/service-runtime';
import type { SETTINGS } from './settings.ts';

export type Settings = ConfigOf<typeof SETTINGS>;

/** What a role is built from. */
export interface RoleParts {
  readonly settings: Settings;
  readonly kafka: KafkaSettings;
  readonly kafkaLog: KafkaLog;
  readonly log: ServiceLog;
}

/** A role of this app: its module, the group it consumes with, and what runs around the deliveries. */
export interface Role {
  readonly name: string;
  readonly module: DynamicModule;
  readonly group: Pick<BatchServerSettings, 'groupId' | 'oneMember'>;
  onStart(service: Service): Promise<void>;
  onReady(service: Service): Promise<void>;
  onStop(): Promise<void>;
}
