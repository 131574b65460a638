"""What Superset, a notebook and DuckDB do with the ClickHouse interface, with the defaults of each. Arguments: port, user."""
import json
import os
import sys
import urllib.parse

import clickhouse_connect
import duckdb
import duckdb_ext
import pandas
import sqlalchemy

PORT, USER = int(sys.argv[1]), sys.argv[2]
WHO = dict(host='127.0.0.1', port=PORT, username=USER, password=USER)
MODELS = 'SELECT model, sum(calls) AS calls, sum(cost) AS cost FROM analyst.cost_by_model GROUP BY model ORDER BY model'
FOUND = {}


def check(name, work):
    try:
        FOUND[name] = work()
    except Exception as error:
        FOUND[name] = f'{type(error).__name__}: {error}'


def rows(found):
    return [[None if value is None else str(value) for value in row] for row in found]


client = clickhouse_connect.get_client(**WHO)
check('clickhouse-connect', lambda: rows(client.query(MODELS).result_rows))
for compress in ('gzip', 'lz4', 'zstd', False):
    other = clickhouse_connect.get_client(compress=compress, **WHO)
    check(f'clickhouse-connect, compress={compress}', lambda: rows(other.query(MODELS).result_rows))
check('clickhouse-connect, parameters', lambda: rows(client.query(
    'SELECT sum(calls) FROM analyst.calls WHERE model = {m:String}', parameters={'m': 'gpt'}).result_rows))
check('clickhouse-connect, pandas', lambda: rows(client.query_df(MODELS).itertuples(index=False)))
check('clickhouse-connect, Arrow', lambda: client.query_arrow(MODELS).column('model').to_pylist())
check('clickhouse-connect, a write', lambda: client.command('INSERT INTO ledger.usage (root) VALUES (1)'))

engine = sqlalchemy.create_engine(f'clickhousedb://{USER}:{USER}@127.0.0.1:{PORT}/analyst')
check('SQLAlchemy', lambda: rows(engine.connect().execute(sqlalchemy.text(MODELS)).fetchall()))
inspector = sqlalchemy.inspect(engine)
check('SQLAlchemy, schemas', lambda: inspector.get_schema_names())
check('SQLAlchemy, tables', lambda: 'cost_by_model' in inspector.get_table_names('analyst'))
check('SQLAlchemy, columns', lambda: [column['name'] for column in inspector.get_columns('cost_by_project', 'analyst')])
check('pandas', lambda: list(pandas.read_sql(MODELS, engine)['model']))

# The extension of DuckDB for HTTP is a file beside the package; it is signed by whoever packed it, not by DuckDB.
duck = duckdb.connect(config={'allow_unsigned_extensions': 'true'})
folder = os.path.join(list(duckdb_ext.__path__)[0], 'extensions', f'v{duckdb.__version__}')
duck.execute(f"LOAD '{os.path.join(folder, os.listdir(folder)[0], 'httpfs.duckdb_extension')}'")


def address(form):
    asked = {'query': MODELS, 'default_format': form, 'user': USER, 'password': USER}
    return f'http://127.0.0.1:{PORT}/?{urllib.parse.urlencode(asked)}'


check('DuckDB, Parquet', lambda: rows(duck.sql(f"SELECT * FROM read_parquet('{address('Parquet')}')").fetchall()))
check('DuckDB, CSV', lambda: [row[0] for row in duck.sql(f"SELECT * FROM read_csv('{address('CSVWithNames')}')").fetchall()])
print(json.dumps(FOUND))
