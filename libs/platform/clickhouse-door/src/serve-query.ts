import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ranTooLong, stopAfter, waitedTooLong } from './analyst-limits.ts';
import { Answer, type Summary } from './answer.ts';
import type { Call } from './call.ts';
import { databaseOf, settingsOf, setUp } from './connection-setup.ts';
import type { DoorParts } from './door-parts.ts';
import type { Connection, EngineResult } from './engine.ts';
import { EngineError, engineErrorOf } from './engine-error.ts';
import { withForm } from './form.ts';
import { type Asked, type EngineNames, refusal } from './gate.ts';
import { type InsertHead, insertFromFile, insertHeadOf, insertHeadOfPart } from './insert-head.ts';
import { killQueries, stopInEngine } from './kill.ts';
import { killStatementOf } from './kill-statement.ts';
import type { Lane } from './lanes.ts';
import { ANALYST_STATEMENT_BYTES_AT_MOST, RequestBody, tooLong } from './request-body.ts';
import { ResultPipe } from './result-pipe.ts';
import { cancelled, type RunningRequest } from './running.ts';
import { StallWatch } from './stall-watch.ts';
import { intoPipe, keepsState, type Statement, statementOf, writesToFile } from './statement.ts';
import type { DoorUser } from './users.ts';

/** One query on its way through the door. */
interface Query {
  readonly parts: DoorParts;
  readonly call: Call;
  readonly request: RunningRequest;
  readonly readOnlyMethod: boolean;
  readonly response: ServerResponse;
}

const NO_NAMES: EngineNames = { closedTableFunctions: new Set(), closedDatabases: new Set() };
const HELD_BYTES = 256 * 1024;
const HELD_BYTES_WHEN_WAITING = 64 * 1024 * 1024;
const HELD_MS = 50;

/** Runs the query of an authenticated request and answers it. Throws what should be answered as an error. */
export async function serveQuery(
  parts: DoorParts,
  call: Call,
  user: DoorUser,
  http: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { request: message, response } = http;
  const request = parts.running.add(call.queryId ?? randomUUID(), user, call.comment);
  response.setHeader('X-ClickHouse-Query-Id', request.queryId);
  if (user.role === 'analyst') parts.lastUse.note(user.name, request.startedAtMs);
  // A client that is gone shows as a closed response; the error of a write to it says nothing more.
  response.on('error', () => undefined);
  try {
    const bytesAtMost = user.role === 'analyst' ? ANALYST_STATEMENT_BYTES_AT_MOST : undefined;
    const body = new RequestBody(message, request.stop.signal, { inBlocks: call.bodyInBlocks, bytesAtMost });
    const whole = await withForm(call, message.headers['content-type'], body);
    const query: Query = { parts, call: whole, request, response, readOnlyMethod: message.method === 'GET' };
    const head = await insertHead(whole, body);
    if (head === undefined) {
      const rest = await body.text();
      const text = [whole.query, rest].filter((part) => part !== '').join('\n');
      if (bytesAtMost !== undefined && text.length > bytesAtMost) throw tooLong(bytesAtMost);
      await serveStatement(query, statementOf(text));
    } else await serveInsert(query, head, body);
  } catch (error) {
    throw request.stop.signal.aborted ? request.stop.signal.reason : error;
  } finally {
    request.end();
  }
}

interface FoundHead {
  readonly head: InsertHead;
  /** Data that stood behind the head in the address. */
  readonly inline: Buffer;
}

/** Looks for an insert with data: its head in the address, or at the start of the body. */
async function insertHead(call: Call, body: RequestBody): Promise<FoundHead | undefined> {
  if (call.query.trim() !== '') {
    const head = insertHeadOf(call.query);
    if (head === undefined) return undefined;
    const rest = call.query.slice(head.dataStart);
    return { head, inline: Buffer.from(rest === '' ? '' : `${rest}\n`, 'utf8') };
  }
  // One character per byte, so that places in the text are places in the bytes and data of any kind may follow.
  const inPart = insertHeadOfPart((await body.head()).toString('latin1'));
  const found = inPart === 'cut' ? insertHeadOf((await body.whole()).toString('latin1')) : inPart;
  if (found === undefined) return undefined;
  const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8');
  body.skip(found.dataStart);
  const head = { ...found, target: utf8(found.target), settings: utf8(found.settings) };
  return { head, inline: Buffer.alloc(0) };
}

