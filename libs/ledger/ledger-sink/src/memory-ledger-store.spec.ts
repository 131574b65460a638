import { describe, test } from '@jest/globals';
import { LEDGER_STORE_CONTRACT } from './ledger-store.contract.ts';
import { memoryLedgerStore } from './memory-ledger-store.ts';

describe('the ledger in memory', () => {
  test.each(LEDGER_STORE_CONTRACT)('$name', async ({ run }) => {
    await run(memoryLedgerStore());
  });
});
