import type { ShardLease } from '@suanpan/log-consumer';

/** A lease for specs that remembers what it was asked to do. */
export class SpecLease implements ShardLease {
  readonly partition: number;
  generation: number;
  readonly seeks: number[] = [];
  readonly commits: number[] = [];

  constructor(partition: number, generation = 1) {
    this.partition = partition;
    this.generation = generation;
  }

  seek(offset: number): void {
    this.seeks.push(offset);
  }

  async commit(offset: number): Promise<void> {
    this.commits.push(offset);
  }

  stale(): boolean {
    return false;
  }
}
