import { expect, test } from '@jest/globals';
import { inProcess } from './in-process.ts';
import { MUTATIONS } from './mutations.ts';

test.each(MUTATIONS)(
  'it is seen within $within histories when $name',
  async ({ name, seed, within }) => {
    const options = [name, '--runs', String(within), '--seed', String(seed), '--whole'];
    const { exitCode, text } = await inProcess('run-mutated.ts', options);
    const [first = ''] = text.split('\n');
    process.stdout.write(`agreement: ${name}: ${first.slice(0, 100)}\n`);
    // A part that breaks down proves nothing: the two sides, or the ledger's own proof, must be seen to differ.
    expect([exitCode, first]).toEqual([1, expect.stringMatching(/^(Disagreement|Fault: ledger_disagrees): /)]);
  },
  120_000,
);
