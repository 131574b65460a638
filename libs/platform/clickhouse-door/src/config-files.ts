import { mkdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { ANALYST_MARK, TRUSTED_MARKS } from './request-mark.ts';

/** Databases whose every table has a column `root` and is shown to an analyst only in the rows of their own root. */
export const FILTERED_DATABASES = ['ledger'] as const;

/** System tables that describe the engine and hold nothing of any tenant. */
export const OPEN_SYSTEM_TABLES = [
  'one',
  'numbers',
  'numbers_mt',
  'zeros',
  'zeros_mt',
  'functions',
  'formats',
  'data_type_families',
  'keywords',
  'time_zones',
  'build_options',
  'table_functions',
  'aggregate_function_combinators',
] as const;

/** Databases an analyst may name. */
export const ANALYST_DATABASES = ['analyst', 'ledger', 'system', 'information_schema', 'INFORMATION_SCHEMA'] as const;

const TRUSTED = `(${TRUSTED_MARKS.map((mark) => `startsWith(getSetting('log_comment'), '${mark}')`).join(' OR ')})`;
// A request without a mark of the door sees nothing: the filter is open only for what it knows.
const OWN_ROOT = `(startsWith(getSetting('log_comment'), '${ANALYST_MARK}') AND root != '' AND root = unhex(extract(getSetting('log_comment'), '^${ANALYST_MARK}([0-9a-f]+);')))`;
const LISTED = `(database IN ('analyst', 'system', 'information_schema', 'INFORMATION_SCHEMA'))`;

function filter(table: string, condition: string): string {
  return `<table name="${table}"><filter>${condition.replaceAll('<', '&lt;')}</filter></table>`;
}

/** Row filters of the engine's only user. An empty table name stands for every table of the database. */
function rowFilters(otherDatabases: readonly string[]): string {
  const filtered = FILTERED_DATABASES.map(
    (name) => `<${name}>${filter('', `${TRUSTED} OR ${OWN_ROOT}`)}</${name}>`,
  ).join('');
  const others = otherDatabases.map((name) => `<${name}>${filter('', TRUSTED)}</${name}>`).join('');
  const system = [
    filter('', TRUSTED),
    ...OPEN_SYSTEM_TABLES.map((table) => filter(table, '1')),
    ...['tables', 'columns'].map((table) => filter(table, `${TRUSTED} OR ${LISTED}`)),
    filter('databases', `${TRUSTED} OR name IN ('analyst', 'system')`),
  ].join('');
  return `<databases>${filtered}${others}<system>${system}</system></databases>`;
}

// These read or write files of the machine by a name in a setting, or read the text of a query in another language.
const CLOSED_SETTINGS = [
  ...['dialect', 'output_format_schema', 'format_schema', 'format_schema_source', 'format_template_row'],
  ...['format_template_resultset', 'format_template_row_format', 'format_template_resultset_format'],
];
const CLOSED = CLOSED_SETTINGS.map((name) => `<${name}><readonly/></${name}>`).join('');

function usersXml(otherDatabases: readonly string[]): string {
  return `<clickhouse>
<profiles><default><async_insert>0</async_insert><log_queries>0</log_queries><constraints>${CLOSED}</constraints></default></profiles>
<quotas><default/></quotas>
<users><default>
<password></password><networks><ip>127.0.0.1</ip><ip>::1</ip></networks><profile>default</profile><quota>default</quota>
${rowFilters(otherDatabases)}
<grants>
<query>GRANT ALL ON *.*</query>
<query>REVOKE FILE, URL, REMOTE, S3, POSTGRES, MYSQL ON *.*</query>
<query>REVOKE TABLE ENGINE ON File</query>
<query>REVOKE TABLE ENGINE ON URL</query>
<query>REVOKE SHUTDOWN ON *.*</query>
</grants>
</default></users>
</clickhouse>
`;
}

function configXml(folder: string): string {
  const memoryBytes = Math.max(1_000_000_000, Math.floor(totalmem() / 4));
  return `<clickhouse>
<users_config>${join(folder, 'users.xml')}</users_config>
<timezone>UTC</timezone>
<max_server_memory_usage>${memoryBytes}</max_server_memory_usage>
<mark_cache_size>268435456</mark_cache_size>
<primary_index_cache_size>268435456</primary_index_cache_size>
<uncompressed_cache_size>0</uncompressed_cache_size>
<backups><allowed_path>${join(folder, 'backups')}</allowed_path></backups>
<logger><level>warning</level><log>${join(folder, 'engine.log')}</log><errorlog>${join(folder, 'engine.err.log')}</errorlog>
<size>16M</size><count>2</count></logger>
</clickhouse>
`;
}

/**
 * Writes the engine's two configuration files and gives the path of the main one. `otherDatabases` are those on disk
 * that an analyst has no business in; they are closed to analysts by row filters as well as by the door.
 */
export function writeConfigFiles(folder: string, otherDatabases: readonly string[]): string {
  mkdirSync(join(folder, 'backups'), { recursive: true });
  const configFile = join(folder, 'config.xml');
  writeFileSync(join(folder, 'users.xml'), usersXml(otherDatabases), { mode: 0o600 });
  writeFileSync(configFile, configXml(folder), { mode: 0o600 });
  return configFile;
}
