import type { LogUser, TopicAccess } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import kafkajs, { type AclEntry, type Admin } from 'kafkajs';
import { type BrokerQuestion, clientOf } from './broker-answers.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** Consumer groups of a service begin with this and its name. */
const GROUP_PREFIX = 'suanpan-';
const ANYWHERE = '*';

type Right = Omit<AclEntry, 'host' | 'permissionType'>;

function onTopic(topic: string, user: string, operation: AclOperationTypesOf): Right {
  return {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    operation,
  };
}

type AclOperationTypesOf = AclEntry['operation'];

/**
 * What the users of the broker may do, as ACLs: write and read their own topics, see how every topic is set up and how
 * far it goes, and keep their own consumer group. Whatever is not here is refused.
 */
export function aclsOf(access: readonly TopicAccess[], users: readonly LogUser[]): readonly AclEntry[] {
  const rights = access.flatMap(({ topic, writers, readers }) => [
    ...writers.map((user) => onTopic(topic, user, AclOperationTypes.WRITE)),
    ...readers.map((user) => onTopic(topic, user, AclOperationTypes.READ)),
    ...users.map((user) => onTopic(topic, user, AclOperationTypes.DESCRIBE)),
    ...users.map((user) => onTopic(topic, user, AclOperationTypes.DESCRIBE_CONFIGS)),
  ]);
  const groups = users.map(
    (user): Right => ({
      resourceType: AclResourceTypes.GROUP,
      resourceName: `${GROUP_PREFIX}${user}`,
      resourcePatternType: ResourcePatternTypes.PREFIXED,
      principal: `User:${user}`,
      operation: AclOperationTypes.READ,
    }),
  );
  return [...rights, ...groups].map((right) => ({
    ...right,
    host: ANYWHERE,
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

const keyOf = (acl: AclEntry) =>
  [
    acl.resourceType,
    acl.resourcePatternType,
    acl.resourceName,
    acl.principal,
    acl.operation,
    acl.permissionType,
  ].join();

/** Gives the broker exactly these ACLs: what is missing is added, what an older version allowed is taken back. */
export async function keepAccess(question: BrokerQuestion, wanted: readonly AclEntry[]): Promise<void> {
  const admin = clientOf(question, { retries: 8 }).admin();
  try {
    await admin.connect();
    const present = await allAcls(admin);
    const [has, should] = [new Set(present.map(keyOf)), new Set(wanted.map(keyOf))];
    const missing = wanted.filter((acl) => !has.has(keyOf(acl)));
    const surplus = present.filter((acl) => !should.has(keyOf(acl)));
    if (missing.length > 0) await admin.createAcls({ acl: missing });
    if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
  } catch (error) {
    throw new Fault('part_failed', `Kafka did not take its access rules: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function allAcls(admin: Admin): Promise<readonly AclEntry[]> {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  return resources.flatMap(({ resourceType, resourceName, resourcePatternType, acls }) =>
    acls.map((acl) => ({ resourceType, resourceName, resourcePatternType, ...acl })),
  );
}
