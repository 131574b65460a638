import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type EngineError, errorLine, statusOf } from './engine-error.ts';

const CONTENT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^JSONEachRow|^JSON.*EachRow|^NDJSON|^JSONLines/i, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/i, 'application/json; charset=UTF-8'],
  [/^CSV/i, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TabSeparated|TSV)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML/i, 'application/xml; charset=UTF-8'],
  [/^(Pretty|Vertical|Values|Markdown|TSKV|SQLInsert|Raw|LineAsString)/i, 'text/plain; charset=UTF-8'],
];

// An error behind binary rows would be read as rows; there the connection is cut instead.
const BINARY_FORMAT = /^(Native|RowBinary|Parquet|Arrow|ORC|Avro|MsgPack|BSON|Protobuf|CapnProto|Npy|Buffers)/i;

/** What the engine counted; unknown while it still runs. */
export interface Summary {
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly elapsedSeconds: number;
}

function summaryText(summary: Summary, resultBytes: number): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: summary.writtenRows === 0 ? '0' : String(summary.readBytes),
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: String(resultBytes),
    elapsed_ns: String(Math.round(summary.elapsedSeconds * 1e9)),
  });
}

/** How an answer is made: what its headers say and how much is held back. */
export interface AnswerPlan {
  readonly queryId: string;
  readonly version: string;
  readonly format: string;
  readonly gzip: boolean;
  /** Bytes kept until the first are sent; until then an error is a clean answer with its own status. */
  readonly heldBytesAtMost: number;
  /** Milliseconds from the first byte after which rows are sent even if few. */
  readonly heldMs: number;
}

/** The answer to a query: rows as they come, and an error in whichever form still fits. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #plan: AnswerPlan;
  readonly #tag = randomBytes(8).toString('hex');
  readonly #onDrain: () => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #sentBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #out: Writable | undefined;

  constructor(response: ServerResponse, plan: AnswerPlan, onDrain: () => void) {
    this.#response = response;
    this.#plan = plan;
    this.#onDrain = onDrain;
  }

  /** Takes rows; false means that the client is slower and `onDrain` will be called. */
  write(rows: Buffer): boolean {
    // Rows for a client that is gone are dropped, so that the engine can come to its end.
    if (this.#response.destroyed) return true;
    if (this.#out !== undefined) return this.#send(rows);
    this.#held.push(rows);
    this.#heldBytes += rows.length;
    if (this.#heldBytes >= this.#plan.heldBytesAtMost) return this.#start(undefined);
    this.#timer ??= setTimeout(() => this.#start(undefined), this.#plan.heldMs);
    return true;
  }

  finish(summary: Summary): void {
    if (this.#out === undefined) this.#start(summary);
    this.#out?.end();
  }

  /** Ends with an error: with its own status if nothing was sent, else behind the rows, in the form clients look for. */
  fail(error: EngineError): void {
    clearTimeout(this.#timer);
    const line = errorLine(error, this.#plan.version);
    if (this.#out === undefined) {
      sendError(this.#response, error, this.#plan.version, this.#plan.queryId);
      return;
    }
    if (BINARY_FORMAT.test(this.#plan.format)) {
      this.#response.destroy();
      return;
    }
    const text = `${line}\n`;
    const marker = '__exception__';
    this.#out.end(`\r\n${marker}\r\n${this.#tag}\r\n${text}${Buffer.byteLength(text)} ${this.#tag}\r\n${marker}\r\n`);
  }

  #start(summary: Summary | undefined): boolean {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#out !== undefined || this.#response.destroyed) return true;
    const { format, queryId, gzip } = this.#plan;
    const type = CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'application/octet-stream';
    this.#response.setHeader('Content-Type', type);
    this.#response.setHeader('X-ClickHouse-Format', format);
    setCommonHeaders(this.#response, queryId);
    if (summary !== undefined) this.#response.setHeader('X-ClickHouse-Summary', summaryText(summary, this.#heldBytes));
    if (!BINARY_FORMAT.test(format)) this.#response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    this.#out = this.#response;
    if (gzip) {
      this.#response.setHeader('Content-Encoding', 'gzip');
      const zip = createGzip({ level: 1 });
      zip.pipe(this.#response);
      zip.on('error', () => this.#response.destroy());
      this.#response.on('close', () => zip.destroy());
      this.#out = zip;
    } else if (summary !== undefined) this.#response.setHeader('Content-Length', this.#heldBytes);
    this.#response.writeHead(200);
    this.#out.on('drain', this.#onDrain);
    const held = this.#held;
    this.#held = [];
    return held.map((rows) => this.#send(rows)).every(Boolean);
  }

  #send(rows: Buffer): boolean {
    this.#sentBytes += rows.length;
    return this.#out?.write(rows) ?? true;
  }
}

function setCommonHeaders(response: ServerResponse, queryId: string): void {
  response.setHeader('X-ClickHouse-Query-Id', queryId);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  response.setHeader('X-ClickHouse-Server-Display-Name', 'clickhouse-door');
}

/** Answers with an error alone. */
export function sendError(response: ServerResponse, error: EngineError, version: string, queryId: string): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${errorLine(error, version)}\n`;
  setCommonHeaders(response, queryId);
  response.setHeader('X-ClickHouse-Exception-Code', error.code);
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.writeHead(statusOf(error));
  response.end(text);
}
