import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the first form, and the kinds they hold. */
const OLD = { root: 'root', account: 'account', project: 'project', api_key: 'key', price_row: 'priceRow' };

const COLUMNS = [
  'ALTER TABLE catalogue.account ADD budget jsonb, ADD call_quota jsonb, ADD status text',
  `ALTER TABLE catalogue.project ADD models jsonb, ADD concurrency_max bigint, ADD qps_max double precision,
    ADD budget jsonb, ADD budget_class text, ADD default_priority text, ADD tags jsonb, ADD status text`,
  `ALTER TABLE catalogue.api_key ADD networks text array, ADD replaces text,
    ADD CONSTRAINT api_key_replaces_fk FOREIGN KEY (replaces) REFERENCES catalogue.api_key (id)`,
  `ALTER TABLE catalogue.price_row ADD weekdays jsonb, ADD account text, ADD approval jsonb,
    ADD CONSTRAINT price_row_account_fk FOREIGN KEY (account) REFERENCES catalogue.account (id)`,
];

/** Lists go on by root and id; the new indexes serve the old ones' purpose too. */
const INDEXES = [
  'DROP INDEX catalogue.account_root, catalogue.project_root, catalogue.api_key_root',
  ...['account', 'project', 'api_key', 'price_row'].map(
    (table) => `CREATE INDEX ${table}_root ON catalogue.${table} (root, id)`,
  ),
];

/** When each change was made stands in the revisions themselves. */
const TOUCHED = [
  `CREATE TABLE catalogue.touched (
    kind text NOT NULL,
    id text NOT NULL,
    revision integer NOT NULL,
    CONSTRAINT touched_pk PRIMARY KEY (kind, id, revision),
    CONSTRAINT touched_revision_fk FOREIGN KEY (revision) REFERENCES catalogue.revision (revision))`,
  `INSERT INTO catalogue.touched (kind, id, revision)
    SELECT DISTINCT change->>'entity', change->>'id', revision
    FROM catalogue.revision, jsonb_array_elements(text::jsonb->'changes') change`,
  ...Object.keys(OLD).map((table) => `ALTER TABLE catalogue.${table} ADD revision integer`),
  'ALTER TABLE catalogue.root ADD ended_by integer',
  ...['account', 'project', 'api_key'].map((table) => `ALTER TABLE catalogue.${table} ADD ended_by integer`),
  ...Object.entries(OLD).flatMap(([table, kind]) => [
    `UPDATE catalogue.${table} entity SET revision =
      (SELECT max(touched.revision) FROM catalogue.touched WHERE touched.kind = '${kind}' AND touched.id = entity.id)`,
    `ALTER TABLE catalogue.${table} ALTER revision SET NOT NULL`,
  ]),
];

const ROOT = (table: string) => `CONSTRAINT ${table}_root_fk FOREIGN KEY (root) REFERENCES catalogue.root (id)`;
const ACCOUNT = (table: string) =>
  `CONSTRAINT ${table}_account_fk FOREIGN KEY (account) REFERENCES catalogue.account (id)`;

/** A table of a new kind. */
function table(name: string, columns: string, ...constraints: string[]): string {
  const key = `CONSTRAINT ${name}_pk PRIMARY KEY (id)`;
  return `CREATE TABLE catalogue.${name} (
    id text NOT NULL, ${columns}, revision integer NOT NULL, ended_by integer, ${[key, ...constraints].join(', ')})`;
}

const NEW = [
  table('calendar', 'root text NOT NULL, first text NOT NULL, bounds jsonb NOT NULL', ROOT('calendar')),
  table('person', 'name text NOT NULL, status text NOT NULL'),
  table('role', 'root text, name text NOT NULL, permissions text array NOT NULL', ROOT('role')),
  table(
    'access_grant',
    `root text, node jsonb, principal jsonb NOT NULL, effect text NOT NULL, role text,
    permissions text array NOT NULL, expires_at bigint`,
    ROOT('access_grant'),
  ),
  table('organisation', 'name text NOT NULL, roots text array NOT NULL'),
  table(
    'payment_method',
    'root text NOT NULL, provider text NOT NULL, reference text NOT NULL, display text NOT NULL, status text NOT NULL',
    ROOT('payment_method'),
  ),
  table(
    'plan',
    `plan text NOT NULL, version integer NOT NULL, root text, name text NOT NULL, currency text NOT NULL, fx text,
    components jsonb NOT NULL, multipliers jsonb, stacking text, minimum_amount numeric, sla jsonb`,
    ROOT('plan'),
  ),
  table(
    'plan_assignment',
    'root text NOT NULL, account text NOT NULL, plan text NOT NULL, effective_from bigint NOT NULL, effective_to bigint',
    ROOT('plan_assignment'),
    ACCOUNT('plan_assignment'),
    'CONSTRAINT plan_assignment_plan_fk FOREIGN KEY (plan) REFERENCES catalogue.plan (id)',
  ),
  table('series_point', 'series text NOT NULL, valid_from bigint NOT NULL, value numeric NOT NULL'),
  table(
    'model_alias',
    'provider text NOT NULL, alias text NOT NULL, target text NOT NULL, effective_from bigint, effective_to bigint',
  ),
  table(
    'markup',
    `root text NOT NULL, account text NOT NULL, provider text, model jsonb, ratio numeric NOT NULL,
    effective_from bigint, effective_to bigint`,
    ROOT('markup'),
    ACCOUNT('markup'),
  ),
  table(
    'fx_rate',
    `name text NOT NULL, base text NOT NULL, quote text NOT NULL, rate numeric NOT NULL, valid_from bigint NOT NULL,
    source text NOT NULL`,
  ),
  table(
    'budget_rule',
    `root text NOT NULL, kind text NOT NULL, amount numeric NOT NULL, currency text NOT NULL, percents jsonb,
    percent_max double precision`,
    ROOT('budget_rule'),
  ),
  table(
    'backfill',
    `root text NOT NULL, source text NOT NULL, valid_from bigint NOT NULL, valid_to bigint NOT NULL,
    posting text NOT NULL, status text NOT NULL`,
    ROOT('backfill'),
  ),
  ...[
    ...['calendar', 'role', 'access_grant', 'payment_method', 'plan', 'plan_assignment', 'markup', 'budget_rule'],
    'backfill',
  ].map((name) => `CREATE INDEX ${name}_root ON catalogue.${name} (root, id)`),
  'CREATE INDEX plan_assignment_account ON catalogue.plan_assignment (account)',
  'CREATE INDEX series_point_from ON catalogue.series_point (series, valid_from)',
  'CREATE INDEX fx_rate_from ON catalogue.fx_rate (name, valid_from)',
];

/** Every kind has its table, every row the revision that changed it last, and every entity a way to its history. */
export class ExtendCatalogue1795651200000 implements MigrationInterface {
  readonly name = 'ExtendCatalogue1795651200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, ...INDEXES, ...TOUCHED, ...NEW]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Revisions of the new kinds would be lost: restore a backup instead.');
  }
}
