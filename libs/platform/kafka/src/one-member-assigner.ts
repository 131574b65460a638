import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

const NAME = 'suanpan-one-member';
const VERSION = 1;
const NO_USER_DATA = Buffer.alloc(0);

/**
 * Gives all partitions to one member of the group; the others stand by. For work that has one owner at a time across all
 * shards, such as filling the ledger.
 */
export const oneMemberAssigner: PartitionAssigner = ({ cluster }) => ({
  name: NAME,
  version: VERSION,
  async assign({ members, topics }) {
    const [owner, ...others] = members.map(({ memberId }) => memberId).sort();
    const assignment = Object.fromEntries(
      topics.map((topic) => [
        topic,
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId }: { partitionId: number }) => partitionId),
      ]),
    );
    const encoded = (given: Record<string, number[]>) =>
      AssignerProtocol.MemberAssignment.encode({ version: VERSION, assignment: given, userData: NO_USER_DATA });
    const standby = others.map((memberId) => ({ memberId, memberAssignment: encoded({}) }));
    return owner === undefined ? [] : [{ memberId: owner, memberAssignment: encoded(assignment) }, ...standby];
  },
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: NO_USER_DATA }),
  }),
});
