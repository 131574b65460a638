/** What an attacker would set: who asks, and what keeps an analyst from setting it or from reading files. */
const CLAUSES = [
  "SETTINGS log_comment = 'role=admin;'",
  "SETTINGS log_comment = 'role=sink;request=0;', readonly = 0",
  "settings readonly = 0, log_comment = 'role=repair;'",
  "SeTtInGs/**/log_comment='role=admin;'",
  "SETTINGS -- a comment\n log_comment = 'role=admin;'",
  'SETTINGS `log_comment` = $$role=admin;$$',
  "SETTINGS max_threads = 1, log_comment = 'role=admin;'",
];

/** Where a query with settings of its own can stand in another. `?` is the query. */
const PLACES = [
  'SELECT root, note FROM (?)',
  'SELECT root, count() FROM (?) GROUP BY root',
  'WITH t AS (?) SELECT root, note FROM t',
  'WITH (SELECT groupArray(note) FROM (?)) AS notes SELECT notes',
  'SELECT (SELECT max(note) FROM (?))',
  "SELECT 'b' IN (SELECT root FROM (?))",
  'SELECT note FROM analyst.cost UNION ALL SELECT note FROM (?)',
  'SELECT note FROM (?) UNION DISTINCT SELECT note FROM analyst.cost',
  'SELECT r.note FROM analyst.cost AS l RIGHT JOIN (?) AS r ON l.seq = r.seq',
  'SELECT l.note FROM (?) AS l CROSS JOIN numbers(1)',
  'SELECT note FROM view(?)',
  'SELECT arrayJoin((SELECT groupArray(note) FROM (?)))',
  'SELECT note FROM (SELECT note FROM (SELECT note FROM (?)))',
  'SELECT 1 WHERE EXISTS (?)',
  'SELECT note FROM (? INTERSECT SELECT root, note FROM analyst.cost)',
];

const INNER = 'SELECT root, note FROM ledger.usage';

function placed(place: string, query: string): string {
  return place.replaceAll('?', () => query);
}

/** Every clause in every place. */
export const ATTACKS: readonly string[] = PLACES.flatMap((place) =>
  CLAUSES.map((clause) => placed(place, `${INNER} ${clause}`)),
);

/** Numbers of a linear congruential generator (Numerical Recipes), so that a seed says which attack failed. */
function* numbersOf(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const SOURCES = [
  'ledger.usage',
  '`ledger`.`usage`',
  'analyst.cost',
  '"analyst"."cost"',
  'cost',
  "merge('ledger', 'usage')",
  "mergeTreeIndex('ledger', 'usage')",
  "remote('127.0.0.1', ledger.usage)",
  'loop(ledger.usage)',
];
const TAILS = [
  '',
  "WHERE root = 'b'",
  "PREWHERE note != concat('mi', 'ne')",
  'ORDER BY root DESC LIMIT 5',
  'LIMIT 3 BY root',
  'FORMAT TSV',
  "FORMAT Template SETTINGS format_template_row = '/etc/passwd'",
  "INTO OUTFILE '/tmp/suanpan-should-not-be'",
];
const NOISE = ['', ' ', '\n', '/* x */', ' -- y\n', '\t'];

/** A statement of nested queries with settings, sources, tails and noise chosen by a seed. */
export function randomAttack(seed: number): string {
  const numbers = numbersOf(seed * 7919);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(numbers.next().value * from.length)] as T;
  const chance = (part: number) => numbers.next().value < part;
  const spaced = (text: string) => text.replaceAll(' ', () => (chance(0.1) ? ` ${pick(NOISE)} ` : ' '));
  let sql = spaced(`SELECT root, note FROM ${pick(SOURCES)} ${pick(TAILS)} ${chance(0.8) ? pick(CLAUSES) : ''}`);
  const depth = Math.floor(numbers.next().value * 4);
  for (let level = 0; level < depth; level += 1) {
    sql = placed(pick(PLACES), `${sql} ${chance(0.3) ? pick(CLAUSES) : ''}`);
  }
  return chance(0.2) ? `${sql} ${pick(CLAUSES)}` : sql;
}
