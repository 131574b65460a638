import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RealLedger } from './real-ledger.fixture.ts';

const FILE = new URL('../../../../deploy/clickhouse/analyst.sql', import.meta.url);

let ledger: RealLedger;

beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

/** The statements of a script without its comments. */
function statementsOf(script: string): string[] {
  const lines = script.split('\n').filter((line) => !line.startsWith('--'));
  return lines
    .join('\n')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

describe('the script for a server of your own', () => {
  test("is read by the engine's own parser, statement by statement", async () => {
    const statements = statementsOf(readFileSync(FILE, 'utf8'));
    expect(statements.length).toBeGreaterThan(10);
    for (const statement of statements) {
      const [row] = await ledger.admin.queryRows<{ sql: string }>('SELECT formatQuery({sql:String}) AS sql', {
        sql: statement,
      });
      expect(row?.sql).not.toBe('');
    }
  });

  test('binds every analyst by a literal: nothing that a query can set decides which rows are seen', () => {
    const statements = statementsOf(readFileSync(FILE, 'utf8'));
    const policies = statements.filter((statement) => statement.startsWith('CREATE ROW POLICY'));
    const conditions = policies.map((policy) => /USING\s+(.+?)\s+TO\s+(.+)$/s.exec(policy)?.slice(1));
    expect(conditions).toEqual([
      ['0', 'suanpan_analyst'],
      ['1', 'suanpan_sink, suanpan_repair'],
      ["root = 'root_replace_me'", 'analyst_example'],
    ]);
  });

  test('binds by no setting because the engine lets a query below the outermost set even what is read-only', async () => {
    // The policy that this script had, in an engine that shares the server's analyzer.
    const policy =
      "SELECT count() AS rows FROM (SELECT 1 WHERE getSetting('log_comment') = 'another root' SETTINGS log_comment = 'another root') SETTINGS readonly = 1";
    expect(await ledger.admin.queryRows(policy)).toEqual([{ rows: '1' }]);
  });

  test('is not trusted blindly: a statement with a mistake is noticed', async () => {
    const broken = 'CREATE ROW POLICY p ON ledger.usage FOR SELECTING x';
    await expect(ledger.admin.queryRows('SELECT formatQuery({sql:String})', { sql: broken })).rejects.toThrow();
  });
});
