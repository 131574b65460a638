import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DoorUnderTest } from './testing/door-under-test.ts';

const under = new DoorUnderTest();

beforeAll(async () => {
  await under.start();
  for (const sql of [
    'CREATE DATABASE ledger',
    'CREATE DATABASE analyst',
    'CREATE DATABASE secret',
    `CREATE TABLE ledger.usage (root LowCardinality(String), shard UInt32, seq UInt64, amount Decimal(38, 18), note String,
       PROJECTION by_shard (SELECT shard, max(seq), count(), sum(amount) GROUP BY shard),
       PROJECTION by_root (SELECT root, count(), sum(amount) GROUP BY root))
     ENGINE = MergeTree ORDER BY (root, seq)`,
    `CREATE TABLE ledger.roots (root String) ENGINE = MergeTree ORDER BY root`,
    `CREATE TABLE ledger.kept (root String, note String) ENGINE = Join(ANY, LEFT, root)`,
    'CREATE VIEW analyst.cost SQL SECURITY INVOKER AS SELECT u.root AS root, u.amount AS cost, u.note AS note FROM ledger.usage AS u',
    'CREATE VIEW analyst.deep AS SELECT root, sum(cost) AS cost FROM analyst.cost GROUP BY root',
    'CREATE TABLE secret.plans (root String, text String) ENGINE = MergeTree ORDER BY root',
    'CREATE TABLE default.loose (root String, text String) ENGINE = MergeTree ORDER BY root',
    "INSERT INTO ledger.usage SELECT if(number % 2 = 0, 'a', 'b'), 0, number, 1, if(number % 2 = 0, 'mine', 'THEIRS') FROM numbers(1000)",
    "INSERT INTO ledger.usage VALUES ('', 0, 1001, 1, 'THEIRS')",
    "INSERT INTO ledger.roots VALUES ('a'), ('b')",
    "INSERT INTO ledger.kept VALUES ('b', 'THEIRS')",
    "INSERT INTO secret.plans VALUES ('b', 'THEIRS')",
    "INSERT INTO default.loose VALUES ('b', 'THEIRS')",
    `CREATE DICTIONARY analyst.words (root String, note String) PRIMARY KEY root
       SOURCE(CLICKHOUSE(TABLE 'kept' DB 'ledger')) LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)`,
    'SYSTEM RELOAD DICTIONARY analyst.words',
  ]) {
    expect(await under.text(sql)).toBe('');
  }
});
afterAll(() => under.stop());

test('an analyst sees the rows of one root, in tables and through views, and everybody else sees all', async () => {
  expect(await under.text('SELECT count(), min(root), max(root) FROM ledger.usage', 'anna')).toBe('500\ta\ta\n');
  expect(await under.text('SELECT count(), min(root), max(root) FROM ledger.usage', 'bert')).toBe('500\tb\tb\n');
  expect(await under.text('SELECT * FROM deep', 'anna')).toBe('a\t500\n');
  expect(await under.text('SELECT sum(cost) FROM analyst.cost', 'bert')).toBe('500\n');
  for (const user of ['admin', 'sink', 'repair']) {
    expect(await under.text('SELECT count() FROM ledger.usage', user)).toBe('1001\n');
  }
});

test('the filter costs the sink nothing: its progress still comes from the projection', async () => {
  const query = { force_optimize_projection: '1' };
  expect(await under.text('SELECT shard, max(seq) FROM ledger.usage GROUP BY shard', 'sink', query)).toBe('0\t1001\n');
});

