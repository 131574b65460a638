import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Transform, Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type EngineError, errorLine, statusOf } from './engine-error.ts';
import { type BlockMethod, BlockWriter } from './wire/compressed-blocks.ts';
import { NativeRevision } from './wire/native-revision.ts';

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
  /** Rows are sent in ClickHouse's own compressed blocks, compressed so. */
  readonly blocks: BlockMethod | undefined;
  /** Revision of the client's protocol; 0 if it named none. */
  readonly clientRevision: number;
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
  readonly #revision: NativeRevision | undefined;

  constructor(response: ServerResponse, plan: AnswerPlan, onDrain: () => void) {
    this.#response = response;
    this.#plan = plan;
    this.#onDrain = onDrain;
    const isRewritten = plan.format === 'Native' && NativeRevision.isNeeded(plan.clientRevision);
    this.#revision = isRewritten ? new NativeRevision(plan.clientRevision) : undefined;
  }

  /**
   * Takes rows; false means that the client is slower and `onDrain` will be called. Throws an `EngineError` for rows
   * that this client cannot be given.
   */
  write(bytes: Buffer): boolean {
    // Rows for a client that is gone are dropped, so that the engine can come to its end.
    if (this.#response.destroyed) return true;
    return this.#take(this.#revision?.take(bytes) ?? bytes);
  }

  #take(rows: Buffer): boolean {
    if (rows.length === 0) return true;
    if (this.#out !== undefined) return this.#send(rows);
    this.#held.push(rows);
    this.#heldBytes += rows.length;
    if (this.#heldBytes >= this.#plan.heldBytesAtMost) return this.#start(undefined);
    this.#timer ??= setTimeout(() => this.#start(undefined), this.#plan.heldMs);
    return true;
  }

  finish(summary: Summary): void {
    if (this.#revision !== undefined) this.#take(this.#revision.end());
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
    const { format, queryId } = this.#plan;
    const type = CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'application/octet-stream';
    this.#response.setHeader('Content-Type', type);
    this.#response.setHeader('X-ClickHouse-Format', format);
    setCommonHeaders(this.#response, queryId);
    if (summary !== undefined) this.#response.setHeader('X-ClickHouse-Summary', summaryText(summary, this.#heldBytes));
    if (!BINARY_FORMAT.test(format)) this.#response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
    const stages = this.#stages();
    if (stages.length === 0 && summary !== undefined) this.#response.setHeader('Content-Length', this.#heldBytes);
    this.#out = this.#through(stages);
    this.#response.writeHead(200);
    this.#out.on('drain', this.#onDrain);
    const held = this.#held;
    this.#held = [];
    return held.map((rows) => this.#send(rows)).every(Boolean);
  }

  /** What rows go through on their way to the client. */
  #stages(): Transform[] {
    const stages: Transform[] = this.#plan.blocks === undefined ? [] : [new BlockWriter(this.#plan.blocks)];
    if (!this.#plan.gzip) return stages;
    this.#response.setHeader('Content-Encoding', 'gzip');
    return [...stages, createGzip({ level: 1 })];
  }

  #through(stages: readonly Transform[]): Writable {
    let out: Writable = this.#response;
    for (const stage of stages.toReversed()) {
      stage.pipe(out);
      stage.on('error', () => this.#response.destroy());
      this.#response.on('close', () => stage.destroy());
      out = stage;
    }
    return out;
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