async function admit(query: Query, statement: Statement): Promise<Asked> {
  const { parts, request, call, readOnlyMethod } = query;
  request.sql = statement.sql;
  const classification = await parts.engine.classify(statement.sql);
  if (classification.queryClass === 4) await explainFailure(parts, statement);
  const asked = { statement, classification, user: request.user, database: databaseOf(call, request), readOnlyMethod };
  // Only an analyst is bound by names; nobody else waits for them to be read.
  const reason = refusal(asked, request.user.role === 'analyst' ? await parts.names() : NO_NAMES);
  if (reason !== undefined) throw reason;
  return asked;
}

/** Lets the engine's own parser say what is wrong with a text it does not understand. */
async function explainFailure(parts: DoorParts, statement: Statement): Promise<never> {
  if (statement.tokens.length === 0) throw new EngineError(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
  await parts.engine.runAlone([
    `SELECT formatQuery(base64Decode('${Buffer.from(statement.sql, 'utf8').toString('base64')}'))`,
  ]);
  throw new EngineError(48, 'NOT_IMPLEMENTED', 'This kind of statement is not served');
}

async function serveInsert(query: Query, { head, inline }: FoundHead, body: RequestBody): Promise<void> {
  const { parts, request } = query;
  const file = join(parts.bodyFolder, `body-${request.number}`);
  await admit(query, statementOf(`${head.target} ${head.settings} FORMAT ${head.format}`));
  try {
    const stillThere = stopWhenGone(query);
    const bytes = await body.toFile(file, inline);
    stillThere();
    if (bytes === 0)
      return finish(query, 'TabSeparated', { readRows: 0, readBytes: 0, writtenRows: 0, elapsedSeconds: 0 });
    const result = await inLane(query, (connection) =>
      engineRun(query, connection, insertFromFile(head, file), 'TabSeparated'),
    );
    finish(query, 'TabSeparated', summaryOf(result, result.rowsRead));
  } finally {
    rmSync(file, { force: true });
  }
}

async function serveStatement(query: Query, statement: Statement): Promise<void> {
  const { parts, request, call } = query;
  const format = statement.format ?? call.format ?? 'TabSeparated';
  if (!/^[A-Za-z0-9_]+$/.test(format)) throw new EngineError(73, 'UNKNOWN_FORMAT', `Unknown format ${format}`);
  const kill = killStatementOf(statement);
  if (kill !== undefined && request.user.role !== 'analyst') {
    if (query.readOnlyMethod) throw new EngineError(164, 'READONLY', 'KILL QUERY needs the method POST');
    const killed = await killQueries(parts, kill, request, format);
    return finish(query, format, summaryOf(killed, 0), killed.bytes);
  }
  const { classification } = await admit(query, statement);
  if (call.inSession && keepsState(statement)) {
    throw new EngineError(
      48,
      'NOT_IMPLEMENTED',
      'A session keeps no settings, database or tables here; send them along',
    );
  }
  if (classification.queryClass === 0 && writesToFile(statement)) return serveRows(query, statement, format);
  if (classification.queryClass === 0) stopWhenGone(query);
  const result = await inLane(query, (connection) => engineRun(query, connection, statement.sql, format));
  finish(query, format, summaryOf(result, statement.lead === 'INSERT' ? result.rowsRead : 0), result.bytes);
}

async function serveRows(query: Query, statement: Statement, format: string): Promise<void> {
  stopWhenGone(query);
  await inLane(query, async (connection, lane) => {
    const stall = new StallWatch(query.request, query.response, query.parts.analystLimits);
    const answer = newAnswer(query, format, () => {
      stall.taken();
      pipe.resume();
    });
    const { signal } = query.request.stop;
    // A stopped query must not wait for a client that has stopped reading: the rest of its rows is dropped.
    const pipe = new ResultPipe(lane.pipe, (rows) => {
      try {
        return signal.aborted || stall.watch(answer.write(rows));
      } catch (error) {
        // Rows that this client cannot be given stop the query; the answer says why.
        query.request.stop.abort(error);
        return true;
      }
    });
    signal.addEventListener('abort', () => pipe.resume(), { once: true });
    let result: EngineResult;
    try {
      result = await engineRun(query, connection, intoPipe(statement, lane.pipe, format), format);
    } catch (error) {
      await pipe.finish();
      stall.taken();
      answer.fail(engineErrorOf(signal.aborted ? signal.reason : error));
      return;
    }
    await pipe.finish();
    stall.taken();
    answer.finish(summaryOf(result, 0));
  });
}

/** Runs a statement; a stop while it runs is carried to the engine, and the call returns once it has let go. */
async function engineRun(
  { parts, request }: Query,
  connection: Connection,
  sql: string,
  format: string,
): Promise<EngineResult> {
  const { signal } = request.stop;
  signal.throwIfAborted();
  const running = parts.engine.run(connection, sql, format);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping = stopInEngine(parts, request, running);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await running;
  } finally {
    signal.removeEventListener('abort', stop);
    await stopping;
  }
}