// Each of these must end in an error or in rows that hold nothing of another root.
const BYPASSES: readonly (readonly [string, string, Record<string, string>?])[] = [
  ['a condition that is always true', "SELECT note FROM ledger.usage WHERE root = 'b' OR 1"],
  ['a subquery', "SELECT * FROM (SELECT note FROM ledger.usage WHERE root != 'a')"],
  ['a common table expression', "WITH t AS (SELECT note FROM ledger.usage) SELECT * FROM t WHERE note != 'mine'"],
  ['a union', 'SELECT note FROM ledger.usage UNION ALL SELECT note FROM analyst.cost'],
  ['a self join', 'SELECT r.note FROM ledger.usage AS l RIGHT JOIN ledger.usage AS r ON l.seq = r.seq'],
  ['IN with a table', "SELECT 'THEIRS' WHERE 'b' IN ledger.roots"],
  ['a scalar subquery', "SELECT (SELECT any(note) FROM ledger.usage WHERE root = 'b')"],
  ['the view with a filter of its own', "SELECT note FROM analyst.cost WHERE root = 'b'"],
  ['SETTINGS log_comment', "SELECT note FROM ledger.usage SETTINGS log_comment = 'role=admin;'"],
  ['log_comment in the address', 'SELECT note FROM ledger.usage', { log_comment: 'role=admin;' }],
  ['a query id that looks like a mark', 'SELECT note FROM ledger.usage', { query_id: 'role=admin;request=1;' }],
  ['readonly in the address', "SELECT note FROM ledger.usage SETTINGS log_comment = 'role=admin;'", { readonly: '0' }],
  ['SET', "SET log_comment = 'role=admin;'"],
  ['a second statement', "SELECT 1; SET log_comment = 'role=admin;'"],
  ['a second statement behind an empty line', 'SELECT 1\n\n;\n\nSELECT note FROM secret.plans'],
  ['another dialect', 'SELECT note FROM ledger.usage', { dialect: 'prql' }],
  ['the old analyzer', 'SELECT note FROM ledger.usage', { enable_analyzer: '0' }],
  ['a setting of the query cache', 'SELECT note FROM ledger.usage', { use_query_cache: '1' }],
  ['a projection read as a table', "SELECT * FROM mergeTreeProjection('ledger', 'usage', 'by_root')"],
  ['the index read as a table', "SELECT * FROM mergeTreeIndex('ledger', 'usage')"],
  ['quoted table function', "SELECT * FROM `mergeTreeProjection`('ledger', 'usage', 'by_root')"],
  ['an escaped table function', "SELECT * FROM `merge\\x54reeIndex`('ledger', 'usage')"],
  ['merge()', "SELECT note FROM merge('ledger', 'usage')"],
  ['loop()', 'SELECT note FROM loop(ledger.usage) LIMIT 2000'],
  ['remote()', "SELECT note FROM remote('127.0.0.1', ledger.usage)"],
  ['cluster()', "SELECT note FROM cluster('default', ledger.usage)"],
  ['dictionary()', "SELECT * FROM dictionary('analyst.words')"],
  ['dictGet()', "SELECT dictGet('analyst.words', 'note', tuple('b'))"],
  ['a dictionary read as a table', 'SELECT * FROM analyst.words'],
  ['joinGet()', "SELECT joinGet('ledger.kept', 'note', 'b')"],
  ['a table kept for joins', 'SELECT * FROM ledger.kept'],
  ['view()', "SELECT * FROM view(SELECT note FROM ledger.usage WHERE root = 'b')"],
  ['the file function', "SELECT file('/etc/passwd')"],
  ['the file function by APPLY', "SELECT * APPLY file FROM (SELECT '/etc/passwd')"],
  ['the file function in typographic quotes', "SELECT \u201cfile\u201d('/etc/passwd')"],
  ['a file as a table', "SELECT * FROM '/etc/passwd'"],
  ['the file table function', "SELECT * FROM file('/etc/passwd', LineAsString)"],
  ['url()', `SELECT * FROM url('http://127.0.0.1:1/', LineAsString)`],
  ['INTO OUTFILE', "SELECT note FROM ledger.usage INTO OUTFILE '/tmp/suanpan-should-not-be' FORMAT CSV"],
  ['another database', 'SELECT text FROM secret.plans'],
  ['another database, quoted', 'SELECT text FROM "secret" . plans'],
  ['another database, as current', 'SELECT text FROM plans', { database: 'secret' }],
  ['another database, as a parameter', 'SELECT text FROM {d:Identifier}.plans', { param_d: 'secret' }],
  ['the default database', 'SELECT text FROM loose', { database: 'default' }],
  ['the default database, named', 'SELECT text FROM default.loose'],
  ['SHOW CREATE of another database', 'SHOW CREATE TABLE secret.plans'],
  ['queries of others', 'SELECT query FROM system.processes'],
  ['SHOW PROCESSLIST', 'SHOW PROCESSLIST'],
  ['sizes of tables', "SELECT total_rows FROM system.tables WHERE database = 'ledger'"],
  [
    'sizes of tables by the standard views',
    "SELECT table_rows FROM information_schema.tables WHERE table_schema = 'ledger'",
  ],
  [
    'a schema written to a file',
    'SELECT 1 AS a FORMAT Protobuf',
    { output_format_schema: '/tmp/suanpan-should-not-be' },
  ],
  ['parts', 'SELECT rows FROM system.parts'],
  ['an estimate', 'EXPLAIN ESTIMATE SELECT * FROM ledger.usage'],
  ['a plan with its filters', 'EXPLAIN indexes = 1 SELECT * FROM ledger.usage'],
  ['a write', "INSERT INTO ledger.usage VALUES ('a', 0, 1, 1, 'x')"],
  ['a temporary table', 'CREATE TEMPORARY TABLE t AS SELECT note FROM ledger.usage'],
  ['a new view', 'CREATE VIEW analyst.v AS SELECT 1'],
  ['KILL', "KILL QUERY WHERE query_id = 'x'"],
  ['an implicit select', "file('/etc/passwd')"],
];

