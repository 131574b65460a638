// What Grafana's plugin does over HTTP, with the driver's defaults and every compression it has. Arguments: port, user.
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const models = "SELECT model, sum(calls) AS calls, sum(cost) AS cost FROM cost_by_model GROUP BY model ORDER BY model"

// Every kind of column that the views have, and some they may get.
const kinds = `SELECT ('a', 1)::Tuple(x LowCardinality(String), y UInt8) AS t, map('k', 1::Decimal(38, 18)) AS m,
	[['a', 'b'], []]::Array(Array(LowCardinality(Nullable(String)))) AS a, toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS d,
	NULL::Nullable(Decimal(38, 18)) AS n, 'x'::Enum8('x' = 1) AS e, toUUID('00000000-0000-0000-0000-000000000001') AS u,
	toFixedString('ab', 2) AS f, number FROM numbers(200000)`

func open(method clickhouse.CompressionMethod) *sql.DB {
	options := &clickhouse.Options{
		Protocol: clickhouse.HTTP,
		Addr:     []string{"127.0.0.1:" + os.Args[1]},
		Auth:     clickhouse.Auth{Database: "analyst", Username: os.Args[2], Password: os.Args[2]},
	}
	if method != clickhouse.CompressionNone {
		options.Compression = &clickhouse.Compression{Method: method}
	}
	return clickhouse.OpenDB(options)
}

func rowsOf(db *sql.DB) any {
	rows, err := db.Query(models)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	found := [][]any{}
	for rows.Next() {
		var model string
		var calls uint64
		var cost *string
		if err := rows.Scan(&model, &calls, &cost); err != nil {
			return err.Error()
		}
		found = append(found, []any{model, fmt.Sprint(calls), cost})
	}
	return found
}

func countOf(db *sql.DB, query string) any {
	rows, err := db.Query(query)
	if err != nil {
		return err.Error()
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		count++
	}
	if rows.Err() != nil {
		return rows.Err().Error()
	}
	return fmt.Sprint(count)
}

func main() {
	found := map[string]any{}
	methods := map[string]clickhouse.CompressionMethod{
		"none": clickhouse.CompressionNone, "LZ4": clickhouse.CompressionLZ4, "ZSTD": clickhouse.CompressionZSTD,
		"gzip": clickhouse.CompressionGZIP, "deflate": clickhouse.CompressionDeflate, "br": clickhouse.CompressionBrotli,
	}
	for name, method := range methods {
		db := open(method)
		found["clickhouse-go, "+name] = rowsOf(db)
		found["clickhouse-go, every kind, "+name] = countOf(db, kinds)
	}
	db := open(clickhouse.CompressionNone)
	found["clickhouse-go, no rows"] = countOf(db, models+" LIMIT 0")
	found["clickhouse-go, an error"] = countOf(db, "SELECT nothing")
	found["clickhouse-go, parameters"] = countOf(db, "SELECT number FROM numbers(100) WHERE number < 7")
	text, _ := json.Marshal(found)
	fmt.Println(string(text))
}
