import { connect } from 'node:net';
import { type AdmissionGrant, createAdmissionKeys, signAdmission } from '@suanpan/admission-token';
import { keyDisplay, keyHash, mintKey } from '@suanpan/api-keys';
import {
  type ApiKey,
  type Backfill,
  Catalogue,
  type Change,
  packRevision,
  type Revision,
  sealRevision,
} from '@suanpan/catalogue';
import { unpackSourceRecord } from '@suanpan/facts';
import { CallAccess } from '@suanpan/permissions';
import { newServiceLog, startService } from '@suanpan/service-runtime';
import { createMask, DEFAULT_LIMITS, type IntakeLimits } from '@suanpan/usage-intake';
import { admissionReader } from './admission-reader.ts';
import { ByteBudget } from './byte-budget.ts';
import { type EventDoorParts, openEventDoor } from './event-door.ts';
import { eventRoutes } from './event-routes.ts';
import { IngestModule } from './openapi-controller.ts';

const SECRET = Buffer.alloc(32, 1);
const HOUR_MS = 3_600_000;

/** A token as quota signs it: good for calls of the hour before `now` and the one after. */
export function admissionToken(now: number, changes: Partial<AdmissionGrant> = {}): string {
  const grant = { root: 'root_1', project: 'prj_chat', id: 'adm_1', priority: 'low', quotes: { load: '1.25' } };
  const times = { issuedAt: now - HOUR_MS, expiresAt: now + HOUR_MS };
  const signed = signAdmission({ ...grant, ...times, ...changes }, createAdmissionKeys(SECRET)('root_1'));
  if (!signed.ok) throw new Error(signed.detail);
  return signed.token;
}

/** What specs share: a catalogue of two tenants and a door on a real socket, with a log in memory behind it. */
export const KEYS = { ours: mintKey('live'), bound: mintKey('live'), theirs: mintKey('live'), reader: mintKey('test') };

export function apiKey(text: string, changes: Partial<ApiKey> = {}): ApiKey {
  const base = {
    id: `key_${text.slice(9, 13)}`,
    root: 'root_1',
    account: 'root_1',
    project: null,
    hash: keyHash(text),
  };
  return { ...base, display: keyDisplay(text), scopes: ['ingest'], status: 'active', expiresAt: null, ...changes };
}

export function added<K extends Change['entity']>(
  entity: K,
  after: Extract<Change, { entity: K }>['after'] & { id: string },
): Change {
  return { entity, id: after.id, before: null, after } as unknown as Change;
}

export function backfill(changes: Partial<Backfill> = {}): Backfill {
  const [from, to] = [Date.parse('2025-01-01T00:00:00Z'), Date.parse('2026-01-01T00:00:00Z')];
  return { id: 'bf_1', root: 'root_1', source: 'spec', from, to, posting: 'none', status: 'open', ...changes };
}

export const FIRST: readonly Change[] = [
  added('root', { id: 'root_1', name: 'Ours', shard: 2, zone: 'UTC' }),
  added('root', { id: 'root_2', name: 'Theirs', shard: 0, zone: 'UTC' }),
  added('account', { id: 'root_1', root: 'root_1', parent: null, kind: 'root', name: 'Ours' }),
  added('account', { id: 'root_2', root: 'root_2', parent: null, kind: 'root', name: 'Theirs' }),
  added('project', { id: 'prj_chat', root: 'root_1', account: 'root_1', name: 'Chat' }),
  added('project', { id: 'prj_foreign', root: 'root_2', account: 'root_2', name: 'Foreign' }),
  added('key', apiKey(KEYS.ours)),
  added('key', apiKey(KEYS.bound, { project: 'prj_chat' })),
  added('key', apiKey(KEYS.theirs, { root: 'root_2', account: 'root_2', project: 'prj_foreign' })),
  added('key', apiKey(KEYS.reader, { scopes: ['read'] })),
  added('backfill', backfill()),
  added('backfill', backfill({ id: 'bf_sealed', status: 'sealed' })),
  added('backfill', backfill({ id: 'bf_theirs', root: 'root_2' })),
];