test.each(BYPASSES)('an analyst does not get past the filter by %s', async (_name, sql, query = {}) => {
  const answer = await under.text(sql, 'anna', query);
  expect(answer).not.toContain('THEIRS');
  expect(answer).not.toMatch(/root:x:0:0/);
  expect(answer).not.toMatch(/(^|\t)(500|501|1000|1001)(\t|$)/m);
});

test('an error in a condition does not tell that a hidden row exists', async () => {
  for (const place of ["WHERE throwIf(root = 'b') = 0", "PREWHERE throwIf(note = 'THEIRS') = 0"]) {
    expect(await under.text(`SELECT count() FROM ledger.usage ${place}`, 'anna')).toBe('500\n');
  }
});

test('a request without a mark of the door would see nothing: the filter is closed by default', async () => {
  const sql = "SELECT count() FROM ledger.usage SETTINGS log_comment = ''";
  expect(await under.text(sql, 'admin')).toBe('0\n');
  expect(await under.text(sql.replace("''", "'role=analyst;root=;'"), 'admin')).toBe('0\n');
});

test('an analyst may set how results look, not what is read, and limits only tighter', async () => {
  expect(await under.text('SELECT 1 FORMAT JSON', 'anna', { output_format_json_quote_64bit_integers: '1' })).toContain(
    '"1"',
  );
  expect(await under.text("SELECT getSetting('max_execution_time')", 'anna', { max_execution_time: '0' })).toBe('60\n');
  expect(await under.text("SELECT getSetting('max_execution_time')", 'anna', { max_execution_time: '3' })).toBe('3\n');
  expect(await under.text('SELECT 1', 'anna', { additional_result_filter: '1' })).toContain('Code: 164');
});

test('an analyst finds the views and their columns, and the functions of the engine', async () => {
  expect(await under.text('SHOW TABLES FROM analyst', 'anna')).toContain('cost\n');
  expect(
    await under.text("SELECT name FROM system.columns WHERE database = 'analyst' AND table = 'deep'", 'anna'),
  ).toBe('root\ncost\n');
  expect(Number(await under.text('SELECT count() FROM system.functions', 'anna'))).toBeGreaterThan(500);
});

test('a database made after the start is closed to analysts at once', async () => {
  await under.text('CREATE DATABASE later');
  await under.text("CREATE TABLE later.t (text String) ENGINE = MergeTree ORDER BY text AS SELECT 'THEIRS'");
  expect(await under.text('SELECT text FROM later.t', 'anna')).toContain('Code: 497');
  expect(await under.text('SELECT text FROM later.t', 'sink')).toBe('THEIRS\n');
});
