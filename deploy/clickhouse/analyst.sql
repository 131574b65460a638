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

-- The root of an analyst stands in a policy of their own, as a literal. It must not come from a setting: the server checks
-- whether a setting may be changed only for the outermost query, so a policy that read one would be lifted by
-- SELECT * FROM (SELECT * FROM ledger.usage SETTINGS SQL_suanpan_root = 'another root'), whatever READONLY says.
-- Policies add up: an analyst for whom none was made sees no row, also where the server lets users without policies read.
CREATE ROW POLICY IF NOT EXISTS suanpan_no_root ON ledger.usage FOR SELECT USING 0 TO suanpan_analyst;
-- As soon as a table has a policy, everybody else sees only what a policy of theirs allows. Add your administrators here:
-- by name, so that nobody who lays a role aside falls under it.
CREATE ROW POLICY IF NOT EXISTS suanpan_every_root ON ledger.usage FOR SELECT USING 1 TO suanpan_sink, suanpan_repair;

-- One analyst: a user and a policy. readonly = 2 refuses every write and lets clients set their formats.
-- No source such as FILE, URL or REMOTE is granted, so table functions that reach outside are refused.
CREATE USER IF NOT EXISTS analyst_example IDENTIFIED WITH sha256_password BY 'replace-me-analyst'
  DEFAULT ROLE suanpan_analyst
  SETTINGS readonly = 2, max_execution_time = 60;
GRANT suanpan_analyst TO analyst_example;
CREATE ROW POLICY IF NOT EXISTS suanpan_root_of_analyst_example ON ledger.usage FOR SELECT
  USING root = 'root_replace_me' TO analyst_example;

-- Where an earlier version of this script ran: once every analyst has a policy of their own, take the old ones away.
--   DROP ROW POLICY suanpan_own_root ON ledger.usage;
--   ALTER ROW POLICY suanpan_every_root ON ledger.usage TO suanpan_sink, suanpan_repair;
