export {
  KAFKA_CONFIG,
  type KafkaConnection,
  kafkaConnection,
  kafkaConnectionEnv,
  plaintextConnection,
  readKafkaConnection,
} from './kafka-connection.ts';
export { type OpenedConnection, openConnection } from './open-connection.ts';
