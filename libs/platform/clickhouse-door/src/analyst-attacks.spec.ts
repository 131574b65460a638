import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ATTACKS, randomAttack } from './testing/analyst-attacks.ts';
import { DoorUnderTest } from './testing/door-under-test.ts';
import { seedForeignRows, tellsForeignRows } from './testing/foreign-rows.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
  await seedForeignRows(under);
});
afterAll(() => under.stop());

test('there are at least ninety forms of attack by settings, and the first of them leaks where nobody checks', async () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(90);
  expect(new Set(ATTACKS).size).toBe(ATTACKS.length);
  // As the sink, whom the door does not bind, the same statement shows everybody's rows: the attacks are statements that run.
  expect(tellsForeignRows(await under.text(ATTACKS[0] ?? '', 'sink'))).toBe(true);
});

test.each(ATTACKS)('an analyst sees no foreign row by: %s', async (sql) => {
  const answer = await under.text(sql, 'anna');
  expect(tellsForeignRows(answer)).toBe(false);
  expect(answer).toContain('SETTINGS is not open to analysts');
});

/** How many random statements; the whole proof says more. */
const SEEDS = Number(process.env.ANALYST_ATTACK_SEEDS ?? '150');

test('statements that are put together at random show no foreign row', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const sql = randomAttack(seed);
    const answer = await under.text(sql, 'anna');
    expect({ seed, sql, leaks: tellsForeignRows(answer) }).toEqual({ seed, sql, leaks: false });
  }
}, 600_000);

test.each([
  ['a quoted column of that name', 'SELECT 1 AS `settings`', '1\n'],
  ['the word in a text', "SELECT 'SETTINGS log_comment'", 'SETTINGS log_comment\n'],
  ['the word in a comment', 'SELECT 1 -- SETTINGS x = 1', '1\n'],
  ['a setting in the address', 'SELECT count() FROM ledger.usage', '500\n'],
])('%s is no setting', async (_name, sql, answer) => {
  expect(await under.text(sql, 'anna', { join_use_nulls: '1' })).toBe(answer);
});

test('the table of settings is read by its name, and says nothing of others', async () => {
  expect(await under.text('SELECT count() FROM system.settings', 'anna')).not.toContain('SETTINGS is not open');
});
