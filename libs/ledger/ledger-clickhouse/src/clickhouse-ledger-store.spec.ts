import { afterAll, beforeAll, beforeEach, describe, test } from '@jest/globals';
import { LEDGER_STORE_CONTRACT } from '@suanpan/ledger-sink';
import { RealLedger } from './real-ledger.fixture.ts';

let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());
beforeEach(() => ledger.empty());

describe('the ledger in the real engine', () => {
  test.each(LEDGER_STORE_CONTRACT)('$name', async ({ run }) => {
    await run(ledger.store());
  });
});
