-- Users, roles and row policies for a ClickHouse server of your own. The embedded engine has the same roles in its
-- front, which reads them from its users file; there this script is not needed and would be refused.
--
-- Run once as an administrator, after the first migration (the databases ledger and analyst exist then):
--   clickhouse-client --multiquery < deploy/clickhouse/analyst.sql
-- Then make one user per analyst as in the last block. Replace every password.

-- The sink: reads, inserts, kills its own queries. It cannot change or delete a row.
CREATE ROLE IF NOT EXISTS suanpan_sink;
GRANT SELECT, INSERT ON ledger.usage TO suanpan_sink;
GRANT SELECT ON ledger.repairs TO suanpan_sink;
CREATE USER IF NOT EXISTS sink IDENTIFIED WITH sha256_password BY 'replace-me-sink' DEFAULT ROLE suanpan_sink;
GRANT suanpan_sink TO sink;

-- Repair: the only role that may delete, and only from the ledger. Every deletion is recorded in ledger.repairs.
CREATE ROLE IF NOT EXISTS suanpan_repair;
GRANT SELECT, INSERT, ALTER DELETE ON ledger.usage TO suanpan_repair;
GRANT SELECT, INSERT ON ledger.repairs TO suanpan_repair;
CREATE USER IF NOT EXISTS repair IDENTIFIED WITH sha256_password BY 'replace-me-repair' DEFAULT ROLE suanpan_repair;
GRANT suanpan_repair TO repair;

-- Analysts: the views, and below them the rows of one root. The views run with the rights of whoever asks.
CREATE ROLE IF NOT EXISTS suanpan_analyst;
GRANT SELECT ON analyst.* TO suanpan_analyst;
GRANT SELECT ON ledger.usage TO suanpan_analyst;

-- The root of an analyst is a setting of the user that nobody but an administrator can change. The prefix SQL_ is
-- among custom_settings_prefixes by default. Without the setting the policy fails, and with it every query.
CREATE ROW POLICY IF NOT EXISTS suanpan_own_root ON ledger.usage FOR SELECT
  USING root = getSetting('SQL_suanpan_root') TO suanpan_analyst;
-- As soon as a table has a policy, everybody else sees only what a policy of theirs allows.
CREATE ROW POLICY IF NOT EXISTS suanpan_every_root ON ledger.usage FOR SELECT
  USING 1 TO ALL EXCEPT suanpan_analyst;

-- One analyst. READONLY holds the root fast; readonly = 2 refuses every write and lets clients set their formats.
-- No source such as FILE, URL or REMOTE is granted, so table functions that reach outside are refused.
CREATE USER IF NOT EXISTS analyst_example IDENTIFIED WITH sha256_password BY 'replace-me-analyst'
  DEFAULT ROLE suanpan_analyst
  SETTINGS SQL_suanpan_root = 'root_replace_me' READONLY, readonly = 2, max_execution_time = 60;
GRANT suanpan_analyst TO analyst_example;
