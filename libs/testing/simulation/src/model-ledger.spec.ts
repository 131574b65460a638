import { expect, test } from '@jest/globals';
import { LEDGER_STORE_CONTRACT } from '@suanpan/ledger-sink';
import { SimProcess } from './sim-process.ts';
import { ALL_GUARDS, World } from './world.ts';

test.each(LEDGER_STORE_CONTRACT)('the model ledger keeps the contract: $name', async ({ run }) => {
  const world = new World(1, ALL_GUARDS);
  world.plan.heal();
  const failures: unknown[] = [];
  let isDone = false;
  void run(world.ledger.connect(new SimProcess('contract', world.time)))
    .catch((error: unknown) => failures.push(error))
    .finally(() => {
      isDone = true;
    });
  await world.time.run(() => isDone, 60_000);
  expect(isDone).toBe(true);
  expect(failures).toEqual([]);
});
