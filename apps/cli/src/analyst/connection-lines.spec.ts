import { expect, test } from '@jest/globals';
import { connectionLines } from './connection-lines.ts';

test('each tool is told where to connect, and passwords stand only where a line is of no use without', () => {
  const lines = connectionLines({ url: 'http://127.0.0.1:8123', user: 'fin', password: 'secret' });
  const of = (tool: string) => lines.find((line) => line.startsWith(tool));
  expect(of('Metabase')).toBe('Metabase  jdbc:clickhouse://127.0.0.1:8123/analyst, user fin');
  expect(of('Superset')).toBe('Superset  clickhousedb://fin:secret@127.0.0.1:8123/analyst');
  expect(of('Grafana')).toContain('port 8123, protocol HTTP, database analyst, user fin');
  expect(of('pandas')).toContain('clickhousedb://fin:secret@127.0.0.1:8123/analyst');
  expect(connectionLines({ url: 'https://ch.example', user: 'fin', password: 'secret' }).join('\n')).toContain(
    'jdbc:clickhouse://ch.example:443/analyst?ssl=true',
  );
});
