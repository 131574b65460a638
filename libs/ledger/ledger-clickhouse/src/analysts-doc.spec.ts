import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClickHouse } from '@suanpan/clickhouse';
import { AT, chunkOf, fee, planned, quarantined, rated } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { ANALYST_VIEWS } from './sql/analyst-views.ts';
import { wordsOf } from './sql/view-columns.ts';

const DOC = readFileSync(new URL('../../../../docs/analysts.md', import.meta.url), 'utf8');
const QUERIES = [...DOC.matchAll(/\n([^\n]+):\n\n```sql\n([\s\S]*?)```/g)].map(([, name = '', sql = '']) => [
  name,
  sql,
]);
const HOUR = 3_600_000;

let ledger: RealLedger;
let analyst: ClickHouse;
beforeAll(async () => {
  ledger = await RealLedger.start();
  analyst = ledger.as('analyst-root_a');
  await ledger
    .store()
    .insert(
      chunkOf('a', [
        rated({ seq: 0 }),
        rated({ seq: 1, time: AT + 20 * HOUR, model: 'opus', project: 'prj_2' }),
        quarantined({ seq: 2, model: 'unheard-of' }),
        planned({ seq: 3, model: 'opus', input: 200, output: 50 }),
        fee({ seq: 4 }, '12.5'),
      ]),
    );
});
afterAll(() => ledger.stop());

describe('docs/analysts.md', () => {
  test('has the ready queries that people ask for', () => {
    expect(QUERIES.length).toBe(8);
  });

  test.each(QUERIES)('%s: runs for an analyst as it stands there, and finds something', async (_name, sql) => {
    const inViews = sql.replace(/\bFROM (?=\w+\n)/g, 'FROM analyst.');
    expect((await analyst.queryRows(inViews)).length).toBeGreaterThan(0);
  });

  test('single days of a zone add up to their range', async () => {
    const byDay = QUERIES.find(([name]) => name?.startsWith('Days in a zone'))?.[1]?.replace('FROM ', 'FROM analyst.');
    const days = `SELECT count() AS days, sum(cost) AS cost FROM (${byDay})`;
    const [found] = await analyst.queryRows<{ days: string; cost: string }>(days);
    expect(Number(found?.days)).toBeGreaterThan(1);
    const whole = 'SELECT sum(cost) AS cost FROM analyst.entries';
    expect(await analyst.queryRows(whole)).toEqual([{ cost: found?.cost }]);
  });

  test.each(ANALYST_VIEWS.map(({ name }) => [name]))(
    'describes %s and each of its columns as the engine does',
    async (view) => {
      expect(DOC).toContain(await sectionOf(view));
    },
  );
});

/** What the document says of a view, made from what the engine has. */
async function sectionOf(view: string): Promise<string> {
  const [table] = await ledger.admin.queryRows<{ comment: string }>(
    "SELECT comment FROM system.tables WHERE database = 'analyst' AND name = {view:String}",
    { view },
  );
  const columns = await ledger.admin.queryRows<{ name: string; type: string; comment: string }>(
    "SELECT name, type, comment FROM system.columns WHERE database = 'analyst' AND table = {view:String} ORDER BY position",
    { view },
  );
  const rows = columns.map(({ name, type, comment }) => {
    const { meaning, unit } = wordsOf(view, name) ?? { meaning: '', unit: '' };
    expect(comment).toBe(unit === '' ? meaning : `${meaning} Unit: ${unit}.`);
    return `- \`${name}\` (${type}${unit === '' ? '' : `; ${unit}`}): ${meaning}`;
  });
  return `### ${view}\n\n${table?.comment}\n\n${rows.join('\n')}\n`;
}
