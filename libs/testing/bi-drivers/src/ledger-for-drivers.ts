import { connectClickHouse } from '@suanpan/clickhouse';
import { migrateLedger } from '@suanpan/ledger-clickhouse';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';

/** The analyst of the tests; the password is the name. */
export const ANALYST = 'fin';

/** Three outcomes of the analyst's root and one of another, as few columns as the views need. */
const ROWS = `INSERT INTO ledger.usage (root, shard, seq, entry, event_id, kind, project, provider, model, time, currency, calls, amount, cost_uncached_input)
SELECT c1, 0, c2, 0, concat('call-', toString(c2)), 'rated', 'prj_1', 'openai', c3, toDateTime64('2026-11-24 01:02:03', 3, 'UTC'), 'USD', 1, c4, c4 FROM values(
  ('root_a', 0, 'gpt', '0.0022'), ('root_a', 1, 'gpt', '0.0011'), ('root_a', 2, 'opus', '12.5'), ('root_b', 3, 'theirs', '1'))`;

/** A real ledger behind the ClickHouse interface with something in it for one analyst. */
export async function startLedgerForDrivers(): Promise<RealClickHouse> {
  const engine = await startRealClickHouse();
  engine.setUsers([{ name: ANALYST, password: ANALYST, role: 'analyst', root: 'root_a' }]);
  const { url, user, password } = engine;
  const admin = connectClickHouse({ url, user, password, requestTimeoutMs: 20_000 });
  try {
    await migrateLedger(admin);
    await admin.exec(ROWS);
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  } finally {
    await admin.close();
  }
}
