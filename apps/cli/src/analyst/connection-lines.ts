/** Where an analyst connects, and as whom. */
export interface Connection {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** What to enter in each tool. Names and passwords of analysts need no escaping in an address. */
export function connectionLines({ url, user, password }: Connection): readonly string[] {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'https:';
  const place = `${hostname}:${port === '' ? (secure ? '443' : '80') : port}`;
  return [
    `curl      curl -sS -u '${user}:${password}' '${url}/?database=analyst' --data-binary 'SHOW TABLES'`,
    `Grafana   ClickHouse data source: server ${hostname}, port ${place.split(':').at(-1)}, protocol HTTP, ${secure ? 'secure, ' : ''}database analyst, user ${user}`,
    `Metabase  jdbc:clickhouse://${place}/analyst${secure ? '?ssl=true' : ''}, user ${user}`,
    `Superset  clickhousedb://${user}:${password}@${place}/analyst${secure ? '?secure=true' : ''}`,
    `DBeaver   jdbc:clickhouse://${place}/analyst${secure ? '?ssl=true' : ''}, user ${user}`,
    `pandas    pandas.read_sql('SELECT * FROM cost_by_day', sqlalchemy.create_engine('clickhousedb://${user}:${password}@${place}/analyst${secure ? '?secure=true' : ''}'))`,
    `DuckDB    SELECT * FROM read_parquet('${url}/?user=${user}&password=${password}&database=analyst&default_format=Parquet&query=SELECT+*+FROM+cost_by_day')`,
  ];
}
