import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Tally } from './agree.ts';
import { RealLedger } from './real-ledger.ts';
import { tryHistories } from './try-histories.ts';

const { AGREEMENT_LEDGERS: runs = '12', AGREEMENT_SEED: seed = '1' } = process.env;
let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
}, 60_000);

afterAll(() => ledger.stop());

test('statements read out of the real ledger are those of the outcomes, and every line leads back to what comes to it', async () => {
  const tally = new Tally();
  const failure = await tryHistories({
    ...{ runs: Number(runs), seed: Number(seed), tally },
    before: async () => {
      await ledger.empty();
      return { ledger: ledger.store };
    },
    after: async (played) => tally.add('lines followed', await ledger.prove(played)),
  });
  process.stdout.write(`agreement in ClickHouse: ${tally.text}\n`);
  expect(failure).toBeUndefined();
  expect(tally.text).toMatch(/[1-9]\d* lines followed/);
}, 3_600_000);
