import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityKind } from '@suanpan/catalogue';
import { Fault, type FaultCode, isFault } from '@suanpan/fault';
import type { CommandContext } from '../command-context.ts';
import { type Address, type Query, withQuery } from './address.ts';
import { adminPlace, type CallingAs, callingAs } from './calling-as.ts';
import { changedByText, type ReadApi } from './changed-by.ts';
import { type Answered, type Asked, exchange } from './exchange.ts';

/** What a change was answered with. */
export interface Changed<T> {
  readonly body: T;
  /** The catalogue revision it became; absent where what was changed is not in the catalogue. */
  readonly revision: number | undefined;
}

/** What a change of one entity is: which, where it is read, and where and how the change is sent. */
export interface EntityChange {
  /** Its kind in the catalogue; absent for what is not there. */
  readonly kind?: EntityKind;
  readonly id: string;
  readonly method: 'POST' | 'PATCH';
  /** Where the entity is read, which is where its version comes from. */
  readonly readAt: Address;
  /** Where the change goes, if elsewhere. */
  readonly sendTo?: Address;
  readonly body: { readonly reason: string } & Readonly<Record<string, unknown>>;
}

/** The admin service, as whoever the command line calls as. Refusals are thrown as the faults they name. */
export interface Admin {
  readonly url: string;
  readonly by: CallingAs['by'];
  readonly read: ReadApi;
  /** The entries of a list, whatever its pages: all of them, or the first so many. */
  list<T>(address: Address, query?: Query, count?: number): Promise<T[]>;
  /** Asks a question that has a body; nothing is changed. */
  ask<T>(address: Address, body: unknown): Promise<T>;
  /** Adds a fact, once however often it has to be sent. */
  add<T>(address: Address, body: unknown): Promise<Changed<T>>;
  /** Reads an entity and changes it from the version read. `version_conflict` says who was faster. */
  change<T>(change: EntityChange): Promise<Changed<T>>;
  /** Reads something that is not JSON. */
  download(address: Address, query: Query, accept: string): Promise<Buffer>;
}

/** What passes by itself; the same request is sent again for a while. */
const PASSING: readonly FaultCode[] = [
  'unavailable',
  'overloaded',
  'idempotency_key_busy',
  'ledger_behind',
  'target_pending',
  'ledger_unavailable',
];
const PATIENCE_MS = 60_000;
const PAGE_LIMIT = 500;
const SESSION_GONE: readonly FaultCode[] = ['session_ended', 'session_missing', 'credential_missing'];

/** The admin service a command talks to. Nothing is sent yet. */
export function adminOf(context: CommandContext, patienceMs = PATIENCE_MS): Admin {
  const place = adminPlace(context);
  const caller = callingAs(context, place);
  const { url } = place;
  const { signal } = context;
  const send = async (asked: Omit<Asked, 'url' | 'signal'>): Promise<Answered & { ok: true }> => {
    const deadline = performance.now() + patienceMs;
    let renewed = false;
    for (;;) {
      const answer = await sendOnce(caller, { ...asked, url, signal });
      if (answer.ok) return answer;
      if (!renewed && SESSION_GONE.includes(answer.fault.code) && (await caller.renew())) renewed = true;
      else if (!PASSING.includes(answer.fault.code) || performance.now() > deadline) throw answer.fault;
      else await pause(answer.afterSeconds, signal);
    }
  };
  return adminBy(url, caller.by, send);
}

type Send = (asked: Omit<Asked, 'url' | 'signal'>) => Promise<Answered & { ok: true }>;

function adminBy(url: string, by: CallingAs['by'], send: Send): Admin {
  const read = async <T>(address: Address, query: Query = {}): Promise<T> =>
    jsonOf<T>(await send({ method: 'GET', path: withQuery(address, query) }));
  const write = async <T>(method: 'POST' | 'PATCH', path: Address, body: unknown, version?: string) => {
    // One key per command: whatever is lost on the way, the change is made once.
    const headers = { 'idempotency-key': randomUUID(), ...(version === undefined ? {} : { 'if-match': version }) };
    const answer = await send({ method, path, body, headers });
    return { body: jsonOf<T>(answer), revision: revisionOf(answer.headers) };
  };
  return {
    url,
    by,
    read,
    list: (address, query = {}, count = Number.POSITIVE_INFINITY) => pages(read, address, query, count),
    ask: async (address, body) => jsonOf(await send({ method: 'POST', path: address, body })),
    add: (address, body) => write('POST', address, body),
    async change({ kind, id, method, readAt, sendTo = readAt, body }) {
      const { headers } = await send({ method: 'GET', path: readAt });
      try {
        return await write(method, sendTo, body, headers.get('etag') ?? undefined);
      } catch (error) {
        if (!isFault(error, 'version_conflict') || kind === undefined) throw error;
        throw new Fault('version_conflict', await changedByText(read, kind, id), { cause: error });
      }
    },
    download: async (address, query, accept) =>
      (await send({ method: 'GET', path: withQuery(address, query), accept })).bytes,
  };
}

/** A connection that breaks while the service starts again is passing; one that nobody takes is told at once. */
async function sendOnce(caller: CallingAs, asked: Asked): Promise<Answered> {
  const headers = { ...asked.headers, ...(await caller.headers()) };
  try {
    return await exchange({ ...asked, headers });
  } catch (error) {
    if (!isFault(error, 'unavailable') || asked.signal.aborted || error.internal.refused === true) throw error;
    return { ok: false, status: 0, fault: error, afterSeconds: 1 };
  }
}

async function pages<T>(read: ReadApi, address: Address, query: Query, count: number): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const limit = Math.min(PAGE_LIMIT, count - found.length);
    const page: { items: T[]; nextCursor: string | null } = await read(address, { ...query, limit, cursor });
    found.push(...page.items);
    if (page.nextCursor === null || found.length >= count) return found;
    cursor = page.nextCursor;
  }
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(seconds * 1000, undefined, { signal });
  } catch (cause) {
    throw new Fault('unavailable', 'The command was interrupted.', { cause });
  }
}

function jsonOf<T>({ bytes }: Answered & { ok: true }): T {
  return JSON.parse(bytes.toString('utf8')) as T;
}

function revisionOf(headers: Headers): number | undefined {
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
}