/** The next revision of a catalogue, unsealed. */
export function nextRevision(catalogue: Catalogue, changes: readonly Change[]): Revision {
  const { revision, hash } = catalogue;
  return { v: 1, revision: revision + 1, prev: hash, at: 1, actor: 'spec', reason: 'spec', changes };
}

/** Applies a revision to a catalogue and answers it as it stands on the topic. */
export function change(catalogue: Catalogue, changes: readonly Change[]): Buffer {
  const revision = nextRevision(catalogue, changes);
  catalogue.apply({ revision, hash: sealRevision(revision).hash });
  return packRevision(revision);
}

/** The revision that revokes a key. */
export function revoked(text: string): Change {
  const before = apiKey(text);
  return { entity: 'key', id: before.id, before, after: { ...before, status: 'revoked' } };
}

export function event(data: Record<string, unknown> = {}, attributes: Record<string, unknown> = {}) {
  const call = {
    provider: 'openai',
    model: 'gpt-4o',
    operation: 'chat',
    inputTokens: 12,
    outputTokens: 3,
    project: 'prj_chat',
  };
  const time = new Date().toISOString();
  return {
    specversion: '1.0',
    id: 'call-1',
    source: 'spec',
    type: 'suanpan.usage.v1',
    time,
    ...attributes,
    data: { ...call, ...data },
  };
}

/** What became of the call of {@link event}. */
export function resultEvent(data: Record<string, unknown> = {}, attributes: Record<string, unknown> = {}) {
  const time = new Date().toISOString();
  return {
    ...{ specversion: '1.0', id: 'result-1', source: 'spec', type: 'suanpan.result.v1', time },
    ...attributes,
    data: { call: { id: 'call-1' }, accepted: true, score: 0.75, project: 'prj_chat', ...data },
  };
}

export type SpecDoor = Awaited<ReturnType<typeof openSpecDoor>>;

export async function openSpecDoor(
  changes: Partial<EventDoorParts> & {
    readonly limits?: Partial<IntakeLimits>;
    readonly trustProxy?: string[];
  } = {},
) {
  const catalogue = new Catalogue();
  change(catalogue, FIRST);
  const stored: { readonly shard: number; readonly value: Uint8Array }[] = [];
  const failures: unknown[] = [];
  const budget = new ByteBudget(32 * 1024 * 1024);
  const parts: EventDoorParts = {
    catalogue,
    unready: () => undefined,
    caughtUp: async () => undefined,
    append: async (shard, value) => stored.push({ shard, value }) - 1,
    rules: {
      limits: { ...DEFAULT_LIMITS, ...changes.limits },
      mask: createMask(SECRET),
      readAdmission: admissionReader(SECRET),
    },
    access: new CallAccess(catalogue, 24 * HOUR_MS),
    budget,
    bodyTimeoutMs: 5_000,
    clock: { now: () => Date.now() },
    observer: {
      taken: () => undefined,
      acknowledged: () => undefined,
      refused: (code, error) => {
        if (code === 'internal') failures.push(error);
      },
    },
    ...changes,
  };
  const door = openEventDoor(parts);
  const service = await startService({
    name: 'ingest-spec',
    module: IngestModule,
    host: '127.0.0.1',
    port: 0,
    fastify: { trustProxy: changes.trustProxy ?? false },
    routes: (scope) => eventRoutes(scope, door),
    log: newServiceLog('ingest-spec', { SUANPAN_LOG: 'silent' }),
  });
  const { url } = service;
  const records = () => stored.map(({ shard, value }) => ({ shard, ...unpackSourceRecord(value) }));
  return {
    catalogue,
    budget: parts.budget,
    /** Errors without a name: there must be none. */
    failures,
    url,
    port: Number(new URL(url).port),
    records,
    lines: () => records().flatMap((record) => record.lines.map((line) => JSON.parse(line) as Record<string, unknown>)),
    close: () => service.stop(),
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** Posts events as a batch, or a body as it is, to the route for events or another. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/v1/events',
): Promise<Reply> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEYS.ours}`, 'content-type': 'application/cloudevents-batch+json', ...headers },
    body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}

/** Writes bytes to a socket and answers all that comes back until the other side closes. */
export async function talk(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(bytes);
  // A reset is a way of closing, too.
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}