/** Takes a lane and a fresh connection for some work, and gives both back whatever happens. */
async function inLane<T>(query: Query, work: (connection: Connection, lane: Lane) => Promise<T>): Promise<T> {
  const { parts, call, request } = query;
  const settings = settingsOf(call, request);
  const lane = await takeLane(query);
  const isAnalyst = request.user.role === 'analyst';
  const { analystLimits: limits } = parts;
  const inTime = isAnalyst ? stopAfter(request, limits.runSeconds, ranTooLong(limits)) : () => undefined;
  try {
    const connection = parts.engine.connect();
    try {
      await setUp(parts.engine, connection, databaseOf(call, request), settings);
      return await work(connection, lane);
    } finally {
      parts.engine.close(connection);
    }
  } finally {
    inTime();
    parts.lanes.give(lane);
  }
}

async function takeLane({ parts, request }: Query): Promise<Lane> {
  const { analystLimits: limits, lanes } = parts;
  if (request.user.role !== 'analyst') return lanes.take(undefined, request.stop.signal);
  const inTime = stopAfter(request, limits.queueSeconds, waitedTooLong(limits));
  try {
    return await lanes.take(request.user.root ?? '', request.stop.signal);
  } finally {
    inTime();
  }
}

/** Stops the request when its client goes away. Gives a function that ends the watch. */
function stopWhenGone({ response, request }: Query): () => void {
  const onClose = () => {
    if (!response.writableEnded) request.stop.abort(cancelled());
  };
  response.on('close', onClose);
  if (response.destroyed) onClose();
  return () => response.off('close', onClose);
}

function newAnswer({ parts, call, request, response }: Query, format: string, onDrain: () => void): Answer {
  const plan = {
    queryId: request.queryId,
    version: parts.engine.version,
    format,
    gzip: call.gzipAnswer,
    blocks: call.answerInBlocks,
    clientRevision: call.clientRevision,
    heldBytesAtMost: call.waitForEnd ? HELD_BYTES_WHEN_WAITING : HELD_BYTES,
    heldMs: call.waitForEnd ? 2 ** 31 - 1 : HELD_MS,
  };
  return new Answer(response, plan, onDrain);
}

function summaryOf(result: EngineResult, writtenRows: number): Summary {
  return { readRows: result.rowsRead, readBytes: result.bytesRead, writtenRows, elapsedSeconds: result.elapsedSeconds };
}

function finish(query: Query, format: string, summary: Summary, rows?: Buffer): void {
  const answer = newAnswer(query, format, () => undefined);
  if (rows !== undefined && rows.length > 0) answer.write(rows);
  answer.finish(summary);
}
